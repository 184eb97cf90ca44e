"""What can be chosen about a forecaster."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from elman import registry
from elman.engines import ENGINES
from elman.errors import ArgumentError
from elman.forecasting.intervals import check_levels
from elman.framing import LEVELS, SCALES
from elman.framing.strategies import STRATEGIES
from elman.network.cells import CELLS
from elman.network.losses import MAE, Loss


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastOptions:
    """The options of a forecaster's fit; where None stands, the data choose, and the result says what.

    Raises:
        ArgumentError: a number outside its range, an unknown name, or more than one budget.
    """

    horizon: int
    """Rows to forecast."""
    season: int | tuple[int, ...] | None = None
    """Rows of the season, or of several; 1: none; None: found from the values."""
    head: str | None = None
    """How steps become a horizon: direct, segments, recursive; None: by the horizon."""
    lags: int | None = None
    """Values that a step looks back on, beside what the state remembers; None: by the season."""
    level: str | None = None
    """What values are counted from: last, mean, median; None: a trial on validation."""
    scale: str | None = None
    """What they are divided by: deviation, mad, running; None: a trial on validation."""
    difference: int | None = None
    """Rows of the season whose last values the outputs are added to; 0: none; None: a trial on validation."""
    calendar: bool = True
    """Whether steps see their place in the calendar, where the stamps are dates."""
    loss: Loss = field(default_factory=MAE)
    """What is minimised; the mean absolute error forecasts the median."""
    levels: tuple[float, ...] = (80.0, 90.0)
    """Coverage of the bands, in percent."""
    members: int = 5
    """Networks that differ in their seed; the forecast is their median."""
    cell: str = "gru"
    """The recurrent cell: rnn (tanh), rnn_relu, gru, lstm."""
    hidden_size: int | None = None
    """Units a layer; None: by the number of rows."""
    num_layers: int = 1
    """Recurrent layers."""
    dropout: float = 0.0
    """Share of a layer's outputs that the next layer does not see while training."""
    window: int | None = None
    """Steps of a training window; None: 24, or 30 of segments."""
    batch_size: int | None = None
    """Stretches side by side; None: 32, or 64 of segments."""
    learning_rate: float | None = None
    """Step size at the start of its cosine decay; None: by the head."""
    weight_decay: float = 0.01
    """AdamW's pull towards 0."""
    clip_norm: float = 1.0
    """Largest norm of the gradient of all parameters together."""
    steps: int | None = None
    """Training steps of each network; None: by the number of rows."""
    seconds: float | None = None
    """Budget in seconds for everything, instead of steps."""
    patience: float = 1.0
    """Share of the steps without a better validation score after which a network's run ends; 1: never."""
    validation: float = 0.1
    """Share of each series, its last part, that validates and calibrates; at least a horizon where it can."""
    trials: bool = True
    """Whether short trials settle what is None; False: the first guess is taken."""
    seed: int = 0
    """Of the initial parameters and the windows."""
    engine: str = "native"
    """What does the arithmetic."""
    threads: int | None = None
    """Most threads to use; None: `ELMAN_THREADS`, or else every core."""

    def __post_init__(self) -> None:
        registry.lookup("cell", CELLS, self.cell)
        registry.lookup("engine", ENGINES, self.engine)
        for name, known in (("head", STRATEGIES), ("level", LEVELS), ("scale", SCALES)):
            if getattr(self, name) is not None:
                registry.lookup(name, known, getattr(self, name))
        for name, (least, most) in _RANGES.items():
            _check_whole(name, getattr(self, name), least, most)
        for length in self.seasons or ():
            _check_whole("season", length, 1, 2**31 - 1)
        for name in ("learning_rate", "clip_norm", "seconds"):
            value = getattr(self, name)
            _check(name, value, value is None or value > 0, "above 0")
        _check("weight_decay", self.weight_decay, self.weight_decay >= 0, "at least 0")
        _check("patience", self.patience, 0 < self.patience <= 1, "above 0 and at most 1")
        _check("validation", self.validation, 0 < self.validation < 1, "above 0 and below 1")
        check_levels(self.levels)
        if self.steps is not None and self.seconds is not None:
            raise ArgumentError("the budget must be steps or seconds, got both. Give one.")

    @property
    def seasons(self) -> tuple[int, ...] | None:
        """Those that were named."""
        return self.season if self.season is None or isinstance(self.season, tuple) else (self.season,)

    @property
    def quantiles(self) -> tuple[float, ...]:
        """Of a forecast: the loss's, or the median alone."""
        return self.loss.numbers if self.loss.num_quantiles > 1 else (0.5,)


_RANGES = {
    "horizon": (1, 2**16),
    "lags": (1, 2**16),
    "difference": (0, 2**31 - 1),
    "members": (1, 1_000),
    "hidden_size": (1, 2**16),
    "num_layers": (1, 1_000),
    "window": (1, 2**31 - 1),
    "batch_size": (1, 2**16),
    "steps": (1, 2**31 - 1),
    "seed": (0, 2**63 - 1_001),
    "threads": (1, 2**16),
}
"""Beyond these nobody forecasts, and the numbers of the engines end."""
_NEEDED = ("horizon", "members", "num_layers", "seed")


def _check_whole(name: str, value: object, least: int, most: int) -> None:
    if value is None and name not in _NEEDED:
        return
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ArgumentError(f"{name} must be a whole number of at least {least}, got {value!r}.")
    if value > most:
        raise ArgumentError(f"{name} must be at most {most}, got {value!r}.")


def _check(name: str, value: float | None, fits: bool, rule: str) -> None:
    if value is not None and not (math.isfinite(value) and fits):
        raise ArgumentError(f"{name} must be {rule}, got {value}. Or leave it out.")
