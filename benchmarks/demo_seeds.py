"""How often does the founding experiment learn? Both recipes, over many seeds.

A run has failed if the mean of its last 20 losses is above 0.01.
"""

from __future__ import annotations

import numpy as np

from elman.data import Window, sine_to_cosine
from elman.demo import RECIPES, DemoOptions
from elman.demo.experiment import build_network
from elman.demo.result import LARGEST_LEARNED_LOSS
from elman.errors import DivergenceError
from elman.training import History, train
from machine import describe_machine
from report import finish, make_parser, show_progress


def final_loss(options: DemoOptions, windows: list[Window]) -> float:
    """The mean of the last 20 losses; infinity if the run diverged."""
    history = History()
    try:
        train(build_network(options), windows, history)
    except DivergenceError:
        return float("inf")
    return history.mean_of_last(20)


def describe_losses(recipe: str, losses: np.ndarray) -> str:
    """One line: quantiles, the worst, and how many failed."""
    quartiles = np.quantile(losses, [0.25, 0.5, 0.75, 0.999])
    num_failed = int((losses > LARGEST_LEARNED_LOSS).sum())
    return (
        f"{recipe:9s} median {quartiles[1]:.2e}  quartiles {quartiles[0]:.2e} {quartiles[2]:.2e}  "
        f"99.9 % {quartiles[3]:.2e}  worst {losses.max():.2e}  "
        f"above {LARGEST_LEARNED_LOSS}: {num_failed} of {losses.size} ({num_failed / losses.size:.2%})"
    )


def main() -> None:
    """Runs both recipes over seeds 0, 1, ..."""
    parser = make_parser(__doc__)
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--engine", default="native")
    arguments = parser.parse_args()
    lines = [
        describe_machine(threads=1),
        f"mean of the last 20 losses over seeds 0 to {arguments.seeds - 1}, {arguments.engine} engine, "
        "300 windows of 10 points, 32 units",
    ]
    windows = sine_to_cosine(300)
    for recipe in RECIPES:
        losses = np.empty(arguments.seeds)
        for seed in range(arguments.seeds):
            options = DemoOptions(engine=arguments.engine, recipe=recipe, seed=seed, threads=1)
            losses[seed] = final_loss(options, windows)
            show_progress(seed + 1, arguments.seeds, recipe)
        lines.append(describe_losses(recipe, losses))
    finish("demo_seeds", lines, write=arguments.write)


if __name__ == "__main__":
    main()
