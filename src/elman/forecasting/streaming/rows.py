"""A stream of a forecaster as rows in and rows out, for `elman stream`."""

from __future__ import annotations

from typing import Any

import numpy as np

from elman.arrays import Array
from elman.forecasting.streaming.ahead import Ahead
from elman.forecasting.streaming.reading import read_value
from elman.forecasting.streaming.state import ForecastState
from elman.forecasting.streaming.stream import ForecastStream
from elman.prediction import Health


class ForecastRows:
    """Takes rows of one value, and gives rows of the whole horizon: the forecasts, then the bands.

    A row that is refused changes nothing, and of several none is taken then.
    """

    def __init__(self, stream: ForecastStream) -> None:
        self._stream = stream
        self._rows = 0
        self._missing = 0
        self._not_finite = 0

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the values of a row: `step-1`, ..., `low-90-1`, ..., `high-90-1`, ..."""
        steps = range(1, self._stream.horizon + 1)
        kinds = [f"{end}-{level:g}" for level in self._stream.levels for end in ("low", "high")]
        return tuple(f"{kind}-{step}" for kind in ("step", *kinds) for step in steps)

    def run(self, rows: Any) -> Array:
        """Goes on by rows `(T, 1)`.

        Raises:
            DataError: a value is infinite.
        """
        values = [read_value(row, ()) for row in np.asarray(rows, np.float64)[:, 0]]
        return np.array([self._step(value) for value in values]).reshape(len(values), -1)

    def step(self, row: Any) -> Array:
        """Goes on by one row `(1,)`.

        Raises:
            DataError: the value is infinite.
        """
        return np.asarray(self.run(np.asarray(row, np.float64).reshape(1, 1))[0])

    @property
    def state(self) -> ForecastState:
        """The state of the stream."""
        return self._stream.state

    def go_on_from(self, state: ForecastState) -> None:
        """Takes over a state.

        Raises:
            StateError: it is of another forecaster, of other bands, or damaged.
        """
        self._stream.go_on_from(state)

    @property
    def health(self) -> Health:
        """The counts of rows; values outside the training range are not counted, for it is not known."""
        name, seasonal = self._stream.value_name, self._stream.season > 1
        return Health(
            rows=self._rows,
            below={name: 0},
            above={name: 0},
            missing={name: self._missing},
            not_finite=self._not_finite,
            training_range={name: (float("nan"), float("nan"))},
            filled_with="the last known value" + (" of the same place in the season" if seasonal else ""),
        )

    def _step(self, value: float) -> Array:
        y_O = _flat(self._stream.step(value))
        self._rows += 1
        self._missing += bool(np.isnan(value))
        self._not_finite += not np.isfinite(y_O).all()
        return y_O


def _flat(ahead: Ahead) -> Array:
    bands = [
        end_K for low_K, high_K in zip(ahead.low_LK, ahead.high_LK, strict=True) for end_K in (low_K, high_K)
    ]
    return np.concatenate([ahead.point_K, *bands])
