"""Is this build as fast as another one? Both in one run, each in a process of its own, in turns.

    python benchmarks/two_builds.py --other ../elman-0.1.0/.venv/bin/python --write

Two builds of one extension cannot be in one process, so each of the two processes has its networks, and is
told when to run them. Ratios are made within a turn, and the two change places from turn to turn.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from machine import describe_machine
from report import finish, make_parser, show_progress
from tables import describe, table
from turns import calls_per_turn, quartiles, time_call
from workload import CELLS, Run, Work, elman_forward, elman_step

SHAPES = (
    {"batch": 1, "time": 100, "inputs": 1, "units": 32},
    {"batch": 32, "time": 100, "inputs": 4, "units": 32},
    {"batch": 64, "time": 200, "inputs": 8, "units": 128},
    {"batch": 32, "time": 100, "inputs": 8, "units": 256},
    {"batch": 32, "time": 100, "inputs": 4, "units": 64, "layers": 2},
)
ROW = {"batch": 1, "time": 1, "inputs": 1, "units": 32}
KINDS: dict[str, Callable[..., Run]] = {"training step": elman_step, "forward pass": elman_forward}
TURNS, SECONDS_A_TURN = 41, 0.08


class Build:
    """A process with one of the builds."""

    def __init__(self, python: str, paths: str | None) -> None:
        """Starts it; `paths` is its PYTHONPATH."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        if paths:
            environment["PYTHONPATH"] = paths
        self._process = subprocess.Popen(
            [python, str(Path(__file__).resolve()), "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment | {"OPENBLAS_NUM_THREADS": "1"},
        )

    def ask(self, **question: object) -> float:
        """Sends a question and waits for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return float(json.loads(self._process.stdout.readline()))

    def end(self) -> None:
        """Ends the process."""
        self._process.communicate()


def serve() -> None:
    """Answers on stdout: to a workload how many calls make a turn, to a number of calls their median."""
    run: Run = list
    for line in sys.stdin:
        question = json.loads(line)
        if "work" in question:
            run = KINDS[question["kind"]](Work(**question["work"]), threads=question["threads"])
            answer: float = calls_per_turn(run, time_call, SECONDS_A_TURN)
        else:
            answer = float(np.median([time_call(run) for _ in range(question["calls"])]))
        print(answer, flush=True)


def compare(this: Build, other: Build, **work: object) -> tuple[np.ndarray, np.ndarray]:
    """The other build's seconds, and this one's as a share of them, of each turn."""
    calls = int(min(this.ask(**work), other.ask(**work)))
    seconds: dict[Build, list[float]] = {this: [], other: []}
    for turn in range(TURNS):
        for build in (this, other) if turn % 2 else (other, this):
            seconds[build].append(build.ask(calls=calls))
    return np.array(seconds[other]), np.array(seconds[this]) / seconds[other]


def works() -> Iterator[tuple[str, int, Work]]:
    """Every kind of call, number of threads and workload."""
    for kind in KINDS:
        for threads in (1, 2):
            for shape in SHAPES:
                for cell in CELLS:
                    yield kind, threads, Work(cell=cell, **shape)
    for cell in CELLS:
        yield "forward pass", 1, Work(cell=cell, **ROW)


def fields(work: Work) -> dict[str, object]:
    """What makes it again."""
    return {name: getattr(work, name) for name in Work.__dataclass_fields__}


def main() -> None:
    """Prints a line for each workload."""
    parser = make_parser(__doc__)
    parser.add_argument("--other", help="the Python that the other build is installed for")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return
    started = perf_counter()
    this, other = Build(sys.executable, os.environ.get("PYTHONPATH")), Build(arguments.other, None)
    lines, ratios, todo = [], [], list(works())
    for done, (kind, threads, work) in enumerate(todo, start=1):
        seconds, ratio = compare(this, other, kind=kind, threads=threads, work=fields(work))
        _, median, _ = quartiles(ratio)
        ratios.append(median)
        lines.append(
            [kind, str(threads), work.cell, str(work), describe(seconds, 1e3, 4), describe(ratio, digits=3)]
        )
        show_progress(done, len(todo), "workloads")
    this.end()
    other.end()
    head = [
        "call",
        "threads",
        "cell",
        "(batch,time,inputs,units)",
        "other build ms",
        "this build, times that",
    ]
    summary = (
        f"this build takes {np.median(ratios):.3f} times as long, the median of {len(ratios)} workloads "
        f"({min(ratios):.3f} to {max(ratios):.3f}); {TURNS} turns each"
    )
    took = f"the whole run took {perf_counter() - started:.0f} s"
    finish(
        "two_builds", [describe_machine(threads=2), *table(head, lines), summary, took], write=arguments.write
    )


if __name__ == "__main__":
    main()
