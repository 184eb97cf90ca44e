"""Several files side by side as one table, row by row or by their times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, DataError
from elman.readers.column import Column
from elman.readers.formats import Table
from elman.readers.options import ReadOptions
from elman.readers.rows import Rows
from elman.tables.numbers import Place
from elman.tables.roles import find_time, split_names
from elman.tables.times.stamps import Stamps, read_stamps


def join_tables(tables: Sequence[Table], options: ReadOptions, time: str | None) -> Table:
    """Joins tables side by side into one.

    A column keeps its name if no other table has it. Otherwise the table's name stands before it:
    `input/channel_1`. The only column of a table can also be called by the table's name.

    Raises:
        ArgumentError: no time column is named to join by.
        DataError: the rates or the kinds of the times differ.
    """
    if len(tables) < 2:
        raise ArgumentError(
            f"join must come with two tables or more, got {len(tables)}. Name the others, too."
        )
    if options.join == "row":
        _check_rates(tables)
        return JoinedByRow(tables)
    time = time or tables[0].index
    if time is None:
        raise ArgumentError(
            "time must be named where tables are joined by it. Add the time column that they share."
        )
    return JoinedByTime(tables, options, time)


class JoinedByRow:
    """Tables that are joined row by row, in their order."""

    numbered = False
    nested = True

    def __init__(self, tables: Sequence[Table], hidden: Sequence[frozenset[int]] = ()) -> None:
        self._tables = tables
        self.label = " + ".join(table.label for table in tables)
        self.index = next((table.index for table in tables if table.index), None)
        self._columns, self.names = _joined_names(tables, hidden)
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What opening and reading the tables found and did."""
        return (*(note for table in self._tables for note in table.notes), *self._notes)

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns; see `Table`."""
        read: dict[int, Column] = {}
        for number in range(len(self._tables)):
            read |= self._read_one(number, places, rows, text)
        heights = {self._tables[self._columns[place][0]].label: len(column) for place, column in read.items()}
        if len(set(heights.values())) > 1:
            listed = ", ".join(f"{label} has {height}" for label, height in heights.items())
            raise DataError(
                f"tables that are joined by row must have the same number of rows, got: {listed}. "
                "Choose rows with rows A:B, or join them by time (--join time)."
            )
        return [read[place] for place in places]

    def _read_one(
        self, number: int, places: Sequence[int], rows: Rows, text: Sequence[int]
    ) -> dict[int, Column]:
        """Reads the wanted columns of one of the tables."""
        own = [place for place in dict.fromkeys(places) if self._columns[place][0] == number]
        if not own:
            return {}
        as_text = [self._columns[place][1] for place in own if place in text]
        table = self._tables[number]
        columns = table.read([self._columns[place][1] for place in own], rows, text=as_text)
        return dict(zip(own, columns, strict=True))


class JoinedByTime(JoinedByRow):
    """Tables that are joined where their times are the same."""

    def __init__(self, tables: Sequence[Table], options: ReadOptions, time: str) -> None:
        self._time = time
        self._form = options.time_format
        times = [frozenset(find_time(table, time)) for table in tables]
        super().__init__(tables, [frozenset(), *times[1:]])

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns; see `Table`."""
        stamps = [self._stamps(number) for number in range(len(self._tables))]
        at = _meeting_rows(stamps, [table.label for table in self._tables], self._time)
        heights = {
            table.label: len(one.time_N) - len(at[0]) for table, one in zip(self._tables, stamps, strict=True)
        }
        if any(heights.values()):
            listed = ", ".join(f"{count} of {label}" for label, count in heights.items() if count)
            self._notes.append(f"Rows without a partner of the same time were left out: {listed}.")
        read: dict[int, Column] = {}
        for number, at_N in enumerate(at):
            columns = self._read_one(number, places, (None, None), text)
            read |= {place: column.take(at_N[slice(*rows)]) for place, column in columns.items()}
        return [read[place] for place in places]

    def _stamps(self, number: int) -> Stamps:
        from elman.tables.times.parts import one_column

        table = self._tables[number]
        places = find_time(table, self._time)
        columns = table.read(places, (None, None))
        names = split_names([self._time], table.names)
        column = columns[0] if len(columns) == 1 else one_column(columns, names, table.label)
        place = Place(column=self._time, table=table.label)
        return read_stamps(column, place, self._form, None, [len(column)])


def _meeting_rows(stamps: Sequence[Stamps], labels: Sequence[str], time: str) -> list[Array]:
    """Returns the rows of each table that have the same times, in the order of time."""
    kinds = {(one.time_N.dtype.kind in "Mm", one.zone is None) for one in stamps}
    if len(kinds) > 1:
        raise DataError(
            f"times in {time!r} of tables that are joined must be of one kind, got numbers, dates, or dates "
            f"with and without a zone in {', '.join(labels)}. Write them alike."
        )
    common_N = stamps[0].ticks
    for label, one in zip(labels, stamps, strict=True):
        if len(np.unique(one.ticks)) < len(one.ticks):
            raise DataError(f"times in {time!r} of {label} must differ for a join, and some are there twice.")
        common_N = np.intersect1d(common_N, one.ticks)
    if not len(common_N):
        raise DataError(
            f"tables that are joined by time must have times in common, got none in {', '.join(labels)}. "
            "Check the time column, or resample both to one step first."
        )
    found = []
    for one in stamps:
        order_N = np.argsort(one.ticks, kind="stable")
        found.append(order_N[np.searchsorted(one.ticks[order_N], common_N)])
    return found


def _joined_names(
    tables: Sequence[Table], hidden: Sequence[frozenset[int]]
) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """Returns the table and the place of every column, and its name."""
    columns = [
        (number, place)
        for number, table in enumerate(tables)
        for place in range(len(table.names))
        if not hidden or place not in hidden[number]
    ]
    counts = Counter(tables[number].names[place] for number, place in columns)
    alone = Counter(number for number, _ in columns)
    names = []
    for number, place in columns:
        table, name = tables[number], tables[number].names[place]
        stem = PurePath(table.label).name.partition(".")[0]
        if alone[number] == 1 and stem not in counts and (table.numbered or counts[name] > 1):
            names.append(stem)
        else:
            names.append(name if counts[name] == 1 else f"{stem}/{name}")
    return columns, tuple(names)


def _check_rates(tables: Sequence[Table]) -> None:
    rates = {table.label: getattr(table, "rate", None) for table in tables}
    known = {label: rate for label, rate in rates.items() if rate is not None}
    if len(set(known.values())) > 1:
        listed = ", ".join(f"{label} has {rate:g} Hz" for label, rate in known.items())
        raise DataError(
            f"files that are joined by row must have one rate, got: {listed}. Resample one of them."
        )
