"""Tables that are in memory already: arrays, and frames of pandas, polars or Arrow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from elman.arrays import FLOAT32_OR_64, Array
from elman.errors import ArgumentError, DataError
from elman.tables.readers import Table, open_table
from elman.tables.rows import Rows

if TYPE_CHECKING:
    import polars

Source: TypeAlias = Any
"""A path, an array `(N, C)`, a mapping of names to arrays `(N,)`, or a frame."""


def open_source(source: Source, label: str) -> Table:
    """Opens one table, wherever it is.

    Args:
        source: see `Source`.
        label: what a table in memory is called.

    Raises:
        ArgumentError: it is none of these.
        DataError: it cannot be used.
    """
    if isinstance(source, str | PathLike):
        opened = open_table(Path(source))
        # A reader of the user's own may give anything that is a source itself.
        return opened if hasattr(opened, "read") else open_source(opened, Path(source).name)
    if isinstance(source, np.ndarray):
        return ArrayTable(_named(source), label)
    if isinstance(source, Mapping):
        return ArrayTable({str(name): np.asarray(values) for name, values in source.items()}, label)
    return FrameTable(source, label)


class ArrayTable:
    """Columns of NumPy, by name."""

    notes: tuple[str, ...] = ()

    def __init__(self, columns: Mapping[str, np.ndarray[Any, Any]], label: str) -> None:
        self.label = label
        self.names = tuple(columns)
        self._columns = tuple(columns.values())
        lengths = {name: values.shape for name, values in columns.items()}
        if any(values.ndim != 1 or len(values) != len(self._columns[0]) for values in self._columns):
            raise DataError(
                f"{label} must have one-dimensional columns of the same length, got the shapes {lengths}. "
                "Give one array (N,) a column."
            )

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> polars.DataFrame:
        """Reads some columns; see `Table`."""
        import polars as pl

        return pl.DataFrame({str(place): _to_series(self._columns[place][slice(*rows)]) for place in places})

    def read_numbers(self, places: Sequence[int], rows: Rows) -> Array | None:
        """The same columns as float64 `(N, C)`, if all of them are of numbers; else None.

        This is without polars, whose import takes longer than all the rest of a short prediction.
        """
        columns = [self._columns[place][slice(*rows)] for place in places]
        if not all(column.dtype.kind in "biu" or column.dtype in FLOAT32_OR_64 for column in columns):
            return None
        return np.stack(columns, axis=1, dtype=np.float64)


class FrameTable:
    """A frame of any library that narwhals knows."""

    notes: tuple[str, ...] = ()

    def __init__(self, frame: object, label: str) -> None:
        import narwhals as nw

        self.label = label
        try:
            self._frame: Any = nw.from_native(frame)
            self.names = tuple(self._frame.collect_schema().names())
        except TypeError:
            raise ArgumentError(
                f"sources must be a path, an array, a mapping of names to arrays, or a frame of pandas, "
                f"polars or Arrow, got {type(frame).__name__}. Give a list of these for several sequences."
            ) from None
        except nw.exceptions.NarwhalsError as error:
            reason = " ".join(str(error).split())[:160]
            raise DataError(f"{label} must be a frame with one name a column: {reason}") from None
        for name in self.names:
            if not isinstance(name, str):
                raise DataError(f"{label} must have text for its columns' names, got {name!r}. Rename them.")

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> polars.DataFrame:
        """Reads some columns; see `Table`."""
        import narwhals as nw
        import polars as pl

        chosen = self._frame.select([self.names[place] for place in dict.fromkeys(places)])
        if isinstance(chosen, nw.LazyFrame):
            chosen = chosen.collect()
        chosen = chosen[slice(rows[0] or 0, rows[1])]
        series = {}
        for place in dict.fromkeys(places):
            column = chosen[self.names[place]]
            native = column.to_native()
            known = isinstance(native, pl.Series)
            series[str(place)] = native if known else _in_zone(_to_series(column.to_numpy()), column.dtype)
        return pl.DataFrame(series)


def _in_zone(series: polars.Series, dtype: object) -> polars.Series:
    """The moments, which NumPy gives in UTC, with the time zone that their frame had."""
    zone = getattr(dtype, "time_zone", None)
    if zone is None:
        return series
    fixed = re.fullmatch(r"UTC([+-])(\d\d):(\d\d)", zone)
    if fixed:
        # The database counts these westwards, and has whole hours only.
        sign = "-" if fixed[1] == "+" else "+"
        zone = f"Etc/GMT{sign}{int(fixed[2])}" if fixed[3] == "00" and int(fixed[2]) <= 12 else "UTC"
    return series.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)


def _named(values: np.ndarray[Any, Any]) -> dict[str, np.ndarray[Any, Any]]:
    if values.ndim == 1:
        values = values[:, None]
    if values.ndim != 2:
        raise ArgumentError(
            f"an array must have the shape (rows, columns), got {values.shape}. "
            "Give a list of arrays for several sequences."
        )
    return {f"column_{place + 1}": values[:, place] for place in range(values.shape[1])}


def _to_series(values: np.ndarray[Any, Any]) -> polars.Series:
    import polars as pl

    if values.dtype.kind not in "fiubUOMm":
        raise DataError(
            f"columns must hold real numbers, dates or text, got {values.dtype}. "
            "Turn them into numbers first."
        )
    if values.dtype.kind == "f":
        # Any byte order and any precision.
        values = values.astype(np.float32 if values.itemsize <= 4 else np.float64, copy=False)
    if values.dtype.kind in "Mm":
        # polars takes days and fractions of seconds, and no hours, minutes or seconds.
        values = values.astype(f"{values.dtype.kind}8[us]")
    if values.dtype != object:
        return pl.Series(np.ascontiguousarray(values))
    # Frames say "no value" in several ways; all of them are unequal to themselves, or not there.
    return pl.Series([_plain(value) for value in values.tolist()], strict=False)


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    try:
        return None if value != value else str(value)  # noqa: PLR0124
    except TypeError:
        return None


def column_names(source: Source) -> tuple[str, ...]:
    """The names of a table's columns, in its order, read without its values.

    Raises:
        DataError: the table cannot be used.
    """
    return open_source(source, "the table").names
