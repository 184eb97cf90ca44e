"""What the prediction owes to each input, and to how long ago."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.inspect.unrolled import Unrolled
from elman.inspect.walk import spread_ends, walk_back

_MOST_ENDS = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Sensitivity:
    """The derivative of the prediction by each input some rows before, in scaled units.

    `by_lag_KFO[k, f, o]` is the root of the mean square, over rows e and sequences, of
    `d prediction[e, o] / d input[e - k, f]`: standard deviations of the target for one standard deviation of
    the input (with standard scaling).
    """

    by_lag_KFO: Array
    """For k = 0, 1, ..."""
    ends_E: Array
    """The rows whose prediction was followed back."""

    @property
    def total(self) -> Array:
        """The root of the sum of squares over the lags: the answer to an input that is noise."""
        return np.asarray(np.sqrt((self.by_lag_KFO**2).sum(axis=0)))

    @property
    def share(self) -> Array:
        """Of the squares of all inputs, that each has; 0 where no input counts."""
        squares_FO = self.total**2
        sum_O = squares_FO.sum(axis=0)
        return np.asarray(squares_FO / np.where(sum_O > 0, sum_O, 1.0))


def measure_sensitivity(unrolled: Unrolled, *, steps: int = 100) -> Sensitivity:
    """Follows the predictions of some rows back to the inputs.

    Args:
        unrolled: the run.
        steps: how far back; at most the rows there are.

    Raises:
        ArgumentError: steps is below 1.
    """
    if steps < 1:
        raise ArgumentError(f"steps must be at least 1, got {steps}. Say how many rows to look back.")
    lags, outputs = min(steps, unrolled.num_rows), unrolled.spec.output_size
    ends_E = spread_ends(unrolled.num_rows, lags - 1, _MOST_ENDS)
    by_lag_KFO = np.zeros((lags, unrolled.spec.input_size, outputs))
    for output in range(outputs):
        one_EBO = np.zeros((len(ends_E), len(unrolled.x_BTF), outputs))
        one_EBO[:, :, output] = 1.0
        for k, lag in enumerate(walk_back(unrolled, ends_E, one_EBO, lags)):
            by_lag_KFO[k, :, output] = np.sqrt((lag.d_x_MF**2).mean(axis=0))
    return Sensitivity(by_lag_KFO=by_lag_KFO, ends_E=ends_E)
