"""What can be chosen about a fit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from elman import registry
from elman.engines import ENGINES
from elman.errors import ArgumentError
from elman.network.cells import CELLS
from elman.network.losses import MSE, Loss
from elman.training.schedules import SCHEDULES


@dataclass(frozen=True, kw_only=True, slots=True)
class FitOptions:
    """The options of `fit_network`; where None stands, the data choose, and the result says what.

    Raises:
        ArgumentError: a number outside its range, an unknown name, or more than one budget.
    """

    cell: str = "gru"
    """The recurrent cell: rnn (tanh), rnn_relu, gru, lstm."""
    hidden_size: int | None = None
    """Units a layer; None: by the number of rows, settled by a trial on validation."""
    num_layers: int = 1
    """Recurrent layers."""
    dropout: float = 0.0
    """Share of a layer's outputs that the next layer does not see while training."""
    schedule: str | None = None
    """Where windows come from: carry (lanes that hand their state on), or shuffle (random windows
    with a burn-in); None: a trial on validation."""
    window: int | None = None
    """Scored rows of a window; None: by the schedule and the memory of the data."""
    burn_in: int | None = None
    """Rows that run unscored before the first window from zeros; None: by the memory of the data."""
    batch_size: int = 16
    """Sequences side by side."""
    learning_rate: float | None = None
    """Step size at the start of its cosine decay; None: 0.005, or 0.01 below 16 units."""
    clip_norm: float = 1.0
    """Largest norm of the gradient of all parameters together."""
    weight_decay: float | None = None
    """AdamW's pull towards 0; None: such that over the run it would shrink a parameter e^4 times."""
    steps: int | None = None
    """Training steps; None: by the number of rows."""
    epochs: float | None = None
    """Budget in passes over the training rows, instead of steps."""
    seconds: float | None = None
    """Budget in seconds, trials included, instead of steps."""
    patience: float = 0.5
    """Share of the steps without a better validation score after which the run ends; 1: never."""
    trials: bool = True
    """Whether short trials settle what is None; False: the first guess is taken."""
    loss: Loss = field(default_factory=MSE)
    """What is minimised."""
    seed: int = 0
    """Of the initial parameters, the windows and the dropout masks."""
    engine: str = "native"
    """What does the arithmetic."""
    threads: int | None = None
    """Most threads to use; None: `ELMAN_THREADS`, or else every core."""

    def __post_init__(self) -> None:
        registry.lookup("cell", CELLS, self.cell)
        registry.lookup("engine", ENGINES, self.engine)
        if self.schedule is not None:
            registry.lookup("schedule", SCHEDULES, self.schedule)
        for name, (least, most) in _RANGES.items():
            _check_whole(name, getattr(self, name), least, most)
        for name in ("learning_rate", "clip_norm", "epochs", "seconds"):
            value = getattr(self, name)
            _check(name, value, value is None or value > 0, "above 0")
        _check("weight_decay", self.weight_decay, (self.weight_decay or 0) >= 0, "at least 0")
        _check("patience", self.patience, 0 < self.patience <= 1, "above 0 and at most 1")
        budgets = [name for name in ("steps", "epochs", "seconds") if getattr(self, name) is not None]
        if len(budgets) > 1:
            raise ArgumentError(
                f"the budget must be one of steps, epochs and seconds, got {' and '.join(budgets)}. Give one."
            )


MOST_STEPS = 2**31 - 1
_RANGES = {
    "hidden_size": (1, 2**16),
    "num_layers": (1, 1_000),
    "window": (1, 2**31 - 1),
    "burn_in": (0, 2**31 - 1),
    "batch_size": (1, 2**16),
    "steps": (1, MOST_STEPS),
    "seed": (0, 2**63 - 1),
    "threads": (1, 2**16),
}
"""Beyond these nobody trains, and the numbers of the engines end."""


def _check_whole(name: str, value: object, least: int, most: int) -> None:
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ArgumentError(
            f"{name} must be a whole number of at least {least}, got {value!r}. Or leave it out."
        )
    if value > most:
        raise ArgumentError(f"{name} must be at most {most}, got {value!r}. Or leave it out.")


def _check(name: str, value: float | None, fits: bool, rule: str) -> None:
    if value is not None and not (math.isfinite(value) and fits):
        raise ArgumentError(f"{name} must be {rule}, got {value}. Or leave it out.")
