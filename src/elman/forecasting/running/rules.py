"""Simple rules beside the networks: the seasonal linear map, the last value, the value a season before."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from elman.arrays import Array
from elman.framing import PackedSeries
from elman.series.origins import Origins

RULES = ("linear map", "last value", "last season")
"""The names of the rules, in the order of the shares."""
_AT_ONCE = 4096


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Rules:
    """Rules and their shares of the forecast; the networks have the rest of 1."""

    weight_PK: Array
    """The linear map from the last P rows, as differences to the present row, to the changes ahead,
    float64."""
    season: int
    """The rows of the season; 1 if there is none."""
    share_RK: Array
    """The share of each rule, by step."""
    effect_F: Array = field(default_factory=lambda: np.zeros(0))
    """What each number of the covariates known ahead adds, in deviations of the series; empty: nothing. The
    linear map knows of it."""

    @property
    def reach(self) -> int:
        """The number of rows that the rules look back on."""
        return max(len(self.weight_PK) + 1, self.season)

    def forecast(self, packed: PackedSeries, origins: Origins) -> Array:
        """Returns every rule's forecasts `(R, M, K)`; an origin alone and among many gets the same bits."""
        parts = [
            self._some(packed, origins.where(np.arange(start, min(start + _AT_ONCE, len(origins)))))
            for start in range(0, len(origins), _AT_ONCE)
        ]
        empty = np.zeros((len(RULES), 0, self.weight_PK.shape[1]))
        return np.concatenate(parts, axis=1) if parts else empty

    def _some(self, packed: PackedSeries, origins: Origins) -> Array:
        num_steps = self.weight_PK.shape[1]
        end_M = packed.start_I[origins.series_M] + origins.row_M + 1
        season_K = np.arange(num_steps) % self.season - self.season
        return np.stack(
            [
                self._mapped(packed, end_M),
                np.repeat(packed.filled_R[end_M - 1][:, None], num_steps, axis=1),
                packed.filled_R[end_M[:, None] + season_K],
            ]
        )

    def _mapped(self, packed: PackedSeries, end_M: Array) -> Array:
        """The linear map, of the values without what covariates add, and what they add ahead."""
        lags, num_steps = self.weight_PK.shape
        last_M1 = packed.filled_R[end_M - 1][:, None]
        window_MP = packed.filled_R[end_M[:, None] - 2 - np.arange(lags)]
        if not self.effect_F.any():
            change_MK = np.matmul((window_MP - last_M1)[:, None, :], self.weight_PK)[:, 0]
            return np.asarray(last_M1 + change_MK)
        effect_R = packed.future_RF @ self.effect_F
        scale_M1 = packed.running_R[end_M][:, None]
        last_M1 = last_M1 - scale_M1 * effect_R[end_M - 1][:, None]
        window_MP = window_MP - scale_M1 * effect_R[end_M[:, None] - 2 - np.arange(lags)]
        change_MK = np.matmul((window_MP - last_M1)[:, None, :], self.weight_PK)[:, 0]
        ahead_MK = effect_R[end_M[:, None] + np.arange(num_steps)]
        return np.asarray(last_M1 + change_MK + scale_M1 * ahead_MK)

    def join(self, values_MKQ: Array, packed: PackedSeries, origins: Origins) -> Array:
        """Moves the networks' forecasts by quantile to the common middle of networks and rules."""
        if not self.share_RK.any():
            return values_MKQ
        return mix(values_MKQ, self.forecast(packed, origins), self.share_RK)


def mix(values_MKQ: Array, rules_RMK: Array, share_RK: Array) -> Array:
    """Moves each quantile by the rules' differences from the middle quantile, times their shares."""
    middle_MK = values_MKQ[..., values_MKQ.shape[2] // 2]
    moved_MK = (share_RK[:, None] * (rules_RMK - middle_MK)).sum(axis=0)
    return np.asarray(values_MKQ + moved_MK[..., None])
