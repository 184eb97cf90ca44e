"""Do weights on the loss, quantiles, dropout and a second layer cost more than their arithmetic?

One thread. A step with the addition and one without take turns; the ratio of their times stands beside
the ratio of their matrix products. Weights and dropout have none of their own: their ratio should be 1.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elman.network.losses import Pinball
from machine import describe_machine
from report import finish, make_parser
from tables import describe, table
from turns import take_turns
from workload import CELLS, Run, Work, build_elman

BESIDE = {
    "weights on the loss": "plain",
    "3 quantiles": "plain",
    "9 quantiles": "plain",
    "two layers": "plain",
    "two layers, dropout": "two layers",
}
"""What is added, and what it is compared with."""


def make_run(work: Work, *, weighted: bool = False, quantiles: int = 0, dropout: float = 0.0) -> Run:
    """A training step of elman with these additions."""
    x, y = work.arrays()
    weight = np.random.default_rng(1).random(y.shape, dtype=np.float32) if weighted else None
    loss = None
    if quantiles:
        loss = Pinball(quantiles=tuple((k + 1) / (quantiles + 1) for k in range(quantiles)))
        y = y[..., :1].copy()
    network = build_elman(work, threads=1, spec=replace(work.spec, dropout=dropout), loss=loss)
    return lambda: network.train_window(x, y, weight)


def make_runs(cell: str) -> dict[str, tuple[Work, Run]]:
    """All steps of one cell, by name."""
    plain = Work(cell=cell, batch=32, time=100, inputs=4, units=64)
    three, nine, two = replace(plain, outputs=3), replace(plain, outputs=9), replace(plain, layers=2)
    return {
        "plain": (plain, make_run(plain)),
        "weights on the loss": (plain, make_run(plain, weighted=True)),
        "3 quantiles": (three, make_run(three, quantiles=3)),
        "9 quantiles": (nine, make_run(nine, quantiles=9)),
        "two layers": (two, make_run(two)),
        "two layers, dropout": (two, make_run(two, dropout=0.2)),
    }


def main() -> None:
    """Measures every cell."""
    parser = make_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    arguments = parser.parse_args()
    lines = []
    for cell in CELLS:
        runs = make_runs(cell)
        calls = {name: run for name, (_, run) in runs.items()}
        turns, share = (5, 0.02) if arguments.quick else (25, 0.05)
        seconds = take_turns(calls, turns=turns, seconds_a_turn=share)
        for name, beside in BESIDE.items():
            arithmetic = runs[name][0].training_arithmetic / runs[beside][0].training_arithmetic
            ratio = describe(seconds[name] / seconds[beside], digits=3)
            lines.append([cell, name, beside, ratio, f"{arithmetic:.3f}"])
    head = ["cell", "with", "beside", "times its time", "times its products"]
    report = [describe_machine(threads=1), "training step of (32,100,4,64); medians (quartiles)", ""]
    finish("training_additions", [*report, *table(head, lines)], write=arguments.write)


if __name__ == "__main__":
    main()
