"""A benchmark on one thread and on two: each in a process of its own, bound to as many cores."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from time import perf_counter

from machine import describe_machine
from report import finish, make_parser

LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Measure = Callable[[int, bool], Iterable[str]]


def run_apart(arguments: list[str], threads: int) -> list[str]:
    """This program's lines in a process with so many cores, and libraries that know it from the start."""
    cores = sorted(os.sched_getaffinity(0))[:threads]
    done = subprocess.run(
        [sys.executable, sys.argv[0], "--threads", str(threads), *arguments],
        env=os.environ | dict.fromkeys(LIMITS, str(threads)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    return [f"{threads} thread{'s' if threads > 1 else ''}", *done.stdout.splitlines(), ""]


def run_on_threads(
    theme: str, description: str | None, measure: Measure, *, packages: tuple[str, ...], title: str
) -> None:
    """The main of such a benchmark: `measure(threads, quick)` gives the lines of one number of threads."""
    parser = make_parser(description)
    parser.add_argument("--threads", type=int, help="only this many, without the machine's description")
    parser.add_argument("--quick", action="store_true", help="fewer turns, and fewer peers")
    arguments = parser.parse_args()
    if arguments.threads:
        print("\n".join(measure(arguments.threads, arguments.quick)))
        return
    started = perf_counter()
    lines = [describe_machine(*packages, threads=2), title, ""]
    for threads in (1, 2):
        lines += run_apart(["--quick"] if arguments.quick else [], threads)
    lines.append(f"the whole run took {perf_counter() - started:.0f} s")
    finish(theme, lines, write=arguments.write)
