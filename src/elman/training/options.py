"""The options of a fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from elman import registry
from elman.checks import check_number, check_whole, parse_duration
from elman.engines import ENGINES
from elman.errors import ArgumentError
from elman.moved import renamed_fields
from elman.network.cells import CELLS
from elman.network.losses import LOSSES, MSE, Loss
from elman.training.schedules import SCHEDULES

MOST_STEPS = 2**31 - 1
MOST_MEMBERS = 1_000
RANGES = {
    "hidden_size": (1, 2**16),
    "layers": (1, 1_000),
    "window": (1, 2**31 - 1),
    "batch_size": (1, 2**16),
    "steps": (1, MOST_STEPS),
    "seed": (0, 2**63 - 1),
    "threads": (1, 2**16),
}
"""The least and the most of each option; the engines' numbers end there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingOptions:
    """The options of every fit, of models and of forecasters. An option that is None is chosen by the data.

    The text under a field is the help of its option on the command line. The text after "; None:" is shown
    there as the default.

    Raises:
        ArgumentError: a number is outside its range, a name is unknown, or two options give a budget.
    """

    FILE_ORDER: ClassVar[tuple[str, ...]] = ()
    """The order of the fields in files; a checkpoint knows its run by it."""
    LATER: ClassVar[tuple[str, ...]] = ()
    """Options that elman 0.1.0 did not have. Of these, a checkpoint recognises its run by the given ones
    alone."""
    AFTER: ClassVar[tuple[str, ...]] = ()
    """Options of what follows the training steps, which a checkpoint's run ends before."""
    LIMITS: ClassVar[tuple[str, ...]] = ("steps", "budget")
    """Options of which only one may be given."""

    cell: str = "gru"
    """The recurrent cell: rnn (tanh), rnn_relu, gru or lstm."""
    hidden_size: int | None = None
    """Units a layer; None: by the number of rows."""
    layers: int = 1
    """Recurrent layers."""
    dropout: float = 0.0
    """Share of a layer's outputs that the next layer does not see while training."""
    window: int | None = None
    """Scored steps of a training window; None: by the data."""
    batch_size: int | None = None
    """Sequences side by side; None: by the strategy."""
    learning_rate: float | None = None
    """Step size at the start of its cosine decay; None: by the network."""
    clip_norm: float = 1.0
    """Largest norm of the gradient of all parameters together."""
    weight_decay: float | None = None
    """AdamW's pull towards 0; None: such that over the run it would shrink a parameter e^4 times."""
    steps: int | None = None
    """Training steps of each network; None: by the number of rows."""
    budget: float | str | None = None
    """Time for everything, instead of steps: 60s, 15m, 1h, or seconds; None: no limit."""
    patience: float = 1.0
    """Share of the steps without a better validation score after which the run ends; 1: never."""
    trials: bool = True
    """Whether short trials settle what is not given; without them the first guess is taken."""
    loss: Loss = field(default_factory=MSE)
    """What is minimised: mse, mae or huber, for a forecaster pinball too."""
    seed: int = 0
    """Seed of the initial parameters, the windows and the dropout masks."""
    engine: str = "native"
    """What does the arithmetic: native, pytorch or reference."""
    threads: int | None = None
    """Most threads to use; None: `ELMAN_THREADS`, or else every core."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "budget", parse_duration(self.budget))
        if isinstance(self.loss, str):
            object.__setattr__(self, "loss", registry.lookup("loss", LOSSES, self.loss)())
        registry.lookup("cell", CELLS, self.cell)
        registry.lookup("engine", ENGINES, self.engine)
        for name, (least, most) in RANGES.items():
            check_whole(name, getattr(self, name), least, most, needed=name in ("layers", "seed"))
        for name in ("learning_rate", "clip_norm", "budget"):
            value = getattr(self, name)
            check_number(name, value, value is None or value > 0, "above 0")
        check_number("weight_decay", self.weight_decay, (self.weight_decay or 0) >= 0, "at least 0")
        check_number("patience", self.patience, 0 < self.patience <= 1, "above 0 and at most 1")
        given = [name for name in self.LIMITS if getattr(self, name) is not None]
        if len(given) > 1:
            raise ArgumentError(
                f"a fit must have one of {', '.join(self.LIMITS[:-1])} and {self.LIMITS[-1]}, "
                f"got {' and '.join(given)}. Give one."
            )

    @property
    def budget_seconds(self) -> float | None:
        """The budget in seconds."""
        return parse_duration(self.budget)


@renamed_fields(num_layers="layers", seconds="budget")
@dataclass(frozen=True, kw_only=True, slots=True)
class FitOptions(TrainingOptions):
    """The options of a model's fit. An option that is None is chosen by the data.

    Raises:
        ArgumentError: a number is outside its range, a name is unknown, or two options give a budget.
    """

    FILE_ORDER: ClassVar[tuple[str, ...]] = (
        "cell", "hidden_size", "layers", "dropout", "schedule", "window", "burn_in", "batch_size",
        "learning_rate", "clip_norm", "weight_decay", "steps", "epochs", "budget", "patience", "trials",
        "loss", "seed", "engine", "threads", "finish", "members", "baseline",
    )  # fmt: skip
    AFTER: ClassVar[tuple[str, ...]] = ("finish", "members", "baseline")
    LIMITS: ClassVar[tuple[str, ...]] = ("steps", "epochs", "budget")

    hidden_size: int | None = None
    """Units a layer; None: by the number of rows, settled by a trial on validation."""
    schedule: str | None = None
    """Where windows come from: carry (lanes that hand their state on) or shuffle (random windows with a
    burn-in); None: settled by a trial on validation."""
    window: int | None = None
    """Scored steps of a training window; None: by the schedule and the memory of the data."""
    burn_in: int | None = None
    """Rows that run unscored before the first window from zeros; None: by the memory of the data."""
    batch_size: int = 16
    """Sequences side by side."""
    learning_rate: float | None = None
    """Step size at the start of its cosine decay; None: 0.005, or 0.01 below 16 units."""
    epochs: float | None = None
    """Passes over the training rows, instead of steps; None: no limit."""
    patience: float = 0.5
    """Share of the steps without a better validation score after which the run ends; 1: never."""
    finish: int | None = None
    """Most iterations of L-BFGS after the training steps, for as long as validation gains, 0 for none; None:
    by the training steps or the budget, and none where steps or epochs are given."""
    baseline: str | None = None
    """The baseline that is fitted instead of a network: linear; None: a network."""
    members: int | None = None
    """Networks of different seeds: a model predicts their mean, a forecast is their median; None: 1, with a
    budget as many as validation gains from."""

    def __post_init__(self) -> None:
        if isinstance(self.loss, str):
            _check_no_quantiles(self.loss)
        TrainingOptions.__post_init__(self)
        if self.schedule is not None:
            registry.lookup("schedule", SCHEDULES, self.schedule)
        check_whole("batch_size", self.batch_size, *RANGES["batch_size"], needed=True)
        if self.baseline not in (None, "linear"):
            raise ArgumentError(f"baseline must be linear, got {self.baseline!r}. Or leave it out.")
        check_whole("members", self.members, 1, MOST_MEMBERS)
        check_whole("finish", self.finish, 0, MOST_STEPS)
        check_whole("burn_in", self.burn_in, 0, 2**31 - 1)
        check_number("epochs", self.epochs, self.epochs is None or self.epochs > 0, "above 0")


def _check_no_quantiles(loss: str) -> None:
    if registry.lookup("loss", LOSSES, loss)().num_quantiles > 1:
        raise ArgumentError(f"loss must be mse, mae or huber, got {loss!r}. Quantiles come with forecasting.")
