"""What can be chosen about a forecaster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from elman import registry
from elman.checks import check_number, check_whole, read_numbers
from elman.errors import ArgumentError
from elman.framing import LEVELS, SCALES
from elman.framing.strategies import STRATEGIES
from elman.intervals import check_levels
from elman.moved import renamed_fields
from elman.network.losses import MAE, Loss
from elman.series.calendar import AskedCalendar
from elman.training.options import TrainingOptions

_RANGES = {
    "horizon": (1, 2**16),
    "lags": (1, 2**16),
    "difference": (0, 2**31 - 1),
    "members": (1, 1_000),
    "seed": (0, 2**63 - 1_001),
}
"""The least and the most of each option. Seeds end early, because each network adds one to the seed."""


@renamed_fields(num_layers="layers", seconds="budget", head="strategy")
@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastOptions(TrainingOptions):
    """The options of a forecaster's fit. An option that is None is chosen by the data.

    Raises:
        ArgumentError: a number is outside its range, a name is unknown, or two options give a budget.
    """

    FILE_ORDER: ClassVar[tuple[str, ...]] = (
        "horizon", "season", "strategy", "lags", "level", "scale", "difference", "calendar", "loss",
        "levels", "holidays", "non_negative", "freq", "weekmask", "hours", "members", "cell",
        "hidden_size", "layers", "dropout", "window", "batch_size", "learning_rate", "weight_decay",
        "clip_norm", "steps", "budget", "patience",
        "validation", "trials", "seed", "engine", "threads",
    )  # fmt: skip
    LATER: ClassVar[tuple[str, ...]] = ("holidays", "non_negative", "freq", "weekmask", "hours")

    horizon: int
    """Rows to forecast."""
    season: int | str | Sequence[int] | None = None
    """Rows of the season, or of several, as 24,168; 1: there is none; None: found from the values."""
    strategy: str | None = None
    """How steps become a horizon: direct, segments or recursive; None: by the horizon."""
    lags: int | None = None
    """Values that a step looks back on, beside what the state remembers; None: by the season."""
    level: str | None = None
    """What values are counted from: last, mean or median; None: settled by a trial on validation."""
    scale: str | None = None
    """What they are divided by: deviation, mad or running; None: settled by a trial on validation."""
    difference: int | None = None
    """Rows of the season whose last values the outputs are added to; 0: none; None: settled by a trial on
    validation."""
    calendar: bool = True
    """Whether steps see their place in the calendar, where the stamps are dates."""
    # The mean absolute error forecasts the median.
    loss: Loss = field(default_factory=MAE)
    """What is minimised: mse, mae or huber, for a forecaster pinball too."""
    levels: str | Sequence[float] = (80.0, 90.0)
    """Coverage of the bands in percent, as 80,90."""
    holidays: str | None = None
    """Countries whose public holidays are known ahead, as US,DE, with the extra `holidays`; or a table of
    dates, as fairs.csv; None: none."""
    non_negative: bool | None = None
    """Whether no value can be below 0; None: whether no training value is below 0."""
    freq: str | None = None
    """The step as pandas calls it, such as h, 5min, D, B, W, ME, BME, BQE; None: found in the times."""
    weekmask: str | None = None
    """The days that have rows, such as Mon-Sat or 1111110; None: found in the times."""
    hours: str | None = None
    """The hours that have rows, such as 09:30-11:30,13:00-15:00, or all; None: found in the times."""
    members: int = 5
    """Networks of different seeds: a model predicts their mean, a forecast is their median."""
    window: int | None = None
    """Scored steps of a training window; None: 24, or 30 of segments."""
    batch_size: int | None = None
    """Sequences side by side; None: 32, or 64 of segments."""
    learning_rate: float | None = None
    """Step size at the start of its cosine decay; None: 0.005, or 0.002 of segments."""
    weight_decay: float = 0.01
    """AdamW's pull towards 0."""
    validation: float = 0.1
    """Share that is set aside to validate: the last part of each sequence (for a forecaster at least a
    horizon, where it can); for a model, of five sequences and more, some whole ones and some second
    halves."""

    def __post_init__(self) -> None:
        if self.season is not None and not isinstance(self.season, int):
            object.__setattr__(self, "season", self.seasons)
        object.__setattr__(self, "levels", _read_levels(self.levels))
        TrainingOptions.__post_init__(self)
        for name, known in (("strategy", STRATEGIES), ("level", LEVELS), ("scale", SCALES)):
            if getattr(self, name) is not None:
                registry.lookup(name, known, getattr(self, name))
        for name, (least, most) in _RANGES.items():
            check_whole(name, getattr(self, name), least, most, needed=name in ("horizon", "members"))
        for length in self.seasons or ():
            check_whole("season", length, 1, 2**31 - 1, needed=True)
        check_number("validation", self.validation, 0 < self.validation < 1, "above 0 and below 1")
        check_levels(self.coverages)
        self.asked_calendar.check()

    @property
    def seasons(self) -> tuple[int, ...] | None:
        """The lengths of the seasons that were named; None if none were."""
        season = self.season
        if season is None:
            return None
        if isinstance(season, str):
            return _read_rows(season)
        return (season,) if isinstance(season, int) else tuple(season)

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of the countries whose holidays are known."""
        return split_countries(self.holidays)

    @property
    def coverages(self) -> tuple[float, ...]:
        """The levels as numbers."""
        return _read_levels(self.levels)

    @property
    def asked_calendar(self) -> AskedCalendar:
        """What is said of the calendar."""
        return AskedCalendar(freq=self.freq, weekmask=self.weekmask, hours=self.hours)

    @property
    def quantiles(self) -> tuple[float, ...]:
        """The quantiles of a forecast: those of the loss, or the median alone."""
        return self.loss.numbers if self.loss.num_quantiles > 1 else (0.5,)


def split_countries(text: str | None) -> tuple[str, ...]:
    """Splits the codes of countries at their commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _read_rows(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ArgumentError(
            f"season must be whole numbers of rows with commas, as 24,168, got {text!r}. "
            "Or leave it out, and the data tell."
        ) from None


def _read_levels(given: str | Sequence[float]) -> tuple[float, ...]:
    return read_numbers("levels", given) if isinstance(given, str) else tuple(given)
