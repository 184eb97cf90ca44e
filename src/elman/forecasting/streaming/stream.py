"""One series through a forecaster, row by row: the state is carried from row to row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from copy import copy
from functools import partial
from threading import RLock
from typing import Any, Self

import numpy as np

from elman.arrays import Array
from elman.data import ROUNDED
from elman.errors import ArgumentError
from elman.forecasting.record import ForecastRecord
from elman.forecasting.running.ensemble import Ensemble, under
from elman.forecasting.streaming.ahead import Ahead
from elman.forecasting.streaming.bands import FollowedBands
from elman.forecasting.streaming.networks import NEWEST, CarriedNetworks
from elman.forecasting.streaming.past import Past
from elman.forecasting.streaming.reading import read_value
from elman.forecasting.streaming.state import ForecastState
from elman.framing import make_frame
from elman.intervals import Spread, make_bands
from elman.prediction.turns import in_turn
from elman.series.calendar import Stamp

_ZERO = np.zeros(1, np.int64)


class ForecastStream:
    """Takes the newest row of one series, and forecasts the rows that follow.

    A stream gives the same bits as `Forecaster.forecast` for a table that ends with this row. No row is
    computed twice: the stream carries the networks' states, and keeps only the rows that a step looks back
    on. A row that is refused changes nothing. Threads that share a stream take turns, call by call.

        stream = forecaster.stream(first="2024-01-01")
        stream.step(112.0).point
        stream.step({"y": None})  # missing
        stream.state.save("passengers.state")
    """

    def __init__(
        self,
        record: ForecastRecord,
        ensemble: Ensemble,
        *,
        first_stamp: Stamp,
        levels: tuple[float, ...],
        adaptive: bool,
    ) -> None:
        """Opens the stream before its first row; `Forecaster.stream` is the usual way.

        Args:
            record: the forecaster's record.
            ensemble: its networks, rules and errors.
            first_stamp: the time of the first row.
            levels: the coverage of each band, in percent.
            adaptive: whether the bands learn from every new row.

        Raises:
            ArgumentError: the forecaster has covariates.
        """
        covariates = record.framing.covariates
        if covariates.past or covariates.future or covariates.static:
            raise ArgumentError(
                "a forecaster with covariates cannot stream yet, because each row would need their values "
                "too, some of them ahead. Call forecast with the table, or fit without covariates."
            )
        self._turn = RLock()
        self._record = record
        self._ensemble = ensemble
        self._levels = levels
        networks, residuals = ensemble.networks, ensemble.residuals
        self._networks = CarriedNetworks(networks, record.framing, ensemble.rules)
        self._past = Past(record.framing, record.frequency, first_stamp)
        self._bands = FollowedBands(residuals, levels, record.quantiles, self.horizon) if adaptive else None
        parts = [record.framing.fingerprint, *(own.fingerprint for own in networks), repr(levels), adaptive]
        self._fingerprint = hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    @property
    def horizon(self) -> int:
        """The number of rows that each step forecasts."""
        return self._record.framing.horizon

    @property
    def rows(self) -> int:
        """The number of rows that the stream has taken."""
        return self._past.rows

    @property
    def season(self) -> int:
        """The length of the season in rows. A missing value is taken from one season before; 1: no season."""
        return self._record.framing.season

    @property
    def value_name(self) -> str:
        """The name of the value in a row: the target of the fit if there was one alone, otherwise `y`."""
        targets = self._record.columns.targets
        return targets[0] if len(targets) == 1 else "y"

    @property
    def levels(self) -> tuple[float, ...]:
        """The coverage of each band, in percent."""
        return self._levels

    @in_turn
    def step(self, row: Any) -> Ahead:
        """Takes the newest row, and forecasts the rows that follow it.

        Args:
            row: the value in the units of the series; None or NaN if it is missing. Or a mapping with the
                value under `y` or under the name of the target that the forecaster was fitted to.

        Raises:
            DataError: the value is no number, or is infinite. The stream is then unchanged.
            ArgumentError: the mapping does not have the value.
        """
        value = read_value(row, self._record.columns.targets)
        return self._ahead(self._advance(value, wanted=True))

    @in_turn
    def take(self, values: Iterable[Any]) -> None:
        """Takes many rows without a forecast, such as the past of a series.

        Args:
            values: the value of each row: a number, None or NaN if it is missing, or a mapping with the value
                under `y` or under the name of the target.

        Raises:
            DataError: a value is no number, or is infinite. No row is then taken.
        """
        rows = [read_value(value, self._record.columns.targets) for value in values]
        for value in rows:
            spread = self._advance(value, wanted=self._bands is not None)
            if self._bands is not None:
                self._bands.around(spread)

    @property
    @in_turn
    def state(self) -> ForecastState:
        """A copy of everything that the stream remembers; save it, or go on from it elsewhere."""
        arrays = self._arrays()
        # A file holds finite numbers alone, and a place of the season may not have been seen yet.
        arrays["place_known"] = np.isfinite(arrays["place_S"])
        arrays["place_S"] = np.where(arrays["place_known"], arrays["place_S"], 0.0)
        return ForecastState(arrays=arrays, fingerprint=self._fingerprint)

    @in_turn
    def go_on_from(self, state: ForecastState) -> None:
        """Replaces the state of this stream, which forgets the rows that it has taken.

        Raises:
            StateError: the state belongs to another forecaster or to other bands, or is damaged.
        """
        state.check(self.state.arrays, self._fingerprint)
        arrays = dict(state.arrays)
        arrays["place_S"] = np.where(arrays["place_known"], arrays["place_S"], np.nan)
        self._past.restore(arrays)
        self._networks.restore(arrays)
        if self._bands is not None:
            self._bands.restore(arrays)

    @in_turn
    def fork(self) -> Self:
        """Returns an independent copy, on which you can try rows without changing this stream."""
        return copy(self)

    @in_turn
    def __reduce__(self) -> tuple[Any, ...]:
        """Lets `pickle` and `copy` carry the forecaster and the state; nothing native is copied."""
        make = partial(
            type(self),
            self._record,
            self._ensemble,
            first_stamp=self._past.stamps(1)[0],
            levels=self._levels,
            adaptive=self._bands is not None,
        )
        return _rebuild, (make, self.state)

    def __repr__(self) -> str:
        """Shows the rows so far, and the horizon."""
        return f"ForecastStream({self.rows} rows, {self.horizon} ahead)"

    def _advance(self, value: float, *, wanted: bool) -> Spread:
        """Takes one row. Returns the forecast and the unit of its errors, or zeros if not `wanted`."""
        if self._record.framing.numbers == ROUNDED:
            value = float(np.float32(value))
        if self._bands is not None:
            self._bands.learn(value)
        self._past.take(value)
        nothing = Spread(np.zeros((1, self.horizon, len(self._record.quantiles))), np.zeros(1))
        if not self._past.rows_known:
            return nothing
        packed = self._past.packed()
        outputs = self._networks.step(packed, self._past.rows_known)
        if not wanted:
            return nothing
        frame = make_frame(packed, _ZERO, _ZERO[:, None])
        spread = Spread(self._networks.forecast(packed, outputs), self._past.unit(frame.scale_BT[:, 0]))
        conditions = self._ensemble.conditions
        if conditions is None:
            return spread
        return under(conditions, spread, packed, NEWEST, np.array([float(self._past.rows_known)]))

    def _ahead(self, spread: Spread) -> Ahead:
        quantiles = self._record.quantiles
        if self._bands is not None:
            low_LMK, high_LMK = self._bands.around(spread)
        else:
            low_LMK, high_LMK = make_bands(self._ensemble.residuals, spread, self._levels, quantiles)
        point_MK = spread.values_MKQ[..., len(quantiles) // 2]
        point_MK, low_LMK, high_LMK = self._ensemble.settled(point_MK, low_LMK, high_LMK)
        return Ahead(
            point_K=point_MK[0],
            levels=self._levels,
            low_LK=low_LMK[:, 0],
            high_LK=high_LMK[:, 0],
            stamps_K=self._past.stamps(self.horizon),
        )

    def _arrays(self) -> dict[str, Array]:
        bands = {} if self._bands is None else self._bands.arrays()
        return self._past.arrays() | self._networks.arrays() | bands


def _rebuild(make: Callable[[], ForecastStream], state: ForecastState) -> ForecastStream:
    """Makes a stream again from what `ForecastStream.__reduce__` returned."""
    stream = make()
    stream.go_on_from(state)
    return stream
