"""One series through a forecaster, row by row: the state is carried from row to row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from threading import RLock
from typing import Any, Self

import numpy as np

from elman.arrays import Array
from elman.data import ROUNDED
from elman.forecasting.record import ForecastRecord
from elman.forecasting.running.ensemble import Ensemble, under
from elman.forecasting.streaming.ahead import Ahead
from elman.forecasting.streaming.ahead_of import AheadOfStream
from elman.forecasting.streaming.bands import FollowedBands
from elman.forecasting.streaming.beside import Beside
from elman.forecasting.streaming.clock import RowClock
from elman.forecasting.streaming.given import GivenRow, RowReader
from elman.forecasting.streaming.networks import NEWEST, CarriedNetworks
from elman.forecasting.streaming.past import Past
from elman.forecasting.streaming.reading import no_first, unknown_first
from elman.forecasting.streaming.state import ForecastState
from elman.framing import make_frame
from elman.intervals import Spread, make_bands
from elman.prediction.turns import in_turn
from elman.series.ahead import KnownAhead
from elman.series.calendar import Stamp

_ZERO = np.zeros(1, np.int64)
_LEFT_OUT = GivenRow(value=float("nan"))


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamTimes:
    """What a stream is told of times before its first row."""

    first_stamp: Stamp | None = None
    """The time of the first row; None: the rows tell it."""
    known_ahead: KnownAhead | None = None
    """The table of the future columns, by time; None: there is none."""
    countries: tuple[str, ...] = ()
    """The countries whose holidays are known ahead."""
    time_format: str | None = None
    """How the times of rows are written; None: found in the times."""


class ForecastStream:
    """Takes the newest row of one series, and forecasts the rows that follow.

    In the first 512 rows of a series a stream gives the same bits as `Forecaster.forecast` for a table that
    ends with this row. Later the two differ by the rounding of float32, because `forecast` runs a state no
    further back than it remembers. No row is computed twice: the stream carries the networks' states, and
    keeps only the rows that a step looks back on. A row that is refused changes nothing. Threads that share a
    stream take turns, call by call.

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
        times: StreamTimes,
        levels: tuple[float, ...],
        adaptive: bool,
    ) -> None:
        """Opens the stream before its first row; `Forecaster.stream` is the usual way.

        Args:
            record: the forecaster's record.
            ensemble: its networks, rules and errors.
            times: the time of the first row, the future columns, and how times are written.
            levels: the coverage of each band, in percent.
            adaptive: whether the bands learn from every new row.

        Raises:
            ArgumentError: the future columns do not fit the forecaster.
        """
        self._turn = RLock()
        self._record = record
        self._ensemble = ensemble
        self._levels = levels
        self._times = times
        networks, residuals = ensemble.networks, ensemble.residuals
        self._networks = CarriedNetworks(networks, record.framing, ensemble.rules)
        self._reader = RowReader(record, times.time_format)
        covariates = record.framing.covariates
        self._ahead_of = (
            AheadOfStream(record, times.known_ahead, times.countries) if covariates.future else None
        )
        self._past = Past(record.framing, record.frequency, unknown_first(record.frequency), self._beside())
        self._static_wanted = bool(covariates.static)
        self._clock = RowClock(frequency=record.frequency, own_day=record.frequency.has_own_days, first=None)
        if times.first_stamp is not None:
            self._go_to(self._clock.starting(times.first_stamp))
        self._bands = FollowedBands(residuals, levels, record.quantiles, self.horizon) if adaptive else None
        parts = [record.framing.fingerprint, *(own.fingerprint for own in networks), repr(levels), adaptive]
        self._fingerprint = hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    def _beside(self) -> Beside | None:
        framing, reader = self._record.framing, self._reader
        columns = framing.covariates
        if not (columns.past or columns.future or columns.static):
            return None
        features = sum(len(column.feature_names) for column in columns.static)
        ahead = self._ahead_of
        return Beside(
            framing,
            dict(self._record.categories) | {column.name: column.categories for column in columns.future},
            reader.past,
            () if ahead is None else ahead.names,
            np.zeros((1, features), np.float32),
            None if ahead is None else ahead.rows,
        )

    @property
    def reader(self) -> RowReader:
        """What its rows are read by."""
        return self._reader

    @property
    def has_dates(self) -> bool:
        """Whether times are dates; else they are numbers."""
        return self._record.frequency.unit != "number"

    @property
    def static_wanted(self) -> bool:
        """Whether the next row has to tell the static columns."""
        return self._static_wanted

    @property
    def needs_times(self) -> bool:
        """Whether the stamp of the first row is needed and not known yet."""
        looks = self._record.framing.cycles or self._ahead_of is not None
        return bool(looks) and self._clock.first is None and self._record.frequency.unit != "number"

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
        return self._reader.value_name

    @property
    def levels(self) -> tuple[float, ...]:
        """The coverage of each band, in percent."""
        return self._levels

    @in_turn
    def step(self, row: Any) -> Ahead:
        """Takes the newest row, and forecasts the rows that follow it.

        Args:
            row: the value in the units of the series; None or NaN if it is missing. Or a mapping with the
                value under `y` or under the name of the target that the forecaster was fitted to. A mapping
                may have the row's time under the name of the time column: then rows that were left out
                before it are missing values, as in a table. It has the past and the static columns too.

        Raises:
            DataError: a value or a time cannot be used, or the values needed ahead are not known. The stream
                is then unchanged.
            ArgumentError: the mapping does not have a column.
        """
        return self.step_by(self._reader.read(row, static_wanted=self._static_wanted))

    @in_turn
    def step_by(self, row: GivenRow) -> Ahead:
        """Takes a row that has been read already, and forecasts the rows that follow it."""
        gap, clock = self._planned(row, self._clock)
        self._check_ahead(clock)
        self._leave_out(gap, row, clock)
        return self._ahead(self._advance(row, wanted=True))

    @in_turn
    def take(self, values: Iterable[Any]) -> None:
        """Takes many rows without a forecast, such as the past of a series.

        Args:
            values: the value of each row: a number, None or NaN if it is missing, or a mapping with the value
                under `y` or under the name of the target.

        Raises:
            DataError: a row cannot be used. No row is then taken.
        """
        rows = [self._reader.read(value, static_wanted=self._static_wanted) for value in values]
        for row, (gap, clock) in zip(rows, self.plan(rows), strict=True):
            self._leave_out(gap, row, clock)
            self._pass(row)

    @in_turn
    def plan(self, rows: Sequence[GivenRow], *, forecast: bool = False) -> list[tuple[int, RowClock]]:
        """The rows that are left out before each, and the clock after it.

        Args:
            rows: that will be taken one after the other.
            forecast: whether a forecast will be made at each.

        Raises:
            DataError: one cannot be taken.
        """
        planned, clock = [], self._clock
        for row in rows:
            gap, clock = self._planned(row, clock)
            if forecast:
                self._check_ahead(clock)
            planned.append((gap, clock))
        return planned

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
        self._restore_clock(arrays)
        if self._bands is not None:
            self._bands.restore(arrays)

    def _restore_clock(self, arrays: Mapping[str, Array]) -> None:
        frequency = self._record.frequency
        first: Stamp | None = self._past.first
        if frequency.has_own_days and int(arrays["day"][0]):
            frequency = frequency.of_day(int(arrays["day"][0]))
        if not self._past.rows and first == unknown_first(frequency) and self._times.first_stamp is None:
            first = None
        clock = replace(self._clock, frequency=frequency, first=first, rows=self._past.rows, timed=False)
        self._static_wanted = bool(self._record.framing.covariates.static) and not self._past.rows
        self._go_to(replace(clock, steps=0, divisor=0))

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
            times=self._times,
            levels=self._levels,
            adaptive=self._bands is not None,
        )
        return _rebuild, (make, self.state)

    def __repr__(self) -> str:
        """Shows the rows so far, and the horizon."""
        return f"ForecastStream({self.rows} rows, {self.horizon} ahead)"

    def _planned(self, row: GivenRow, clock: RowClock) -> tuple[int, RowClock]:
        gap, after = clock.take(row.stamp)
        if after.first is None and self.needs_times:
            raise no_first()
        return gap, after

    def _check_ahead(self, clock: RowClock) -> None:
        if self._ahead_of is not None:
            self._ahead_of.begin(clock)
            self._ahead_of.check(clock.rows, self.horizon)

    def _go_to(self, clock: RowClock) -> None:
        self._clock = clock
        first = unknown_first(clock.frequency) if clock.first is None else clock.first
        if (first, clock.frequency) != (self._past.first, self._past.frequency):
            self._past.begin(first, clock.frequency)
        if self._ahead_of is not None:
            self._ahead_of.begin(clock)

    def _leave_out(self, gap: int, row: GivenRow, clock: RowClock) -> None:
        """Takes the rows that were left out, as missing values, and sets the time of the next row."""
        self._go_to(clock)
        if row.static_C is not None and self._past.beside is not None:
            self._past.beside.static_1F = self._reader.static_features(row.static_C)
            self._static_wanted = False
        for _ in range(gap):
            self._pass(_LEFT_OUT)

    def _pass(self, row: GivenRow) -> None:
        """Takes a row without a forecast."""
        spread = self._advance(row, wanted=self._bands is not None)
        if self._bands is not None:
            self._bands.around(spread)

    def _advance(self, row: GivenRow, *, wanted: bool) -> Spread:
        """Takes one row. Returns the forecast and the unit of its errors, or zeros if not `wanted`."""
        value = row.value
        if self._record.framing.numbers == ROUNDED:
            value = float(np.float32(value))
        if self._bands is not None:
            self._bands.learn(value)
        self._past.take(value, row.past_C)
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
        if self._record.frequency.has_own_days:
            bands = bands | {"day": np.array([self._clock.frequency.day], np.int64)}
        return self._past.arrays() | self._networks.arrays() | bands


def _rebuild(make: Callable[[], ForecastStream], state: ForecastState) -> ForecastStream:
    """Makes a stream again from what `ForecastStream.__reduce__` returned."""
    stream = make()
    stream.go_on_from(state)
    return stream
