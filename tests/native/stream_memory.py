"""A process of its own that streams rows, made as they go, and says how its resident memory grew, as JSON.

In a process that has freed anything before, what is kept may fit into the holes and would not be seen.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from elman import ArgumentError, Stream
from tests.conformance.cases import Sizes
from tests.conformance.stream_cases import StreamCase
from tests.conformance.stream_checks import make

CASE = StreamCase("gru", 1, Sizes(1, 8, 1, 1, 1))
PAGE, WARM_UP = 4096, 2000


def resident_memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def growth(step, num_rows):
    """Bytes that are resident after all rows and were not after the first ones."""
    for row in range(num_rows):
        if row == WARM_UP:
            before = resident_memory()
        step(4000.0 + row % 7)
    return resident_memory() - before


def refused_step(stream):
    def step(x):
        try:
            stream.step([x, x])
        except ArgumentError:
            stream.step(x)

    return step


def keeping_step(stream):
    """A mutant: eight bytes of a list and a float a row."""
    kept = []
    return lambda x: kept.append(stream.step(x))


def main():
    stream = make(Stream, CASE)
    rows, fewer = 150_000, 60_000  # the fewer rows would leave larger things behind than a number
    growths = {
        "a million": growth(stream.step, 1_000_000),
        "mapping": growth(lambda x: stream.step({"u0": x}), rows),
        "list": growth(lambda x: stream.step([x]), rows),
        "array": growth(lambda x: stream.step(np.array([x], np.float32)), rows),
        "array of float64": growth(lambda x: stream.step(np.array([x])), rows),
        "NumPy's number": growth(lambda x: stream.step(np.float32(x)), rows),
        "missing": growth(lambda x: stream.step(None), rows),
        "refused": growth(refused_step(stream), fewer),
        "chunk": growth(lambda x: stream.run(np.full(50, x, np.float32)), fewer),
        "kept": growth(keeping_step(stream), rows),
    }
    print(json.dumps(growths))


if __name__ == "__main__":
    main()
