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


def result_path(theme: str, suffix: str = ".md") -> Path:
    """`results/<theme>_<machine>_<date>` with this suffix; makes the folder."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    slug = re.sub(r"[^a-z0-9]+", "-", processor_name().lower()).strip("-")
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / f"{theme}_{slug}-{os.cpu_count()}-cores_{today.isoformat()}{suffix}"


def write_result(theme: str, text: str, *, command: str) -> Path:
    """Writes the dated file of a theme and returns its path."""
    path = result_path(theme)
    date = path.stem.rsplit("_", 1)[1]
    path.write_text(f"# {theme}\n\n`{command}`, {date}\n\n```\n{text}\n```\n")
    return path
