"""Where and with what a benchmark ran, and the dated file that its result goes into."""

from __future__ import annotations

import datetime
import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def processor_name() -> str:
    """The processor's model, as Linux gives it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE)
        if found:
            return found.group(1).strip()
    return platform.processor() or platform.machine()


def describe_machine(*packages: str, threads: int) -> str:
    """Two lines: the machine, and the versions of what is measured."""
    versions = [f"Python {platform.python_version()}"]
    for package in ("elman", "numpy", *packages):
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            versions.append(f"{package} (not installed)")
    forced = os.environ.get("ELMAN_ISA", "chosen at run time")
    return (
        f"machine: {processor_name()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; "
        f"threads {threads}; instruction set {forced}\n"
        f"versions: {', '.join(versions)}"
    )


def write_result(theme: str, text: str, *, command: str) -> Path:
    """Writes `results/<theme>_<machine>_<date>.md` and returns its path."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    slug = re.sub(r"[^a-z0-9]+", "-", processor_name().lower()).strip("-")
    path = RESULTS / f"{theme}_{slug}-{os.cpu_count()}-cores_{today.isoformat()}.md"
    RESULTS.mkdir(exist_ok=True)
    path.write_text(f"# {theme}\n\n`{command}`, {today.isoformat()}\n\n```\n{text}\n```\n")
    return path
