"""Is a budget kept? `elman fit --budget 30s` on the weekly series of M4, alone and beside busy loops.

The wall time is that of the whole command, with Python's start and the reading of the table. The skill is
that of the thirteen weeks that the competition kept.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl

import elman
from elman.series import SeriesSet
from forecasting import SETS
from machine import describe_machine
from report import finish, make_parser

NAME = "M4 weekly"


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """Processes that do nothing, as fast as they can."""
    started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def write_long(series: SeriesSet, path: Path) -> None:
    """A long table of all series."""
    rows = [len(y_N) for y_N in series.y]
    stamps = np.concatenate([series.stamps(number, 0, count) for number, count in enumerate(rows)])
    columns = {"unique_id": np.repeat(series.ids, rows), "ds": stamps, "y": np.concatenate(series.y)}
    pl.DataFrame(columns).write_csv(path)


def study(name: str, loops: int, options: argparse.Namespace, folder: Path) -> str:
    """One line."""
    task = SETS[NAME].load(options.data / "forecast", SETS[NAME].horizon)
    table, model = folder / "weekly.csv", folder / "weekly.safetensors"
    write_long(task.train, table)
    command = [sys.executable, "-m", "elman", "fit", str(table), "--horizon", str(SETS[NAME].horizon)]
    command += ["--budget", options.budget, "--output", str(model)]
    load = os.getloadavg()[0]
    with busy(loops):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - began
    forecaster = elman.load(model)
    found = forecaster.backtest_origins(task.series, task.origins)
    return (
        f"{name}: {seconds:.1f} s, load before {load:.1f}; {forecaster.record.num_networks} networks, "
        f"{forecaster.record.steps:,} steps; skill on the test {found.skill:.3f}"
    )


def main() -> None:
    """Alone, and beside busy loops."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with forecast/")
    parser.add_argument("--budget", default="30s")
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    lines = [describe_machine(threads=cores), f"{NAME}, --budget {options.budget}"]
    with tempfile.TemporaryDirectory() as folder:
        lines.append(study("alone", 0, options, Path(folder)))
        lines.append(study(f"beside {cores} busy loops", cores, options, Path(folder)))
    finish("kept_budget", lines, write=options.write)


if __name__ == "__main__":
    main()
