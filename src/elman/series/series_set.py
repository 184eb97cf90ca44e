"""Many series of any length on the grid of one step; forecasts are made from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from elman.arrays import FLOAT32_OR_64, Array
from elman.data.preparation import EXACT, ROUNDED
from elman.errors import ArgumentError
from elman.series.calendar import Frequency, Stamp, readable_stamps
from elman.shown import About, Drawn, Tabular, counted, names_text

Static = tuple[float, ...] | tuple[str, ...]
"""One value for each series: all numbers (NaN: missing) or all text (empty: missing)."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class SeriesSet(Drawn, Tabular):
    """Series with their times and covariates. Row i of a series is i steps after its first stamp.

    A missing value is NaN, and so is a row that the table left out. No value is infinite. Arrays are not
    copied; do not write to them.

    Raises:
        ArgumentError: the parts do not fit each other.
    """

    ids: tuple[str, ...]
    """The name of each series."""
    y: tuple[Array, ...]
    """The values of each series, float64 `(N,)`, at least one row; float32 where they were kept so."""
    first: tuple[Stamp, ...]
    """The stamp of the first row of each series."""
    frequency: Frequency = field(default_factory=Frequency)
    """The step, which is the same for all series."""
    days: tuple[int, ...] = ()
    """The day of the month of each series, 31 for the end of the month; empty if they have no such day."""
    past: tuple[Array, ...] = ()
    """Covariates that are known up to the present, float64 `(N, C)` each; empty if there are none."""
    past_names: tuple[str, ...] = ()
    """The names of the columns of `past`."""
    future: tuple[Array, ...] = ()
    """Covariates that are known ahead, float64 `(N + ahead, C)` each; their rows may go on after those of
    y."""
    future_names: tuple[str, ...] = ()
    """The names of the columns of `future`."""
    static: Mapping[str, Static] = field(default_factory=dict)
    """What never changes within a series: for each name one value for each series."""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The columns of `past` and `future` that held text, with the texts that their numbers stand for."""
    notes: tuple[str, ...] = ()
    """What reading found and did, one sentence each."""

    def __post_init__(self) -> None:
        given = {"y": self.y, "first": self.first, **self.static}
        given |= {"days": self.days} if self.days else {}
        given |= {"past": self.past} if self.past_names else {}
        given |= {"future": self.future} if self.future_names else {}
        for name, parts in given.items():
            if len(parts) != len(self.ids):
                raise ArgumentError(
                    f"{name} must have one entry a series ({len(self.ids)}), got {len(parts)}."
                )
        for number, y_N in enumerate(self.y):
            if y_N.dtype not in FLOAT32_OR_64 or y_N.ndim != 1 or not len(y_N):
                raise ArgumentError(
                    f"y of {self.ids[number]!r} must be float64 with the shape (N,) and N at least 1, got "
                    f"{y_N.dtype} {y_N.shape}."
                )
            self._check_covariates(number, len(y_N))

    def _check_covariates(self, number: int, rows: int) -> None:
        past = self.past[number].shape if self.past_names else (rows, 0)
        future = self.future[number].shape if self.future_names else (rows, 0)
        if past != (rows, len(self.past_names)) or future[0] < rows or future[1] != len(self.future_names):
            raise ArgumentError(
                f"covariates of {self.ids[number]!r} must have {rows} rows (those of the future may have "
                f"more) and {len(self.past_names)} past, {len(self.future_names)} future columns, got "
                f"{past} and {future}."
            )

    def __len__(self) -> int:
        """Returns the number of series."""
        return len(self.ids)

    @property
    def lengths(self) -> Array:
        """The number of rows of each series, int64."""
        return np.array([len(y_N) for y_N in self.y], dtype=np.int64)

    @property
    def ahead(self) -> int | None:
        """Rows for which every known future goes on after the end of y; None without such columns."""
        if not self.future_names:
            return None
        return min(len(future) - len(y_N) for future, y_N in zip(self.future, self.y, strict=True))

    def check_known_ahead(self, rows: int) -> None:
        """Checks that every future column is known for so many rows after the end of every series.

        Raises:
            ArgumentError: one is not.
        """
        for number, (y_N, future_NC) in enumerate(zip(self.y, self.future, strict=False)):
            known_NC = ~np.isnan(future_NC[len(y_N) : len(y_N) + rows])
            counts_C = known_NC.sum(axis=0)
            if int(counts_C.min(initial=rows)) < rows:
                column = int(counts_C.argmin())
                raise ArgumentError(
                    f"future columns must be known for the {rows} rows that are forecast, got "
                    f"{counts_C[column]} of {self.future_names[column]!r} for {self.ids[number]!r}. Add rows "
                    "that have them, and no value yet, to the end of the table, or shorten the horizon."
                )

    def known_ahead(self, rows: int) -> Array:
        """Which series have every future column for so many rows after their ends, as a mask `(I,)`."""
        if not self.future_names:
            return np.ones(len(self), bool)
        return np.array(
            [
                bool((~np.isnan(future_NC[len(y_N) : len(y_N) + rows])).sum(axis=0).min() >= rows)
                for y_N, future_NC in zip(self.y, self.future, strict=True)
            ]
        )

    def stamps(self, number: int, start: int, count: int) -> Array:
        """The stamps of rows `start` to `start + count - 1` of a series; they go on beyond its end."""
        return self.frequency_of(number).stamps(self.first[number], count, start=start)

    def frequency_of(self, number: int) -> Frequency:
        """The step of one series: that of all, on its own day of the month where it has one."""
        return self.frequency.of_day(self.days[number]) if self.days else self.frequency

    def select(self, numbers: Sequence[int] | Array) -> Self:
        """Returns the series with these numbers, in this order."""
        chosen = [int(number) for number in numbers]

        def of(parts: tuple[Array, ...]) -> tuple[Array, ...]:
            return tuple(parts[number] for number in chosen) if parts else ()

        return replace(
            self,
            ids=tuple(self.ids[number] for number in chosen),
            y=of(self.y),
            first=tuple(self.first[number] for number in chosen),
            days=tuple(self.days[number] for number in chosen) if self.days else (),
            past=of(self.past),
            future=of(self.future),
            static={name: _choose(values, chosen) for name, values in self.static.items()},
        )

    def cut(self, origins: Sequence[int] | Array) -> Self:
        """Each series up to its origin, the last row that is known then; what is known ahead stays.

        Args:
            origins: one a series, from 0; -1 is the last row, -2 the one before it.

        Raises:
            ArgumentError: an origin is not in its series.
        """
        ends = [self._row(number, int(origin)) + 1 for number, origin in enumerate(origins)]
        y = tuple(y_N[:end] for y_N, end in zip(self.y, ends, strict=True))
        past = tuple(past_NC[:end] for past_NC, end in zip(self.past, ends, strict=True)) if self.past else ()
        return replace(self, y=y, past=past)

    def tail(self, rows: int) -> Self:
        """Returns the last rows of each series, or all of a shorter one, and what is known ahead."""
        if rows < 1:
            raise ArgumentError(f"rows must be at least 1, got {rows}.")
        starts = [max(0, len(y_N) - rows) for y_N in self.y]

        def of(parts: tuple[Array, ...]) -> tuple[Array, ...]:
            return tuple(part[start:] for part, start in zip(parts, starts, strict=True)) if parts else ()

        first = [self.stamps(number, start, 1)[0] for number, start in enumerate(starts)]
        return replace(self, y=of(self.y), past=of(self.past), future=of(self.future), first=tuple(first))

    @property
    def numbers(self) -> str:
        """How values were read: `float64`, as they are, or `float32`, where all are kept rounded."""
        return ROUNDED if all(y_N.dtype == np.float32 for y_N in self.y) else EXACT

    def rounded(self) -> Self:
        """Returns the series with every number rounded to float32, as elman 0.1.0 read them."""
        with np.errstate(over="ignore"):
            return replace(
                self,
                y=tuple(np.asarray(y_N, np.float32) for y_N in self.y),
                past=tuple(np.asarray(past_NC, np.float32) for past_NC in self.past),
                future=tuple(np.asarray(future_NC, np.float32) for future_NC in self.future),
                static={name: _rounded(values) for name, values in self.static.items()},
            )

    def _frame_columns(self) -> dict[str, Array]:
        """Returns a long table: `unique_id`, `ds`, `y`, and the covariates of these rows."""
        stamp_N = np.concatenate([self.stamps(number, 0, len(y_N)) for number, y_N in enumerate(self.y)])
        columns: dict[str, Array] = {
            "unique_id": np.repeat(np.array(self.ids, dtype=object), self.lengths),
            "ds": readable_stamps(self.frequency, stamp_N),
            "y": np.concatenate(self.y),
        }
        for names, parts in ((self.past_names, self.past), (self.future_names, self.future)):
            for place, name in enumerate(names):
                known = [part[: len(y_N), place] for part, y_N in zip(parts, self.y, strict=True)]
                columns[name] = np.concatenate(known)
        for name, values in self.static.items():
            columns[name] = np.repeat(np.array(values), self.lengths)
        return columns

    def _about(self) -> About:
        facts: dict[str, object] = {"": counted(len(self), "series", "series")}
        facts |= {"rows": f"{int(self.lengths.sum()):,}", "step": self.frequency}
        more = (*self.past_names, *self.future_names, *self.static)
        facts |= {"with": names_text(more)} if more else {}
        rows = [["series", "rows", "missing", "from", "to"]]
        for number, (name, y_N) in enumerate(zip(self.ids[:20], self.y, strict=False)):
            ends = readable_stamps(self.frequency, self.stamps(number, 0, len(y_N))[[0, -1]])
            missing = int(np.isnan(y_N).sum())
            rows.append([name, f"{len(y_N):,}", f"{missing:,}", str(ends[0]), str(ends[1])])
        return About(facts=facts, sentences=self.notes, table=rows)

    def _row(self, number: int, origin: int) -> int:
        rows = len(self.y[number])
        row = origin + rows if origin < 0 else origin
        if not 0 <= row < rows:
            raise ArgumentError(
                f"origins must be rows of their series, got {origin} for {self.ids[number]!r}, which has "
                f"{rows} rows. Choose an origin at which a row is known."
            )
        return row


def concat(sets: Iterable[SeriesSet]) -> SeriesSet:
    """Joins several sets into one.

    Raises:
        ArgumentError: there is no set, the steps or the columns differ, or two series have one id.
    """
    parts = list(sets)
    if not parts:
        raise ArgumentError("sets must hold at least one set of series, got none.")
    head = parts[0]
    for part in parts[1:]:
        if _kind(part) != _kind(head):
            raise ArgumentError(
                f"sets must have the same step, covariates and categories, got {_kind(head)} and "
                f"{_kind(part)}. Read them with the same options."
            )
    ids = tuple(name for part in parts for name in part.ids)
    twice = next((name for name in ids if ids.count(name) > 1), None) if len(set(ids)) < len(ids) else None
    if twice is not None:
        raise ArgumentError(f"ids must be different, got {twice!r} twice. Rename one of the series.")
    return replace(
        head,
        ids=ids,
        y=tuple(y_N for part in parts for y_N in part.y),
        first=tuple(stamp for part in parts for stamp in part.first),
        days=tuple(day for part in parts for day in part.days),
        past=tuple(past_NC for part in parts for past_NC in part.past),
        future=tuple(future_NC for part in parts for future_NC in part.future),
        static={
            name: tuple(value for part in parts for value in part.static[name])  # type: ignore[misc]
            for name in head.static
        },
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


def _kind(part: SeriesSet) -> tuple[object, ...]:
    categories = dict(part.categories)
    return str(part.frequency), part.past_names, part.future_names, tuple(part.static), categories


def _rounded(values: Static) -> Static:
    return tuple(
        value if isinstance(value, str) else float(np.float32(value))
        for value in values  # type: ignore[return-value]
    )


def _choose(values: Static, chosen: Sequence[int]) -> Static:
    return tuple(values[number] for number in chosen)  # type: ignore[return-value]
