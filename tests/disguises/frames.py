"""The table in memory: frames of every library, with and without an index, and arrays."""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import xarray as xr

from tests.disguises.truth import HOURS, NUMBERS, Truth

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Etc/GMT+5")


def columns(truth: Truth = HOURS) -> dict[str, Any]:
    """The columns as arrays."""
    return {
        "station": np.array(truth.station, object),
        "when": truth.moment,
        **{name: getattr(truth, name) for name in NUMBERS},
        "kind": np.array(truth.kind, object),
    }


def pandas_frame(zone: str | None = None) -> pd.DataFrame:
    """A plain frame; with a zone, its times are on the clock of that zone."""
    frame = pd.DataFrame(columns())
    if zone is not None:
        frame["when"] = frame["when"].dt.tz_localize("UTC").dt.tz_convert(zone)
    return frame


def masked() -> dict[str, Any]:
    """Numbers that are masked where they are missing, with a code behind the mask."""
    made = columns()
    for name in NUMBERS:
        values = made[name]
        made[name] = np.ma.masked_array(np.where(np.isnan(values), -9999.0, values), np.isnan(values))
    return made


def structured() -> np.ndarray:
    """One array with fields."""
    made = columns()
    kinds = [("station", "U8"), ("when", "M8[s]"), *((name, "f8") for name in NUMBERS), ("kind", "U8")]
    array = np.zeros(len(made["when"]), kinds)
    for name, values in made.items():
        array[name] = values
    return array


def relation(zone: str | None = None) -> Any:
    """A relation of DuckDB."""
    connection = duckdb.connect()
    connection.register("truth", pandas_frame().assign(row=range(len(HOURS.station))))
    kept = connection.sql("select * exclude (row) from truth order by row")
    KEPT.append((connection, kept))
    return kept


KEPT: list[Any] = []
"""Connections that a relation needs."""


def xarray_set() -> xr.Dataset:
    """A set with one dimension."""
    return xr.Dataset({name: ("row", values) for name, values in columns().items()})


def _series(values: Any) -> Any:
    return pd.Series(values)


FRAMES: dict[str, Callable[[], Any]] = {
    "mapping of arrays": columns,
    "mapping of lists": lambda: {name: list(values) for name, values in columns().items()},
    "mapping of lists of Python": lambda: {
        name: [None if value != value else value for value in pd.Series(values).tolist()]  # noqa: PLR0124
        for name, values in columns().items()
    },
    "mapping of pandas series": lambda: {name: _series(values) for name, values in columns().items()},
    "mapping of polars series": lambda: {name: pl.Series(values) for name, values in columns().items()},
    "mapping of masked arrays": masked,
    "loadmat's mapping": lambda: {
        "__header__": b"MATLAB 5.0",
        "__version__": "1.0",
        "__globals__": [],
        "fs": np.array([[100.0]]),
        **columns(),
    },
    "rows and columns of a matrix": lambda: {name: values[:, None] for name, values in columns().items()},
    "structured array": structured,
    "record array": lambda: structured().view(np.recarray),
    "times in days": lambda: {**columns(), "when": columns()["when"].astype("M8[ns]")},
    "pandas": pandas_frame,
    "pandas, other numbers of rows": lambda: pandas_frame().set_index(np.arange(len(HOURS.station)) * 3 + 7),
    "pandas nullable": lambda: pandas_frame().convert_dtypes(),
    "pandas of Arrow": lambda: pandas_frame().convert_dtypes(dtype_backend="pyarrow"),
    "pandas category": lambda: pandas_frame().astype({"station": "category", "kind": "category"}),
    "pandas objects": lambda: pandas_frame().astype(object),
    "pandas in milliseconds": lambda: pandas_frame().astype({"when": "datetime64[ms]"}),
    "pandas periods": lambda: pandas_frame().assign(when=lambda frame: frame["when"].dt.to_period("h")),
    "pandas, time as the index": lambda: pandas_frame().set_index("when"),
    "pandas, id and time as the index": lambda: pandas_frame().set_index(["station", "when"]),
    "pandas, id as the index": lambda: pandas_frame().set_index("station"),
    "pandas, times as text": lambda: pandas_frame().assign(when=lambda frame: frame["when"].astype(str)),
    "pandas, concatenated": lambda: pd.concat([pandas_frame()[:20], pandas_frame()[20:]]).set_index(
        ["station", "when"]
    ),
    "polars": lambda: pl.DataFrame(pandas_frame()),
    "polars, lazy": lambda: pl.DataFrame(pandas_frame()).lazy(),
    "polars categories": lambda: pl.DataFrame(pandas_frame()).with_columns(
        pl.col("station", "kind").cast(pl.Categorical)
    ),
    "polars in milliseconds": lambda: pl.DataFrame(pandas_frame()).with_columns(
        pl.col("when").cast(pl.Datetime("ms"))
    ),
    "Arrow": lambda: pa.Table.from_pandas(pandas_frame()),
    "Arrow dictionaries": lambda: pa.Table.from_pandas(pandas_frame().astype({"station": "category"})),
    "Arrow record batch": lambda: pa.RecordBatch.from_pandas(pandas_frame()),
    "DuckDB": relation,
    "xarray": xarray_set,
    "xarray, time as a coordinate": lambda: xarray_set().set_coords("when"),
}
ZONED: dict[str, Callable[[], Any]] = {
    f"{library} in {zone}": make
    for zone in ZONES
    for library, make in {
        "pandas": lambda zone=zone: pandas_frame(zone),
        "pandas index": lambda zone=zone: pandas_frame(zone).set_index(["station", "when"]),
        "pandas of Arrow": lambda zone=zone: pandas_frame(zone).convert_dtypes(dtype_backend="pyarrow"),
        "polars": lambda zone=zone: pl.DataFrame(pandas_frame()).with_columns(
            pl.col("when").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        ),
        "Arrow": lambda zone=zone: pa.Table.from_pandas(pandas_frame(zone)),
        "mapping": lambda zone=zone: dict(pandas_frame(zone).items()),
    }.items()
}
