"""Takes the pictures of the pages in docs/inspect.md, with the chromium of this machine."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parents[1] / "docs"


def write_table(path: Path) -> None:
    """A boiler, which follows its valve late."""
    random = np.random.default_rng(0)
    valve = np.repeat(random.uniform(0, 100, 200), 20)
    temperature, heat = np.empty(4000), 45.0
    for row, opening in enumerate(valve):
        heat += 0.03 * (20 + 0.6 * opening - heat)
        temperature[row] = heat + random.normal(scale=0.3)
    table = np.column_stack([valve, temperature])
    np.savetxt(path, table, delimiter=",", header="valve,temperature", comments="")


def shoot(browser: Browser, address: str, name: str, *, ready: str, height: int, wait: int = 1500) -> None:
    """Opens a page, waits, and keeps the upper part of it."""
    page = browser.new_page(viewport={"width": 1000, "height": height})
    page.goto(address)
    page.wait_for_selector(ready)
    page.wait_for_timeout(wait)
    page.screenshot(path=DOCS / name)
    page.close()


def serve(*arguments: str, folder: Path) -> tuple[subprocess.Popen, str]:
    """Starts a command that serves a page; returns it and the address."""
    command = [sys.executable, "-m", "elman", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder)
    return process, process.stderr.readline().split()[1]


def main() -> None:
    """All three."""
    folder = Path(tempfile.mkdtemp())
    write_table(folder / "boiler.csv")
    fit = ["fit", "boiler.csv", "--input", "valve", "--target", "temperature", "--quiet", "--no-trials"]
    long = [*fit, "--steps", "50000", "--patience", "1", "--watch", "--output", "w.safetensors"]
    subprocess.run([sys.executable, "-m", "elman", *fit, "--output", "m.safetensors"], cwd=folder, check=True)
    report = ["report", "m.safetensors", "boiler.csv", "--output", "report.html"]
    subprocess.run([sys.executable, "-m", "elman", *report], cwd=folder, check=True)
    with sync_playwright() as running:
        path = shutil.which("chromium")
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        shoot(browser, (folder / "report.html").as_uri(), "report.png", ready="#auto-0", height=1250)
        for arguments, name, ready, height, wait in (
            (long, "watch.png", "#reach", 1350, 8000),
            (["demo", "--watch"], "playground.png", "#reach", 1050, 1500),
        ):
            process, address = serve(*arguments, folder=folder)
            shoot(browser, address, name, ready=ready, height=height, wait=wait)
            process.kill()
            process.wait()
        browser.close()


if __name__ == "__main__":
    main()
