"""The pinball (quantile) loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.network.losses.loss import Loss


@dataclass(frozen=True, slots=True)
class Pinball(Loss):
    """The quantile loss: column `o * Q + k` of the prediction learns quantile `k` of target `o`.

    Reference: Koenker and Bassett 1978, Econometrica 46(1).

    Raises:
        ArgumentError: no quantiles, one outside (0, 1), or not ascending.
    """

    quantiles: tuple[float, ...] = (0.1, 0.5, 0.9)
    """The quantiles asked for, ascending, each in (0, 1)."""

    def __post_init__(self) -> None:
        inside = all(0.0 < quantile < 1.0 for quantile in self.quantiles)
        ascending = all(a < b for a, b in zip(self.quantiles, self.quantiles[1:], strict=False))
        if not (self.quantiles and inside and ascending):
            raise ArgumentError(
                f"quantiles must be ascending and each between 0 and 1, got {self.quantiles}. "
                "For example (0.1, 0.5, 0.9)."
            )

    @property
    def num_quantiles(self) -> int:
        """Columns of the prediction for each column of the target, Q."""
        return len(self.quantiles)

    def value(self, e_BTO: Array) -> Array:
        """`(1 - q) e` above the target, `-q e` below."""
        quantile_O = self._quantile_of_column(e_BTO.shape[-1])
        return np.where(e_BTO > 0, (1.0 - quantile_O) * e_BTO, -quantile_O * e_BTO)

    def derivative(self, e_BTO: Array) -> Array:
        """`1 - q` above the target, `-q` below, 0 on it."""
        quantile_O = self._quantile_of_column(e_BTO.shape[-1])
        return np.where(e_BTO > 0, 1.0 - quantile_O, np.where(e_BTO < 0, -quantile_O, 0.0))

    def _quantile_of_column(self, num_columns: int) -> Array:
        return np.array(self.quantiles * (num_columns // self.num_quantiles))
