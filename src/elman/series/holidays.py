"""Public holidays as columns that are known ahead: the name of the day's holiday, empty on other days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, MissingExtraError
from elman.series.calendar.openings import DAY
from elman.series.categories import Categories
from elman.series.series_set import SeriesSet

_UNKNOWN = -1.0


def with_holidays(
    series: SeriesSet, countries: Sequence[str], *, ahead: int, categories: Categories | None = None
) -> SeriesSet:
    """The series with two columns for each country: the holiday's name, and whether there is any.

    A network learns what holidays have in common from all of them, and what one has alone from its few days.

    Args:
        series: on a grid of dates, of a day or less.
        countries: codes, as US, DE, or US-CA for a part of it.
        ahead: rows after the end of each series that are wanted.
        categories: the holidays that a model was trained with; None: those that the series meet.

    Raises:
        ArgumentError: the rows are no days or parts of days, or a country is unknown.
        MissingExtraError: the extra `holidays` is not installed.
    """
    wanted = [country for country in countries if column_of(country) not in series.future_names]
    if not wanted:
        return series
    _check_rows(series)
    rows_I = series.lengths + max(ahead, series.ahead or 0)
    days = [series.stamps(number, 0, int(rows)).astype("M8[D]") for number, rows in enumerate(rows_I)]
    known: dict[str, tuple[str, ...]] = {}
    columns, flags = [], []
    for country in wanted:
        name = column_of(country)
        own = _names_by_day(country, days)
        trained = None if categories is None else categories.get(name)
        known[name] = trained or ("", *sorted(set(own.values())))
        columns.append([_encoded(day_N, own, known[name]) for day_N in days])
        flags.append([np.isin(day_N, list(own)).astype(np.float64) for day_N in days])
    future = tuple(
        np.concatenate(
            [_longer(series, number, int(rows)), *(part[number][:, None] for part in (*columns, *flags))],
            axis=1,
        )
        for number, rows in enumerate(rows_I)
    )
    return replace(
        series,
        future=future,
        future_names=(*series.future_names, *known, *(f"any of the {name}" for name in known)),
        categories=dict(series.categories) | known,
    )


def column_of(country: str) -> str:
    """The name of a country's column."""
    return f"holidays of {country}"


def _check_rows(series: SeriesSet) -> None:
    frequency = series.frequency
    if frequency.unit == "weekday" or (frequency.unit == "duration" and frequency.step <= DAY):
        return
    raise ArgumentError(
        f"holidays must be asked for rows of a day or less with dates, got rows of {frequency}. Name the "
        "time column, or leave holidays out."
    )


def _names_by_day(country: str, days: Sequence[Array]) -> Mapping[Any, str]:
    """The holidays' names of all years that the series reach."""
    try:
        library = import_module("holidays")
    except ImportError:
        raise MissingExtraError(
            "Holidays need the library holidays, which is not installed. Install it: pip install holidays"
        ) from None
    years = {int(day_N[end].astype("M8[Y]").astype(int)) + 1970 for day_N in days for end in (0, -1)}
    code, _, part = country.partition("-")
    try:
        found = library.country_holidays(
            code, subdiv=part or None, years=range(min(years), max(years) + 1), language="en_US"
        )
    except NotImplementedError:
        raise ArgumentError(
            f"holidays must be of countries by their codes, as US,DE or US-CA, got {country!r}."
        ) from None
    return {np.datetime64(day, "D"): name for day, name in found.items()}


def _encoded(day_N: Array, names: Mapping[Any, str], known: Sequence[str]) -> Array:
    places = {name: float(place) for place, name in enumerate(known)}
    unique_D, at_N = np.unique(day_N, return_inverse=True)
    codes_D = np.array([places.get(names.get(day, ""), _UNKNOWN) for day in unique_D])
    return codes_D[at_N]


def _longer(series: SeriesSet, number: int, rows: int) -> Array:
    """The columns that are there, with rows that nothing is known of at the end."""
    if not series.future_names:
        return np.zeros((rows, 0))
    own_NC = series.future[number]
    return np.pad(own_NC[:rows], ((0, max(0, rows - len(own_NC))), (0, 0)), constant_values=np.nan)
