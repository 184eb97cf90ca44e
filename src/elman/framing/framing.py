"""What a step of the network sees of a series, and what its outputs stand for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from elman import registry
from elman.data.preparation import EXACT, ROUNDED, check_numbers
from elman.errors import ArgumentError
from elman.framing.covariates import Covariates
from elman.framing.levels import LEVELS
from elman.framing.scales import SCALES

MEAN, ROBUST = "mean", "robust"
OLD: Mapping[str, Any] = {"numbers": ROUNDED, "change": MEAN, "reach": 0, "context": 0}
"""The fields that framings of 0.1.0 did not have, and what they were."""
FARTHEST = 20.0
"""Features and targets end here, in scales from the level: one wild value must not drown the rest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Framing:
    """A causal, invertible transformation between a series and the arrays of a network.

    Every `stride` rows the network takes a step. It sees the last `lags` values, less the level and
    divided by the scale of that moment. It forecasts the next `block` values in the same measure, relative
    to the base: the level, or the value one season before. All that is looked at lies before the first value
    that is forecast, so every step of a window can be trained on, and every step is a forecast's origin.

    Raises:
        ArgumentError: a number outside its range, or an unknown method.
    """

    horizon: int
    """Rows to forecast."""
    block: int
    """Values that one step forecasts; fewer than the horizon are fed back until it is reached."""
    stride: int = 1
    """Rows between two steps of the network."""
    lags: int = 1
    """Values that a step looks back on."""
    level: str = "last"
    """What values are counted from: last, mean, median."""
    level_rows: int = 1
    """Rows that the level is made of."""
    scale: str = "running"
    """What they are divided by: deviation (of the lags), mad, running (deviation of all that is known)."""
    season: int = 1
    """Rows of the season that missing values are taken from; 1 without one."""
    difference: int = 0
    """Rows of the season whose last values the outputs are added to; 0: they are added to the level."""
    gaps: bool = False
    """Whether a step sees which values are missing."""
    cycles: tuple[str, ...] = ()
    """Cycles of the calendar that a step sees its place in, as sine and cosine."""
    covariates: Covariates = field(default_factory=Covariates)
    """What else it sees."""
    numbers: str = EXACT
    """How values are read: `float64`, as they are; `float32`, rounded, as elman 0.1.0 did: its forecasters go
    on seeing what they have seen."""
    change: str = MEAN
    """How recent changes become the unit of errors: `robust`, in which one wild value counts little; `mean`,
    as elman 0.1.0 did."""
    reach: int = 0
    """Rows that the simple rules beside the networks look back on; 0 without them."""
    context: int = 0
    """Steps before an origin that are run: the state has forgotten those before; 0: all."""

    def __post_init__(self) -> None:
        registry.lookup("level", LEVELS, self.level)
        registry.lookup("scale", SCALES, self.scale)
        check_numbers(self.numbers)
        for name, least, most in (
            ("horizon", 1, None),
            ("block", 1, self.horizon),
            ("stride", 1, None),
            ("lags", 1, None),
            ("level_rows", 1, self.lags),
            ("season", 1, None),
            ("difference", 0, None),
            ("reach", 0, None),
            ("context", 0, None),
        ):
            _check_whole(name, getattr(self, name), least, most)
        if self.block < self.horizon and self.block % self.stride:
            raise ArgumentError(
                f"block must be a multiple of the stride ({self.stride}) to be fed back, got {self.block}."
            )

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What a step sees, in order."""
        names = [f"value {row} before" for row in range(self.lags, 0, -1)]
        names += ["change of the level", *(["size of the scale"] if self.tells_scale else [])]
        names += [f"known {row} before" for row in range(self.stride, 0, -1)] if self.gaps else []
        names += [f"{wave} of {cycle}" for cycle in self.cycles for wave in ("sine", "cosine")]
        return (*names, *self.covariates.feature_names(self.stride, self.block))

    @property
    def tells_scale(self) -> bool:
        """Whether a step sees how large the scale is beside the level.

        The scale of the moment tells the recent variability; that of all that is known would only tell
        how high the level is, which drifts where no training row has been.
        """
        return self.scale != "running"

    @property
    def num_features(self) -> int:
        """How many numbers a step sees, F."""
        return len(self.feature_names)

    @property
    def rows_before(self) -> int:
        """Rows before a step's end that anything of it is made of."""
        return max(self.lags, self.difference, self.stride + self.level_rows, self.reach)

    @property
    def rows_after(self) -> int:
        """Rows after a series' end that may be asked for."""
        fed_back = 2 * self.block if self.block < self.horizon else 0
        return self.horizon + self.stride + fed_back

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that tell this framing from others."""
        text = json.dumps(self.to_dict(), sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON can hold them."""
        plain = {**asdict(self), "cycles": list(self.cycles), "covariates": self.covariates.to_dict()}
        # Without what is as in the files of 0.1.0, whose framings keep their fingerprint.
        return {name: value for name, value in plain.items() if name not in OLD or value != OLD[name]}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`.

        Raises:
            ArgumentError: a field is missing, unknown, or breaks a rule.
        """
        wanted = {part.name for part in fields(cls)}
        if not isinstance(plain, Mapping) or set(plain) | set(OLD) != wanted:
            raise ArgumentError(f"a framing must have the fields {sorted(wanted)}, got {plain!r}.")
        plain = {**OLD, **plain}
        rest = {name: plain[name] for name in wanted - {"cycles", "covariates"}}
        cycles = tuple(str(name) for name in plain["cycles"])
        return cls(**rest, cycles=cycles, covariates=Covariates.from_dict(plain["covariates"]))


def _check_whole(name: str, value: object, least: int, most: int | None) -> None:
    fits = isinstance(value, int) and not isinstance(value, bool)
    if not fits or value < least or (most is not None and value > most):  # type: ignore[operator]
        above = "" if most is None else f" and at most {most}"
        raise ArgumentError(f"{name} must be a whole number of at least {least}{above}, got {value!r}.")
