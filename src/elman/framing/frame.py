"""From series to the arrays of a network's steps, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.framing.framing import FARTHEST
from elman.framing.levels import LEVELS
from elman.framing.packed import PackedSeries
from elman.framing.scales import SCALES, floored


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What the network sees at some steps, and how to read its outputs there."""

    x_BTF: Array
    """Features, float32."""
    scale_BT: Array
    """What one of the outputs is in the series' units."""
    base_BTK: Array
    """What the outputs are added to, in the series' units; K is the block."""

    def invert(self, y_BTK: Array) -> Array:
        """Outputs in the series' units, float64."""
        return np.asarray(y_BTK * self.scale_BT[..., None] + self.base_BTK)


def make_frame(packed: PackedSeries, series_B: Array, end_BT: Array) -> Frame:
    """Looks at series at some steps.

    Args:
        packed: the series, with the framing of the steps.
        series_B: the series of each lane.
        end_BT: rows before each step's end; row `end` itself is the first value that the step forecasts.
    """
    framing = packed.framing
    at_BT = packed.start_I[series_B][:, None] + end_BT
    window_BTW = _rows_before(packed.filled_R, at_BT, framing.lags)
    running_BT = packed.running_R[at_BT]
    level_of = LEVELS[framing.level]
    level_BT = level_of(window_BTW[..., -framing.level_rows :])
    earlier_BT = level_of(_rows_before(packed.filled_R, at_BT - framing.stride, framing.level_rows))
    scale_BT = SCALES[framing.scale](window_BTW, running_BT)
    scale_BT = floored(scale_BT, window_BTW, running_BT, framing.numbers)
    measured = [
        (window_BTW - level_BT[..., None]) / scale_BT[..., None],
        ((level_BT - earlier_BT) / scale_BT)[..., None],
    ]
    if framing.tells_scale:
        # Of a series of heights a tenth of it varies; of one about zero, all of it.
        measured.append(np.log(scale_BT / (np.abs(level_BT) + scale_BT))[..., None])
    parts = [np.clip(part, -FARTHEST, FARTHEST) for part in measured]
    parts += _beside(packed, series_B, at_BT)
    if framing.difference:
        season_K = np.arange(framing.block) % framing.difference - framing.difference
        base_BTK = packed.filled_R[at_BT[..., None] + season_K]
    else:
        base_BTK = np.repeat(level_BT[..., None], framing.block, axis=2)
    x_BTF = np.concatenate(parts, axis=2, dtype=np.float32, casting="same_kind")
    return Frame(x_BTF=x_BTF, scale_BT=scale_BT, base_BTK=base_BTK)


def _rows_before(values_R: Array, at_BT: Array, count: int) -> Array:
    """The rows before each place, `(B, T, count)`; whole windows are copied, for an index a value is slow."""
    windows_RW = np.lib.stride_tricks.sliding_window_view(values_R, count)
    return np.ascontiguousarray(windows_RW[at_BT - count])


def _beside(packed: PackedSeries, series_B: Array, at_BT: Array) -> list[Array]:
    """What a step sees beside the values themselves."""
    framing = packed.framing
    parts: list[Array] = []
    if framing.gaps:
        parts.append(packed.known_R[at_BT[..., None] + np.arange(-framing.stride, 0)].astype(np.float32))
    if framing.cycles:
        parts.append(packed.calendar_RF[at_BT])
    if framing.covariates.past:
        rows_BTSF = packed.past_RF[at_BT[..., None] + np.arange(-framing.stride, 0)]
        parts.append(rows_BTSF.reshape(*at_BT.shape, -1))
    if framing.covariates.future:
        rows_BTKF = packed.future_RF[at_BT[..., None] + np.arange(framing.block)]
        parts.append(rows_BTKF.reshape(*at_BT.shape, -1))
    if framing.covariates.static:
        static_BF = packed.static_IF[series_B]
        parts.append(np.repeat(static_BF[:, None], at_BT.shape[1], axis=1))
    return parts


def make_targets(packed: PackedSeries, series_B: Array, end_BT: Array, frame: Frame) -> tuple[Array, Array]:
    """What the outputs should be, float32 `(B, T, K)`, and which of it is known."""
    at_BT = packed.start_I[series_B][:, None] + end_BT
    at_BTK = at_BT[..., None] + np.arange(packed.framing.block)
    y_BTK = (packed.filled_R[at_BTK] - frame.base_BTK) / frame.scale_BT[..., None]
    return np.clip(y_BTK, -FARTHEST, FARTHEST).astype(np.float32), packed.known_R[at_BTK]
