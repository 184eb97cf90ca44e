"""How far back the gradient of the loss reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.inspect.unrolled import Unrolled
from elman.inspect.walk import spread_ends, walk_back
from elman.network.losses import MSE, Loss

_MOST_ENDS = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """The size of the derivative of a row's loss by the state k rows before it.

    `reach[k]` is the norm of `d loss(row e) / d state(after row e - k)`, all layers' states together, as the
    root of the mean square over the rows e and the sequences. The loss of a row is the mean over its targets.
    A gradient that vanishes is a falling slope; where back-propagation is truncated there is a cliff to 0.
    """

    by_layer_KL: Array
    """Of each layer's part of the state, for k = 0, 1, ..."""
    ends_E: Array
    """The rows whose loss was followed back."""
    window: int | None
    """Rows after which the training cuts the gradient; None: it is not cut."""

    @property
    def whole(self) -> Array:
        """Of the whole state."""
        return np.asarray(np.sqrt((self.by_layer_KL**2).sum(axis=1)))

    def rows_to(self, share: float = 0.01) -> int | None:
        """Rows back after which it stays below this share of its largest value; None: it never does."""
        whole_K = self.whole
        above = np.flatnonzero(whole_K >= share * whole_K.max())
        last = int(above[-1]) if above.size else -1
        return None if last + 1 == len(whole_K) else last + 1


def measure_reach(
    unrolled: Unrolled,
    y_BTO: Array,
    *,
    steps: int = 100,
    window: int | None = None,
    loss: Loss | None = None,
) -> Reach:
    """Follows the loss of some rows back through time.

    Args:
        unrolled: the run.
        y_BTO: scaled targets; NaN where missing: they count nothing.
        steps: how far back; at most the rows there are.
        window: as in training, where every `window` rows the state is cut from the gradient: what is
            measured are the last rows of windows, and the derivative is 0 from `window` rows back on.
            None: nothing is cut.
        loss: None means the mean squared error.

    Raises:
        ArgumentError: steps or window is below 1, or there is no whole window.
    """
    rows = unrolled.num_rows
    if steps < 1 or (window is not None and not 1 <= window <= rows):
        raise ArgumentError(
            f"steps must be at least 1 and window from 1 to the {rows} rows, got {steps} and {window}. "
            "Take a shorter window, or more rows."
        )
    lags = min(steps, rows)
    walked = lags if window is None else min(lags, window)
    ends_E = spread_ends(rows, walked - 1, _MOST_ENDS)
    if window is not None:
        ends_E = np.arange(window - 1, rows, window)[-_MOST_ENDS:]
    d_prediction_BTO = _derivatives(unrolled.prediction, y_BTO, loss or MSE())
    squares_KL = np.zeros((lags, unrolled.spec.num_layers))
    d_ends_EBO = d_prediction_BTO[:, ends_E].swapaxes(0, 1)
    for k, lag in enumerate(walk_back(unrolled, ends_E, d_ends_EBO, walked)):
        squares_KL[k] = (lag.d_values_SLMH**2).sum(axis=(0, 3)).mean(axis=1)
    return Reach(by_layer_KL=np.sqrt(squares_KL), ends_E=ends_E, window=window)


def _derivatives(prediction_BTO: Array, y_BTO: Array, loss: Loss) -> Array:
    """Of each row's loss by its own prediction."""
    error_BTO = prediction_BTO - np.repeat(y_BTO, loss.num_quantiles, axis=2)
    known_BTO = np.isfinite(error_BTO)
    derivative_BTO = loss.derivative(np.where(known_BTO, error_BTO, 0.0))
    count_BT1 = np.maximum(known_BTO.sum(axis=2, keepdims=True), 1)
    return np.asarray(np.where(known_BTO, derivative_BTO, 0.0) / count_BT1)
