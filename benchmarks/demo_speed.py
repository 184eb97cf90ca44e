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
from report import finish, make_parser, show_progress

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


def take_turns(runs: dict[str, Run], *, repeats: int, inner_repeats: dict[str, int]) -> dict[str, np.ndarray]:
    """Seconds, `(turns, runs a turn)`, after one warm-up; the quick ones run several times a turn."""
    seconds: dict[str, list[list[float]]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    for repeat in range(repeats):
        for name, run in runs.items():
            seconds[name].append([run() for _ in range(inner_repeats.get(name, 1))])
        show_progress(repeat + 1, repeats, "turn")
    return {name: np.array(values) for name, values in seconds.items()}


def describe_times(seconds: dict[str, np.ndarray], engine: str) -> list[str]:
    """One line a contender: median and spread, and the median and quartiles of its ratio to elman."""
    ours = np.median(seconds[engine], axis=1)
    head = f"{'':34s}{'median ms':>11s}{'5 % to 95 %':>20s}{'runs':>6s}"
    lines = [f"{head}{'times ' + engine:>16s}{'quartiles':>16s}"]
    for name, values in seconds.items():
        low, median, high = 1000 * np.quantile(values, [0.05, 0.5, 0.95])
        first, ratio, third = np.quantile(np.median(values, axis=1) / ours, [0.25, 0.5, 0.75])
        spread, quartiles = f"{low:.3f} to {high:.3f}", f"{first:.0f} to {third:.0f}"
        lines.append(f"{name:34s}{median:11.3f}{spread:>20s}{values.size:6d}{ratio:16.1f}{quartiles:>16s}")
    return lines


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
    seconds = take_turns(runs, repeats=arguments.repeats, inner_repeats={arguments.engine: 100})
    lines = [
        describe_machine("torch", threads=1),
        f"{NUM_WINDOWS} training steps of (1, 10, 1), 32 units, tutorial recipe; one warm-up each",
        *describe_times(seconds, arguments.engine),
    ]
    finish("demo_speed", lines, write=arguments.write)


if __name__ == "__main__":
    main()
