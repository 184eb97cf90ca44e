"""What watching costs: a slider's move until its curve is drawn, and a fit with a page open.

Run: python benchmarks/watching.py --write      (two minutes; needs chromium and playwright)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from machine import describe_machine
from report import finish, make_parser
from turns import quartiles

MOVES, TURNS = 30, 9
STEPS = 4000

SETTLED = """
(value) => new Promise((done) => {
  const slider = document.getElementById('set-seed');
  const verdict = () => document.getElementById('verdict').textContent;
  const before = verdict(), began = performance.now();
  const look = () => verdict() === before
    ? requestAnimationFrame(look) : requestAnimationFrame(() => done(performance.now() - began));
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(look);
})
"""
"""Milliseconds from the input to the frame after the verdict has changed, which comes with the curve."""


@contextmanager
def serving(*arguments: str, folder: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    """A command that serves a page, and the page's address."""
    command = [sys.executable, "-m", "elman", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder)
    yield process, process.stderr.readline().split()[1]
    process.kill()
    process.wait()


def time_moves(page: Page) -> np.ndarray:
    """Milliseconds of each move of the seed's slider, after three that warm up."""
    return np.array([page.evaluate(SETTLED, str(seed)) for seed in range(1, MOVES + 4)])[3:]


def time_fit(folder: Path, browser: Browser | None) -> float:
    """Seconds of training steps of one fit, with a page open where there is a browser."""
    fit = ["fit", "t.csv", "-i", "u", "-t", "y", "--steps", str(STEPS), "--patience", "1", "--no-trials"]
    fit += ["--threads", "1", "-o", "m.safetensors", "--json"]
    began = perf_counter()
    if browser is None:
        subprocess.run(
            [sys.executable, "-m", "elman", *fit, "--quiet"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return perf_counter() - began
    command = [sys.executable, "-m", "elman", *fit, "--watch"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=folder
    )
    page = browser.new_page()
    page.goto(process.stderr.readline().split()[1])
    process.wait()
    taken = perf_counter() - began
    page.close()
    return taken


def main() -> None:
    """Both, in turns."""
    options = make_parser(__doc__).parse_args()
    folder = Path(tempfile.mkdtemp())
    u = np.random.default_rng(0).normal(size=20_000)
    table = np.column_stack([u, np.convolve(u, [0.5, 0.3, 0.2])[: len(u)]])
    np.savetxt(folder / "t.csv", table, delimiter=",", header="u,y", comments="")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with serving("demo", "--watch", folder=folder) as (_, address):
            page = browser.new_page()
            page.goto(address)
            page.wait_for_selector("#reach")
            moves = time_moves(page)
            page.close()
        pairs = np.array([[time_fit(folder, None), time_fit(folder, browser)] for _ in range(TURNS)])
        browser.close()
    low, middle, high = quartiles(moves)
    first, ratio, last = quartiles(pairs[:, 1] / pairs[:, 0])
    lines = [
        describe_machine("numpy", "playwright", threads=1),
        f"slider to curve, 300 windows retrained: {middle:.1f} ms (quartiles {low:.1f} to {high:.1f}), "
        f"{MOVES} moves",
        f"fit of {STEPS:,} steps with a page open / without, whole processes in {TURNS} turns: median "
        f"{ratio:.4f} (quartiles {first:.4f} to {last:.4f})",
    ]
    finish("watching", lines, write=options.write)


if __name__ == "__main__":
    main()
