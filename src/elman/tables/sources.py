"""Tables from anywhere: files, arrays, mappings, frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np

from elman.errors import ArgumentError, DataError
from elman.readers.column import library_of
from elman.readers.formats import Table, open_table
from elman.readers.options import ReadOptions
from elman.readers.variables import VariablesTable, array_table

Source: TypeAlias = Any
"""A path, an array `(N, C)`, a mapping of names to arrays `(N,)`, or a frame."""


def open_source(source: Source, label: str, options: ReadOptions | None = None) -> Table:
    """Opens one table, from a file or from memory.

    Args:
        source: a path, an array, a mapping of names to arrays, or a frame.
        label: the name of a table in memory, for messages.
        options: the options of reading a file.

    Raises:
        ArgumentError: the source is none of these.
        DataError: the table cannot be used.
    """
    if isinstance(source, str | PathLike):
        opened = open_table(Path(source), options)
        # A reader of the user's own may give anything that is a source itself.
        return cast("Table", opened) if is_table(opened) else open_source(opened, Path(source).name)
    if is_table(source):
        return cast("Table", source)
    if isinstance(source, np.ndarray):
        return array_table(source, label)
    # A data set of xarray is a mapping, too.
    if isinstance(source, Mapping) and library_of(source) != "xarray":
        indexed = _with_one_index(source)
        if indexed is None:
            return VariablesTable(_variables(source), label, nested=True)
        source = indexed
    from elman.tables.frames import FrameTable, RelationTable

    if library_of(source) == "duckdb" and hasattr(source, "fetchnumpy") and hasattr(source, "types"):
        return RelationTable(source, label)
    return FrameTable(source, label)


def is_table(thing: object) -> bool:
    """Tells whether an object is a `Table`."""
    return hasattr(thing, "read") and hasattr(thing, "names") and hasattr(thing, "label")


def _with_one_index(source: Mapping[Any, Any]) -> Any:
    """A frame of series of pandas with one index, which is their time or has a name; None: there is none.

    Raises:
        DataError: the series have rows that differ.
    """
    series = {name: values for name, values in source.items() if _has_labels(values)}
    if not series:
        return None
    (first, one), *others = series.items()
    for name, other in others:
        if len(other) == len(one) and not other.index.equals(one.index):
            raise DataError(
                f"columns must have the same rows, got an index of {name!r} that differs from that of "
                f"{first!r}. Join them in one frame, as pandas.concat(series, axis=1) does, or give arrays."
            )
    is_time = hasattr(one.index, "freqstr") or one.index.name is not None
    if not is_time or len(series) < len(source) or len({len(values) for values in series.values()}) > 1:
        return None
    pandas: Any = import_module("pandas")
    return pandas.DataFrame(series)


def _has_labels(values: Any) -> bool:
    """Whether it is a series of pandas whose index does more than count its rows."""
    if library_of(values) != "pandas" or not hasattr(values, "index"):
        return False
    counts = type(values.index).__name__ == "RangeIndex" and values.index.name is None
    return not (counts and values.index.equals(type(values.index)(len(values))))


def _variables(source: Mapping[Any, Any]) -> dict[str, Any]:
    """Returns the arrays of a mapping, without the entries of `scipy.io.loadmat` about the file itself."""
    return {
        str(name): _array(values)
        for name, values in source.items()
        if not (str(name).startswith("__") and str(name).endswith("__"))
    }


def _array(values: Any) -> Any:
    if isinstance(values, np.ndarray):
        return values
    if library_of(values) in ("pandas", "polars", "pyarrow"):
        return FrameColumn(values)
    try:
        return np.asarray(values)
    except ValueError:
        raise DataError(
            "a column must be an array (N,), got a list whose parts differ in length. Give one value a row."
        ) from None


class FrameColumn:
    """A series of a frame library that stands among arrays."""

    dtype = np.dtype(object)

    def __init__(self, series: Any) -> None:
        self.shape = (len(series),)
        self._series = series

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        """Returns the cells; moments in a zone as Python's objects, so that they keep the zone."""
        from elman.tables.frames import FrameTable

        table = FrameTable(self._series, "the table")
        column = table.read([len(table.names) - 1], (None, None))[0]
        if column.zone is None:
            return column.cells_N
        from datetime import UTC
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(column.zone)
        moments = np.empty(len(column), object)
        moments[:] = [
            None if moment is None else moment.replace(tzinfo=UTC).astimezone(zone)
            for moment in column.cells_N.tolist()
        ]
        return moments


def column_names(source: Source, options: ReadOptions | None = None) -> tuple[str, ...]:
    """Returns the names of a table's columns in their order, without reading the values.

    Raises:
        DataError: the table cannot be used.
    """
    return open_source(source, "the table", options).names


def listed(sources: Source | Sequence[Source]) -> list[Source]:
    """Returns the tables as a list, from one table or several.

    Raises:
        ArgumentError: no table was given.
    """
    given = list(sources) if isinstance(sources, list | tuple) else [sources]
    if not given:
        raise ArgumentError("sources must hold at least one table, got none.")
    return given
