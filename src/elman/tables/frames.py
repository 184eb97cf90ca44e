"""Frames of pandas, polars, Arrow, DuckDB and xarray, with the index of those that have one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from elman.errors import ArgumentError, DataError
from elman.readers.column import Column, from_numpy, known_zone, library_of
from elman.readers.rows import Rows

_TIMES = ("DatetimeIndex", "PeriodIndex", "TimedeltaIndex")


class FrameTable:
    """A frame of a library that narwhals knows."""

    notes: tuple[str, ...] = ()
    numbered = False

    def __init__(self, frame: Any, label: str) -> None:
        import narwhals as nw

        self.label = label
        self.index: str | None = None
        if library_of(frame) == "xarray":
            frame = _from_xarray(frame)
        if library_of(frame) == "pandas":
            if not hasattr(frame, "iloc") and not hasattr(frame, "to_frame"):
                raise _no_frame(frame)
            frame, self.index = _with_index(frame)
        try:
            self._frame: Any = _held(frame)
            if isinstance(self._frame, nw.Series):
                self._frame = _one_column(self._frame)
            self.names = tuple(self._frame.collect_schema().names())
        except TypeError:
            raise _no_frame(frame) from None
        except nw.exceptions.NarwhalsError as error:
            reason = " ".join(str(error).split())[:160]
            raise DataError(f"{label} must be a frame with one name a column: {reason}") from None
        for name in self.names:
            if not isinstance(name, str):
                raise DataError(f"{label} must have text for its columns' names, got {name!r}. Rename them.")

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns; see `Table`."""
        import narwhals as nw

        chosen = self._frame.select([self.names[place] for place in dict.fromkeys(places)])
        if isinstance(chosen, nw.LazyFrame):
            chosen = chosen.collect()
        chosen = chosen[slice(rows[0] or 0, rows[1])]
        return [series_column(chosen[self.names[place]]) for place in places]


def _no_frame(thing: Any) -> ArgumentError:
    return ArgumentError(
        f"sources must be a path, an array, a mapping of names to arrays, or a frame of pandas, "
        f"polars or Arrow, got {type(thing).__name__}. Give a list of these for several sequences."
    )


class RelationTable:
    """A relation of DuckDB, which returns NumPy arrays itself."""

    notes: tuple[str, ...] = ()
    numbered = False
    index = None

    def __init__(self, relation: Any, label: str) -> None:
        self.label = label
        self._relation = relation
        self.names = tuple(relation.columns)

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns; see `Table`."""
        chosen = [self.names[place] for place in dict.fromkeys(places)]
        quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in chosen)
        part = self._relation.project(quoted)
        start, stop = rows
        if start or stop is not None:
            part = part.limit(2**62 if stop is None else stop - (start or 0), start or 0)
        arrays = part.fetchnumpy()
        kinds = dict(zip(self.names, map(str, self._relation.types), strict=True))
        return [self._column(arrays[self.names[place]], kinds[self.names[place]]) for place in places]

    def _column(self, values: Any, kind: str) -> Column:
        column = from_numpy(values if isinstance(values, np.ndarray) else np.asarray(values))
        return Column(column.cells_N, "UTC") if kind == "TIMESTAMP WITH TIME ZONE" else column


def series_column(series: Any) -> Column:
    """Returns the column of a series of narwhals."""
    native = series.to_native()
    if library_of(native) == "polars":
        from elman.readers.frame_columns import from_polars

        return from_polars(native)
    values = series.to_numpy()
    zone = _zone_of(series, native)
    try:
        column = from_numpy(values)
    except TypeError:
        return Column(np.array(list(values), object), foreign=str(series.dtype))
    return Column(column.cells_N, zone) if zone and column.kind == "moment" else column


def _zone_of(series: Any, native: Any) -> str | None:
    """Returns the time zone. The library is asked first: narwhals does not know all zones of pandas."""
    dtype = getattr(native, "dtype", None)
    zone = getattr(dtype, "tz", None) or getattr(getattr(dtype, "pyarrow_dtype", None), "tz", None)
    if zone is None:
        zone = getattr(series.dtype, "time_zone", None)
    return (
        None
        if zone is None
        else known_zone(str(getattr(zone, "key", None) or getattr(zone, "zone", None) or zone))
    )


def _held(frame: Any) -> Any:
    """Returns the frame as narwhals' own; an object that only exports Arrow becomes a frame of polars."""
    import narwhals as nw

    try:
        return nw.from_native(frame, allow_series=True)
    except TypeError:
        if not hasattr(frame, "__arrow_c_stream__"):
            raise
        return nw.from_arrow(frame, backend="polars")


def _one_column(series: Any) -> Any:
    return (series if series.name else series.alias("column_1")).to_frame()


def _from_xarray(source: Any) -> Any:
    """Returns a frame of pandas whose index is the dimensions."""
    if hasattr(source, "data_vars"):
        return source.reset_coords().to_dataframe()
    if source.ndim <= 2:
        table = source.to_pandas()
        if source.ndim == 2:
            return table.rename(columns=str)
        return table.rename(source.name if source.name is not None else "column_1")
    return source.to_series()


def _with_index(source: Any) -> tuple[Any, str | None]:
    """A frame of pandas with the levels of its index as columns, and which of them is the time.

    An index without a name that only counts the rows is left out.
    """
    frame = source
    if not hasattr(frame, "columns"):
        frame = frame.to_frame("column_1" if frame.name is None else frame.name)
    index = frame.index
    levels = list(getattr(index, "levels", [index]))
    times = [place for place, level in enumerate(levels) if type(level).__name__ in _TIMES]
    time_name = None
    if times or len(levels) > 1 or index.name is not None:
        names = _level_names(index, frame.columns, times)
        kept = {place: name for place, name in enumerate(names) if name is not None}
        values = [index.get_level_values(place) for place in kept]
        frame = frame.reset_index(drop=True)
        for column, (name, level) in enumerate(zip(kept.values(), values, strict=True)):
            frame.insert(column, name, level)
        time_name = next((names[place] for place in times), None) if len(times) == 1 else None
    for name in frame.columns[[str(kind).startswith("period") for kind in frame.dtypes]]:
        frame = frame.assign(**{name: frame[name].dt.to_timestamp()})
    return frame, time_name


def _level_names(index: Any, columns: Any, times: Sequence[int]) -> list[str | None]:
    """Returns the names of the levels as columns; None for a level whose name a column has."""
    names: list[str | None] = []
    for place, name in enumerate(index.names):
        given = name if name is not None else ("time" if place in times else f"level_{place}")
        names.append(None if given in list(columns) else given)
    return names
