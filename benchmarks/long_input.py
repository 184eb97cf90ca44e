"""What does a row of a long input cost? Time and memory from 10,000 to 10 million rows, and a plot of both.

One sequence through a GRU of 32 units, on one thread: in one call, and in pieces of 10,000 rows that
are made, predicted and dropped, the state carried. Every size has a process of its own; memory is the
peak above what was there before, without the caller's own arrays.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from elman.plots.colours import ERROR, PREDICTION
from elman.plots.figure import new_figure, save_figure
from machine import describe_machine, result_path
from report import finish, make_parser
from workload import Work, build_elman

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORK = Work(cell="gru", batch=1, time=1, inputs=4, units=32)
PIECE = 10_000
WAYS = {"whole": "in one call", "pieces": f"in pieces of {PIECE:,} rows"}


def memory(name: str) -> float:
    """`VmRSS` (now) or `VmHWM` (the peak) of this process, in MB."""
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found.group(1)) / 1024 if found else float("nan")


def measure(run: Callable[[], float], repeats: int) -> dict[str, float]:
    """Seconds, and the peak of memory above what was there; `run` returns the MB of its own arrays."""
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    seconds = []
    for _ in range(repeats):
        started = perf_counter()
        own = run()
        seconds.append(perf_counter() - started)
    return {"seconds": float(np.median(seconds)), "megabytes": memory("VmHWM") - before - own}


def predict(way: str, num_rows: int) -> dict[str, float]:
    """One prediction of this many rows."""
    network, random = build_elman(WORK, threads=1), np.random.default_rng(0)
    _, state = network.forward(random.standard_normal((1, PIECE, WORK.inputs), dtype=np.float32))
    repeats = max(1, 1_000_000 // num_rows)  # a millisecond alone would say little
    if way == "whole":
        x = random.standard_normal((1, num_rows, WORK.inputs), dtype=np.float32)
        return measure(lambda: network.forward(x)[0].nbytes / 2**20, repeats)
    x = random.standard_normal((1, PIECE, WORK.inputs), dtype=np.float32)

    def run() -> float:
        carried = state
        for _ in range(num_rows // PIECE):
            _, carried = network.forward(x.copy(), carried)
        return 0.0

    return measure(run, repeats)


def predict_apart(way: str, num_rows: int, repeats: int) -> dict[str, float]:
    """The medians of several processes."""
    command = [sys.executable, __file__, "--way", way, "--rows", str(num_rows)]
    runs = [json.loads(subprocess.check_output(command)) for _ in range(repeats)]
    return {name: float(np.median([run[name] for run in runs])) for name in runs[0]}


def draw(sizes: list[int], results: dict[str, list[dict[str, float]]]) -> Figure:
    """Time a row above, memory below, over the rows."""
    figure = new_figure(width=8.0, height=6.0, on_screen=False)
    figure.suptitle("One long sequence, GRU of 32 units, one thread", fontsize=13)
    upper, lower = figure.subplots(2, 1, sharex=True)
    for way, colour in zip(WAYS, (PREDICTION, ERROR), strict=True):
        nanoseconds = [
            1e9 * result["seconds"] / rows for rows, result in zip(sizes, results[way], strict=True)
        ]
        upper.plot(sizes, nanoseconds, color=colour, marker="o", label=WAYS[way])
        lower.plot(sizes, [result["megabytes"] for result in results[way]], color=colour, marker="o")
    upper.set(xscale="log", ylabel="nanoseconds a row", ylim=(0, None))
    most = max(result["megabytes"] for way in WAYS for result in results[way])
    lower.set(xlabel="rows", ylabel="MB beside the caller's arrays", ylim=(-0.5, max(10.0, 1.1 * most)))
    upper.legend(loc="lower right", frameon=False)
    for axes in (upper, lower):
        axes.grid(alpha=0.25)
    return figure


def parse_arguments() -> argparse.Namespace:
    """The options of this benchmark."""
    parser = make_parser(__doc__)
    parser.add_argument("--way", choices=WAYS, help="one process of the benchmark")
    parser.add_argument("--rows", type=int, default=10_000_000, help="the largest size")
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


def main() -> None:
    """Runs every size both ways."""
    arguments = parse_arguments()
    if arguments.way:
        print(json.dumps(predict(arguments.way, arguments.rows)))
        return
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= arguments.rows]
    results = {way: [predict_apart(way, size, arguments.repeats) for size in sizes] for way in WAYS}
    lines = [
        describe_machine(threads=1),
        f"GRU of {WORK.units} units, {WORK.inputs} inputs, batch 1; medians of {arguments.repeats} processes",
        f"{'rows':>12s}  {'':28s}{'ns a row':>10s}{'MB':>8s}",
    ]
    for way, name in WAYS.items():
        for size, result in zip(sizes, results[way], strict=True):
            cost = 1e9 * result["seconds"] / size
            lines.append(f"{size:12,d}  {name:28s}{cost:10.0f}{result['megabytes']:8.1f}")
    if arguments.write:
        save_figure(draw(sizes, results), result_path("long_input", ".png"))
    finish("long_input", lines, write=arguments.write)


if __name__ == "__main__":
    main()
