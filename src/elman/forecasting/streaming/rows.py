"""A stream of a forecaster as rows in and rows out, for `elman stream`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.forecasting.streaming.ahead import Ahead
from elman.forecasting.streaming.given import GivenRow
from elman.forecasting.streaming.reading import no_first, read_value
from elman.forecasting.streaming.state import ForecastState
from elman.forecasting.streaming.stream import ForecastStream
from elman.prediction import Health
from elman.series.calendar import Stamp, plain_stamp


class ForecastRows:
    """Takes rows of numbers, and gives rows of the whole horizon: the forecasts, then the bands.

    The numbers of a row are the value, the past and the static columns, and the time: texts by their places,
    and moments in microseconds since 1970; see `columns`. The value alone will do where nothing else is
    needed.

    A row that is refused changes nothing, and of several none is taken then.
    """

    def __init__(self, stream: ForecastStream, *, timed: bool = False) -> None:
        """Makes ready.

        Args:
            stream: that takes the rows.
            timed: whether rows may come with their time and covariates.

        Raises:
            ArgumentError: they may not, and the stream needs them.
        """
        reader = stream.reader
        if not timed and (reader.past or reader.static):
            raise ArgumentError(
                "a forecaster with past or static columns cannot take rows of a value alone, for a row would "
                "need theirs. Use elman stream, or Forecaster.stream in Python."
            )
        if not timed and stream.needs_times:
            raise no_first()
        self._stream = stream
        self._dates = stream.has_dates
        self._rows = 0
        self._missing = 0
        self._not_finite = 0

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the values of a row: `step-1`, ..., `low-90-1`, ..., `high-90-1`, ..."""
        steps = range(1, self._stream.horizon + 1)
        kinds = [f"{end}-{level:g}" for level in self._stream.levels for end in ("low", "high")]
        return tuple(f"{kind}-{step}" for kind in ("step", *kinds) for step in steps)

    @property
    def columns(self) -> Mapping[str, Callable[[Any], float]]:
        """The columns beside the value, with what makes a number of a cell; the time is the last one."""
        reader = self._stream.reader
        covariates = {
            name: partial(reader.covariate_of, name=name) for name in (*reader.past, *reader.static)
        }
        return covariates | {reader.time: self._number_of_time}

    def check_named(self, names: Sequence[str]) -> None:
        """Checks that rows with these columns tell their times, if these are needed.

        Raises:
            ArgumentError: they do not.
        """
        if self._stream.needs_times and self._stream.reader.time not in names:
            raise no_first()

    def run(self, rows: Any) -> Array:
        """Goes on by rows `(T, F)`.

        Raises:
            DataError: a row cannot be used; none is taken then.
        """
        given = [self._given(row_F) for row_F in np.asarray(rows, np.float64)]
        if len(given) > 1:
            self._stream.plan(given, forecast=True)
        return np.array([self._step(row) for row in given]).reshape(len(given), -1)

    def step(self, row: Any) -> Array:
        """Goes on by one row `(F,)`.

        Raises:
            DataError: it cannot be used.
        """
        return np.asarray(self.run(np.asarray(row, np.float64).reshape(1, -1))[0])

    def _given(self, row_F: Array) -> GivenRow:
        value = read_value(row_F[0], ())
        if len(row_F) == 1:
            return GivenRow(value=value)
        reader = self._stream.reader
        past_C, static_C, time = np.split(
            row_F[1:], [len(reader.past), len(reader.past) + len(reader.static)]
        )
        return GivenRow(
            value=value,
            stamp=self._time_of(float(time[0])),
            past_C=past_C if len(past_C) else None,
            static_C=static_C if len(static_C) and self._stream.static_wanted else None,
        )

    def _number_of_time(self, cell: Any) -> float:
        stamp = self._stream.reader.time_of(cell)
        return float("nan") if stamp is None else float(plain_stamp(stamp))

    def _time_of(self, number: float) -> Stamp | None:
        if np.isnan(number):
            return None
        if self._dates:
            return np.datetime64(int(number), "us")
        return int(number) if number == int(number) else number

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

    def _step(self, row: GivenRow) -> Array:
        y_O = _flat(self._stream.step_by(row))
        self._rows += 1
        self._missing += bool(np.isnan(row.value))
        self._not_finite += not np.isfinite(y_O).all()
        return y_O


def _flat(ahead: Ahead) -> Array:
    bands = [
        end_K for low_K, high_K in zip(ahead.low_LK, ahead.high_LK, strict=True) for end_K in (low_K, high_K)
    ]
    return np.concatenate([ahead.point_K, *bands])
