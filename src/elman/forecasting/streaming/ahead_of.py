"""What is known ahead of a stream: a table's future columns, and the holidays of its days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, DataError
from elman.forecasting.record import ForecastRecord
from elman.forecasting.streaming.clock import RowClock
from elman.forecasting.streaming.reading import unknown_first
from elman.series.ahead import KnownAhead, rows_ahead
from elman.series.series_set import SeriesSet

_CHUNK = 1_000
"""Rows whose holidays are looked up together."""


class AheadOfStream:
    """The future columns of a stream's rows, by their number."""

    def __init__(self, record: ForecastRecord, known: KnownAhead | None, countries: Sequence[str]) -> None:
        """Makes ready.

        Args:
            record: of the forecaster.
            known: the table's rows; None: there is no table.
            countries: whose holidays are known ahead.

        Raises:
            ArgumentError: the table has several series, and a stream is of one.
        """
        self._record = record
        self._countries = tuple(countries)
        self._table_names = record.columns.future
        self._known = None
        if known is not None:
            if len(known.rows) > 1:
                raise ArgumentError(
                    f"future_table must have the rows of one series, for a stream is of one, got "
                    f"{len(known.rows)}: {', '.join(map(repr, list(known.rows)[:5]))}. Choose its rows."
                )
            self._known = next(iter(known.rows.values()))
        self._clock: RowClock | None = None
        self._placed_NC = np.zeros((0, len(self._table_names)))
        self._holidays_NC = np.zeros((0, 0))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, in the order of the rows."""
        named = [f"holidays of {country}" for country in self._countries]
        return (*self._table_names, *named, *(f"any of the {name}" for name in named))

    def begin(self, clock: RowClock) -> None:
        """Tells the stamps of the rows."""
        if self._clock is not None and (self._clock.first, self._clock.frequency) == (
            clock.first, clock.frequency
        ):  # fmt: skip
            return
        self._clock = clock
        first = unknown_first(clock.frequency) if clock.first is None else clock.first
        self._holidays_NC = np.zeros((0, 2 * len(self._countries)))
        self._placed_NC = np.zeros((0, len(self._table_names)))
        if self._known is not None:
            row_N, value_NC = rows_ahead(clock.frequency, first, self._known, "the stream")
            inside_N = row_N >= 0
            self._placed_NC = np.full((int(row_N.max(initial=-1)) + 1, value_NC.shape[1]), np.nan)
            self._placed_NC[row_N[inside_N]] = value_NC[inside_N]

    def rows(self, start: int, count: int) -> Array:
        """The columns of these rows; fewer at the end where no more are known."""
        table_NC = self._placed_NC[start : start + count]
        if not self._countries:
            return table_NC
        # Holidays are looked up for a horizon, or for as long as the table goes on, as a forecast does it.
        stop = max(start + self._record.framing.horizon, len(self._placed_NC))
        rows = min(count, stop - start)
        holidays_NC = self._holidays(start + rows)[start : start + rows]
        table_NC = np.pad(table_NC, ((0, rows - len(table_NC)), (0, 0)), constant_values=np.nan)
        return np.concatenate([table_NC, holidays_NC], axis=1)

    def check(self, row: int, horizon: int) -> None:
        """Checks that the rows that are forecast are known.

        Raises:
            DataError: they are not.
        """
        rows_NC = self.rows(row, horizon)
        known_C = (~np.isnan(rows_NC)).sum(axis=0) if len(rows_NC) else np.zeros(len(self.names), int)
        if known_C.size and int(known_C.min()) < horizon:
            column = int(known_C.argmin())
            raise DataError(
                f"future columns must be known for the {horizon} rows that are forecast, got "
                f"{int(known_C[column])} of {self.names[column]!r}. Give them in a table of the rows to come "
                "(--future-table). Nothing has changed."
            )

    def _holidays(self, stop: int) -> Array:
        while len(self._holidays_NC) < stop:
            start = len(self._holidays_NC)
            self._holidays_NC = np.concatenate([self._holidays_NC, self._chunk(start)])
        return self._holidays_NC

    def _chunk(self, start: int) -> Array:
        from elman.series.holidays import with_holidays

        assert self._clock is not None and self._clock.first is not None  # noqa: PT018
        frequency = self._clock.frequency
        first = frequency.stamps(self._clock.first, 1, start=start)[0]
        days = SeriesSet(ids=("",), y=(np.zeros(_CHUNK),), first=(first,), frequency=frequency)
        columns = self._record.framing.covariates.future
        categories = {column.name: column.categories for column in columns}
        seen = with_holidays(days, self._countries, ahead=0, categories=categories)
        return np.asarray(seen.future[0])
