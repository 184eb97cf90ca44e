"""How fast are the founding experiment's 300 windows? elman beside the plain PyTorch loop.

Both are driven window by window by a plain Python loop, over windows made beforehand, from fresh
parameters. Building the network and importing anything is not counted. The contenders take turns in
one process, and a ratio is made within each turn: a shared machine changes its speed all the time.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
import torch

from elman.data import sine_to_cosine
from elman.demo import DemoOptions
from elman.demo.experiment import build_network
from machine import describe_machine
from peers.pytorch_loop import PlainNetwork, make_windows, train_plain
from report import finish, make_parser
from tables import describe, table
from turns import take_turns

NUM_WINDOWS = 300
Run = Callable[[], float]


def make_elman_run(engine: str) -> Run:
    """The 300 windows on one of elman's engines, in seconds."""
    windows = sine_to_cosine(NUM_WINDOWS)
    options = DemoOptions(engine=engine, recipe="tutorial", threads=1)

    def run() -> float:
        network = build_network(options)
        losses, state = [], None
        started = perf_counter()
        for window in windows:
            loss, state = network.train_window(window.x_BTF, window.y_BTO, None, state)
            losses.append(loss)
        return perf_counter() - started

    return run


def make_plain_run(*, output_at_once: bool) -> Run:
    """The 300 windows in plain PyTorch, in seconds."""
    windows = make_windows(NUM_WINDOWS)

    def run() -> float:
        network = PlainNetwork(output_at_once=output_at_once)
        started = perf_counter()
        train_plain(network, windows)
        return perf_counter() - started

    return run


def describe_times(seconds: dict[str, np.ndarray], engine: str) -> list[list[str]]:
    """One line a contender: its milliseconds, its microseconds a window, and its ratio to elman."""
    return [
        [
            name,
            describe(values, 1e3, 3),
            describe(values, 1e6 / NUM_WINDOWS, 2),
            describe(values / seconds[engine], digits=0),
        ]
        for name, values in seconds.items()
    ]


def main() -> None:
    """Runs all contenders in turns."""
    parser = make_parser(__doc__)
    parser.add_argument("--engine", default="native")
    parser.add_argument("--repeats", type=int, default=25)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    runs = {
        arguments.engine: make_elman_run(arguments.engine),
        "PyTorch, output step by step": make_plain_run(output_at_once=False),
        "PyTorch, output of a window at once": make_plain_run(output_at_once=True),
    }
    seconds = take_turns(
        runs, turns=arguments.repeats, seconds_a_turn=0.1, measure=lambda run: run(), progress="turn"
    )
    lines = [
        describe_machine("torch", threads=1),
        f"{NUM_WINDOWS} training steps of (1, 10, 1), 32 units, tutorial recipe; medians (quartiles)",
        "",
        *table(
            ["", "ms", "microseconds a window", f"times {arguments.engine}"],
            describe_times(seconds, arguments.engine),
        ),
    ]
    finish("demo_speed", lines, write=arguments.write)


if __name__ == "__main__":
    main()
