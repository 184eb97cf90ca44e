"""Channels brought to zero mean and unit size, and back to their own units."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from elman import registry
from elman.arrays import Array
from elman.errors import ArgumentError

CHUNK = 1 << 18
"""Rows that are taken to float64 at a time."""
MAD_TO_DEVIATION = 1.4826
"""Standard deviation over median absolute deviation, for a normal distribution."""
LEAST_DEVIATION = 1e-6
"""Share of the standard deviation below which a robust deviation says nothing about the signal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scaling:
    """Scaled = (value - centre) / scale, for each channel.

    Raises:
        ArgumentError: the parts do not fit each other.
    """

    method: str
    """How the numbers were found: a name in `SCALING_METHODS`."""
    centre_C: tuple[float, ...]
    """What becomes 0, in the channel's units."""
    scale_C: tuple[float, ...]
    """What becomes a difference of 1, in the channel's units; above 0."""

    def __post_init__(self) -> None:
        registry.lookup("scaling method", SCALING_METHODS, self.method)
        numbers = np.array([self.centre_C, self.scale_C]) if self._same_length() else np.array([np.nan])
        if not np.isfinite(numbers).all() or not all(scale > 0 for scale in self.scale_C):
            raise ArgumentError(
                "centre_C and scale_C must hold one finite number a channel, scale_C above 0, "
                f"got {self.centre_C} and {self.scale_C}. Fit the scaling again."
            )

    def _same_length(self) -> bool:
        return len(self.centre_C) == len(self.scale_C)

    def apply(self, values_NC: Array, *, in_place: bool = False) -> Array:
        """Scales values `(..., C)`: in float64, and float32 comes out; NaN stays NaN.

        A scaled value that float32 cannot hold becomes infinite. With `in_place`, the array itself is filled
        and keeps its type.
        """
        out_NC = values_NC if in_place else np.empty(values_NC.shape, np.float32)
        return self._map(values_NC, out_NC, lambda chunk, centre, scale: (chunk - centre) / scale)

    def invert(self, scaled_NC: Array, *, in_place: bool = False) -> Array:
        """Brings scaled values `(..., C)` back to their units, float64; `in_place` as in `apply`."""
        out_NC = scaled_NC if in_place else np.empty(scaled_NC.shape, np.float64)
        return self._map(scaled_NC, out_NC, lambda chunk, centre, scale: chunk * scale + centre)

    def select(self, channels: Sequence[int]) -> Scaling:
        """Of these channels alone, in this order."""
        return Scaling(
            method=self.method,
            centre_C=tuple(self.centre_C[channel] for channel in channels),
            scale_C=tuple(self.scale_C[channel] for channel in channels),
        )

    def _map(
        self, values_NC: Array, out_NC: Array, function: Callable[[Array, Array, Array], Array]
    ) -> Array:
        if values_NC.shape[-1] != len(self.centre_C):
            raise ArgumentError(
                f"values_NC must have {len(self.centre_C)} channels, got {values_NC.shape[-1]}. "
                "Give the channels that the scaling was fitted on."
            )
        centre_C, scale_C = np.array(self.centre_C), np.array(self.scale_C)
        with np.errstate(over="ignore"):
            for start in range(0, len(values_NC), CHUNK):
                # Centre and scale are float64, so what is between is too.
                out_NC[start : start + CHUNK] = function(values_NC[start : start + CHUNK], centre_C, scale_C)
        return out_NC

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON can hold them."""
        plain = asdict(self)
        return plain | {"centre_C": list(self.centre_C), "scale_C": list(self.scale_C)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Scaling:
        """The inverse of `to_dict`.

        Raises:
            ArgumentError: a field is missing, unknown, or breaks a rule.
        """
        wanted = {field.name for field in fields(cls)}
        if set(plain) != wanted:
            raise ArgumentError(f"a scaling must have the fields {sorted(wanted)}, got {sorted(plain)}.")
        numbers = {name: tuple(float(number) for number in plain[name]) for name in ("centre_C", "scale_C")}
        return cls(method=plain["method"], **numbers)


def standard(values_N: Array) -> tuple[float, float]:
    """Mean and standard deviation of values that are not missing."""
    return float(values_N.mean()), float(values_N.std())


def robust(values_N: Array) -> tuple[float, float]:
    """Median, and median absolute deviation times 1.4826.

    For a signal that rests more than half of the time that is 0, or next to nothing if the rest is not quite
    still: the standard deviation takes its place.
    """
    median, spread = float(np.median(values_N)), float(values_N.std())
    deviation = float(np.median(np.abs(values_N - median))) * MAD_TO_DEVIATION
    return median, deviation if deviation > LEAST_DEVIATION * spread else spread


def none(values_N: Array) -> tuple[float, float]:
    """The values as they are."""
    return 0.0, 1.0


SCALING_METHODS: Mapping[str, Callable[[Array], tuple[float, float]]] = {
    "none": none,
    "robust": robust,
    "standard": standard,
}
"""Every method by its name: float64 values `(N,)`, none missing, to centre and scale."""


def fit_scaling(
    values_NC: Array, method: str = "standard", *, names: Sequence[str] | None = None
) -> tuple[Scaling, tuple[str, ...]]:
    """Finds the scaling of each channel; missing values (NaN) do not count.

    Args:
        values_NC: the training part, and nothing else.
        method: a name in `SCALING_METHODS`.
        names: the channels' names, for the notes.

    Returns:
        The scaling, and a note on each channel that is constant or has no value: its scale is 1.

    Raises:
        UnknownNameError: there is no such method.
    """
    find = registry.lookup("scaling method", SCALING_METHODS, method)
    centres, scales, notes = [], [], []
    for column in range(values_NC.shape[1]):
        values_N = values_NC[:, column].astype(np.float64)
        values_N = values_N[~np.isnan(values_N)]
        name = names[column] if names else f"channel {column + 1}"
        if not values_N.size:
            notes.append(f"{name!r} has no value in the training part.")
            centre, scale = 0.0, 1.0
        elif values_N.min() == values_N.max():
            notes.append(f"{name!r} is constant in the training part ({values_N[0]:.6g}).")
            centre, scale = 0.0 if method == "none" else float(values_N[0]), 1.0
        else:
            centre, scale = find(values_N)
        centres.append(centre)
        scales.append(scale)
    return Scaling(method=method, centre_C=tuple(centres), scale_C=tuple(scales)), tuple(notes)
