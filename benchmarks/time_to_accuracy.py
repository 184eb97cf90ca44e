"""Error against seconds: elman beside PyTorch's own GRU with Adam, on the same windows of the same rows.

PyTorch is given what elman has chosen: units, windows, batch, learning rate and its cosine decay; its weights
begin as PyTorch's do. Both are scored by the same function, in free run on the validation part (scaled RMSE).
elman's time includes its trials and its finish; PyTorch's begins with its first step. The data are those of
`system_identification.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
import torch

from elman.data import Examples, Window
from elman.model import DataOptions, PreparedData, read_prepared
from elman.network.losses import MSE
from elman.tables.columns import Columns
from elman.training import FitOptions, FitResult, History, Plan, Watch, fit_network
from elman.training.choices import measure_memory
from elman.training.validation import Parts
from machine import describe_machine
from report import finish, make_parser
from system_identification import SETS

NUM_SCORES = 40
NUM_TIMED = 20
MEMORIES_BEFORE = 4
SHOWN = ("silverbox", "exchanger", "cascaded tanks")


class Point(NamedTuple):
    """The best score so far, at some time."""

    seconds: float
    score: float


class Recorder(Watch):
    """Notes when elman's best score falls."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self._began = perf_counter()
        self._seen = 0

    def trained(self, history: History) -> None:
        """Every validation is looked at once."""
        if len(history.validations) != self._seen and history.validations:
            self._seen = len(history.validations)
            self._note(history.validations[-1].score)

    def finishing(self, done: float, iterations: int, score: float) -> None:
        """The finish tells its best score."""
        self._note(score)

    def _note(self, score: float) -> None:
        if not self.points or score < self.points[-1].score:
            self.points.append(Point(perf_counter() - self._began, score))


class TorchGru(torch.nn.Module):
    """A GRU with a linear layer, and what the score asks of a network."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        spec = plan.spec
        self.rnn = torch.nn.GRU(spec.input_size, spec.hidden_size, spec.num_layers, batch_first=True)
        self.out = torch.nn.Linear(spec.hidden_size, spec.output_size)

    def run(self, x_BTF: np.ndarray, state: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
        """The prediction and the state after it."""
        hidden, state = self.rnn(torch.from_numpy(x_BTF), state)
        return self.out(hidden), state

    def score_by(self, score: Callable[[object], float]) -> float:
        """Its validation score."""
        module = self

        class Runs:
            def forward(self, x_BTF: np.ndarray) -> tuple[np.ndarray, None]:
                with torch.no_grad():
                    return module.run(x_BTF, None)[0].numpy(), None

        return score(Runs())


def train_torch(
    plan: Plan, train: Examples, score: Callable[[object], float], seconds: float
) -> tuple[list[Point], int]:
    """Trains for as many steps as fit in the time, at most elman's; returns points and steps."""
    torch.manual_seed(plan.seed)
    module, windows = TorchGru(plan), plan.windows(train)
    steps = min(plan.steps, max(NUM_SCORES, int(seconds / _pace(plan, train))))
    optimizer = torch.optim.Adam(module.parameters(), lr=plan.learning_rate)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    points: list[Point] = []
    state, began = None, perf_counter()
    for step in range(steps):
        state = _step(module, optimizer, windows(step), state)
        decay.step()
        if (step + 1) % max(1, steps // NUM_SCORES) == 0:
            own = module.score_by(score)
            if not points or own < points[-1].score:
                points.append(Point(perf_counter() - began, own))
    return points, steps


def _step(
    module: TorchGru, optimizer: torch.optim.Optimizer, window: Window, state: torch.Tensor | None
) -> torch.Tensor:
    optimizer.zero_grad()
    said, after = module.run(window.x_BTF, state if window.carries_state else None)
    weight = torch.from_numpy(window.weight_BTO)
    error = torch.where(weight > 0, said - torch.from_numpy(window.y_BTO), torch.zeros(()))
    (torch.sum(weight * error**2) / torch.sum(weight).clamp(min=1.0)).backward()
    torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
    optimizer.step()
    return after.detach()


def _pace(plan: Plan, train: Examples) -> float:
    """Seconds of a step, after a few that warm up."""
    module, windows = TorchGru(plan), plan.windows(train)
    optimizer, state = torch.optim.Adam(module.parameters()), None
    for step in range(2 * NUM_TIMED):
        if step == NUM_TIMED:
            began = perf_counter()
        state = _step(module, optimizer, windows(step), state)
    return (perf_counter() - began) / NUM_TIMED


def prepare(name: str, folder: Path) -> PreparedData:
    """The rows of a set, as `elman fit` prepares them."""
    one = SETS[name]
    columns = Columns(inputs=one.inputs, targets=one.targets, rows=one.train)
    return read_prepared(one.load(folder), columns, DataOptions())


def score_of(data: PreparedData) -> Parts:
    """What both are scored by."""
    memory = measure_memory(data.training)
    lead = MEMORIES_BEFORE * memory
    return Parts.of(data.training, data.validation, data.division.follows, MSE(), lead=lead, warm_up=memory)


def measure(name: str, folder: Path, options: FitOptions, seconds: float) -> list[str]:
    """The lines of one set."""
    data, recorder = prepare(name, folder), Recorder()
    began = perf_counter()
    result = fit_network(
        data.training, data.validation, options, validation_follows=data.division.follows, watch=recorder
    )
    points = [*recorder.points, Point(perf_counter() - began, result.best_score)]
    others, steps = train_torch(result.plan, data.training, score_of(data), seconds)
    best = min(point.score for point in others)
    reached = next((point.seconds for point in points if point.score <= best), None)
    print(name, curve(points), curve(others), sep="\n  ", file=sys.stderr, flush=True)
    return [
        f"{name}: {describe(result)}",
        f"  elman   {curve(points)}",
        f"  PyTorch {curve(others)}   ({steps} of {result.plan.steps} steps)",
        f"  PyTorch's best, {best:.4g}, took it {others[-1].seconds:.1f} s; elman "
        + (f"was there after {reached:.1f} s" if reached is not None else "did not reach it"),
    ]


def describe(result: FitResult) -> str:
    """What was chosen, in short."""
    spec = result.plan.spec
    return f"{spec.cell} with {spec.hidden_size} units, {result.plan.schedule}, {result.tried} network(s)"


def curve(points: list[Point], most: int = 6) -> str:
    """A few of the points, the first and the last among them."""
    places = sorted({round(place) for place in np.linspace(0, len(points) - 1, most)})
    return ", ".join(f"{points[place].score:.4g} at {points[place].seconds:.1f} s" for place in places)


def main() -> None:
    """Runs the sets that are asked for."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a set")
    parser.add_argument("--only", nargs="*", choices=SETS, default=list(SHOWN))
    parser.add_argument("--seconds", type=float, default=300.0, help="most time that PyTorch trains a set")
    parser.add_argument("--steps", type=int, help="elman's training steps; the default is elman's")
    parser.add_argument("--finish", type=int, help="iterations of the finish; the default is elman's")
    parser.add_argument("--no-trials", action="store_true", help="take the first guess")
    parser.add_argument("--note", default="", help="what is to be said of the machine")
    parser.add_argument("--threads", type=int, help="of both; the default is every core")
    given = parser.parse_args()
    threads = given.threads or len(os.sched_getaffinity(0))
    torch.set_num_threads(threads)
    options = FitOptions(steps=given.steps, finish=given.finish, trials=not given.no_trials, threads=threads)
    lines = [describe_machine("torch", threads=threads)]
    lines += [given.note] * bool(given.note)
    lines += ["validation score (scaled RMSE in free run) at the seconds since the beginning", ""]
    for name in given.only:
        lines += [*measure(name, given.data, options, given.seconds), ""]
    finish("time_to_accuracy", lines, write=given.write)


if __name__ == "__main__":
    main()
