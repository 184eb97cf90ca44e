"""Frames of other libraries, made of columns."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from elman.errors import MissingExtraError

if TYPE_CHECKING:
    import polars


def make_polars(columns: Mapping[str, Any]) -> polars.DataFrame:
    """Makes a frame of polars: text as text, times as times, numbers as numbers."""
    import polars

    return polars.DataFrame({name: _plain(values) for name, values in columns.items()})


def make_pandas(columns: Mapping[str, Any]) -> Any:
    """Makes a frame of pandas.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        pandas: Any = import_module("pandas")
    except ImportError as error:
        raise MissingExtraError(
            "pandas must be installed for a frame of pandas, got no package pandas. Run: pip install pandas"
        ) from error
    return pandas.DataFrame(dict(columns))


def _plain(values: Any) -> Any:
    return list(values) if values.dtype == object else values
