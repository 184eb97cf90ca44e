"""What errors depend on beside their step: the place in the season, how short a history is, what can be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from elman.arrays import Array

_YOUNG_ROWS = 24
"""Rows of history from which a series' own changes alone are its measure."""
_ROWS_OF_PRIOR = 4.0
"""Own changes that the usual one of the other series counts as."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Conditions:
    """Factors of the unit of errors, and the limits of values."""

    phase_S: Array = field(default_factory=lambda: np.ones(1))
    """By place in the season."""
    age_A: Array = field(default_factory=lambda: np.zeros(0))
    """Lengths of history, in rows, ascending."""
    young_AK: Array = field(default_factory=lambda: np.zeros((0, 0)))
    """By length of history and step; at twice the longest one it is 1."""
    prior: float = 0.0
    """The usual unit of a series; 0 where none is known."""
    relative: bool = False
    """Whether the prior is a share of the last value's size."""
    least: float | None = None
    """No value is below; None: nothing is known of that."""
    whole: bool = False
    """Whether values are whole numbers."""

    def unit(self, unit_M: Array, rows_M: Array, last_M: Array) -> Array:
        """The unit, in a short history partly the usual one of other series.

        Args:
            unit_M: of the history alone.
            rows_M: known rows of history.
            last_M: the last value.
        """
        if self.prior <= 0.0:
            return unit_M
        usual_M = self.prior * np.abs(last_M) if self.relative else np.full(len(unit_M), self.prior)
        own_M = np.maximum(rows_M - 1.0, 0.0)
        share_M = np.maximum(1.0 - own_M / _YOUNG_ROWS, 0.0) * _ROWS_OF_PRIOR
        mixed_M = (own_M * unit_M + share_M * usual_M) / np.maximum(own_M + share_M, 1.0)
        return np.asarray(np.where(share_M > 0.0, mixed_M, unit_M))

    def factor(self, place_M: Array, rows_M: Array, num_steps: int) -> Array:
        """What the unit is multiplied by, `(M, K)`.

        Args:
            place_M: the number of the first forecast row among the steps of the calendar.
            rows_M: known rows of history.
            num_steps: of the forecasts.
        """
        place_MK = (place_M[:, None] + np.arange(num_steps)) % len(self.phase_S)
        return np.asarray(self.phase_S[place_MK] * self._young(rows_M, num_steps))

    def _young(self, rows_M: Array, num_steps: int) -> Array:
        if not len(self.age_A):
            return np.ones((len(rows_M), num_steps))
        age_B = np.log(np.append(self.age_A, 2.0 * self.age_A[-1]))
        young_BK = np.concatenate([self.young_AK[:, :num_steps], np.ones((1, num_steps))])
        at_M = np.clip(np.log(np.maximum(rows_M, 1.0)), age_B[0], age_B[-1])
        above_M = np.clip(np.searchsorted(age_B, at_M), 1, len(age_B) - 1)
        share_M = (at_M - age_B[above_M - 1]) / (age_B[above_M] - age_B[above_M - 1])
        low_MK, high_MK = young_BK[above_M - 1], young_BK[above_M]
        return np.asarray(low_MK + share_M[:, None] * (high_MK - low_MK))

    def possible(self, values: Array) -> Array:
        """Values not below what can be."""
        return values if self.least is None else np.maximum(values, self.least)

    def limit(self, point_MK: Array, low_LMK: Array, high_LMK: Array) -> tuple[Array, Array, Array]:
        """Point and bands within what can be; whole ends hold the same whole numbers as the ends given."""
        point_MK, low_LMK, high_LMK = map(self.possible, (point_MK, low_LMK, high_LMK))
        if self.whole:
            low_LMK = np.minimum(np.ceil(low_LMK), np.floor(point_MK))
            high_LMK = np.maximum(np.floor(high_LMK), np.ceil(point_MK))
        return point_MK, low_LMK, high_LMK


def prior_weights() -> dict[str, float]:
    """The rows of `Conditions.unit`, by name: what another language needs to do the same."""
    return {"young_rows": float(_YOUNG_ROWS), "rows_of_prior": _ROWS_OF_PRIOR}
