"""A time in several columns: year, month, day, hour; or a date and its clock."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.column import Column, without

_UNITS = ("year", "month", "day", "hour", "minute", "second")
_KNOWN = {
    "year": "year yr yyyy y jahr année annee año ano",
    "month": "month mon mo mm mnth monat mois mes",
    "day": "day dy dd tag jour dia día",
    "hour": "hour hr hh h stunde heure hora",
    "minute": "minute min mi minuten",
    "second": "second sec ss s sekunde seconde segundo",
    "doy": "doy jday yday dayofyear",
}
_UNIT_OF = {name: unit for unit, names in _KNOWN.items() for name in names.split()}


def unit_of(name: str) -> str | None:
    """Returns what a column of this name counts, such as years or months; None if the name does not tell."""
    folded = name.strip().lower()
    return _UNIT_OF.get(folded.removesuffix("s")) or _UNIT_OF.get(folded)


def one_column(columns: Sequence[Column], names: Sequence[str], label: str) -> Column:
    """The columns as one: moments where all are numbers, else texts that a date and a clock make.

    Raises:
        DataError: the numbers are no parts of a date.
    """
    missing_N = np.any([column.missing for column in columns], axis=0)
    if all(column.kind == "number" for column in columns) and not _is_date_number(columns[0]):
        return without(_from_numbers(columns, names, label, missing_N), missing_N)
    texts = zip(*(_texts(column) for column in columns), strict=True)
    joined = np.empty(len(missing_N), object)
    joined[:] = [None if empty else " ".join(parts) for parts, empty in zip(texts, missing_N, strict=True)]
    return Column(joined)


def _is_date_number(column: Column) -> bool:
    known_N = column.cells_N[~column.missing]
    return bool(len(known_N)) and bool((known_N >= 17_000_101).all())


def _from_numbers(columns: Sequence[Column], names: Sequence[str], label: str, missing_N: Array) -> Column:
    units = list(map(unit_of, names))
    if None in units or len(set(units)) < len(units):
        units = list(_UNITS[: len(columns)])
        if len(columns) == 2 and np.nanmax(columns[1].cells_N) > 12:
            units = ["year", "doy"]
    part = {unit: np.where(missing_N, 1, column.cells_N) for unit, column in zip(units, columns, strict=True)}
    if "year" not in part or not _fit(part):
        listed = ", ".join(map(repr, names))
        raise DataError(
            f"time columns {listed} of {label} must be year, month, day, hour, minute and second, in this "
            "order or by "
            "these names, and their numbers do not fit. Name them in that order."
        )
    return Column(_moments(part))


def _fit(part: dict[str | None, Array]) -> bool:
    limits = {"month": (1, 12), "day": (1, 31), "doy": (1, 366), "minute": (0, 59), "second": (0, 60)}
    hour_N = part.get("hour", np.zeros(1))
    counted = ((hour_N >= 0) & (hour_N <= 24)).all()
    clock = bool(counted or ((hour_N >= 0) & (hour_N <= 2400) & (hour_N % 100 < 60)).all())
    return clock and all(
        bool((part[unit] >= low).all() and (part[unit] <= high).all())
        for unit, (low, high) in limits.items()
        if unit in part
    )


def _moments(part: dict[str | None, Array]) -> Array:
    year_N = np.asarray(part["year"], np.int64)
    year_N = np.where(year_N < 100, year_N + np.where(year_N < 69, 2000, 1900), year_N)
    month_N = np.asarray(part.get("month", np.ones_like(year_N)), np.int64)
    day_N = np.asarray(part.get("day", part.get("doy", np.ones_like(year_N))), np.int64)
    date_N = ((year_N - 1970) * 12 + month_N - 1).astype("M8[M]").astype("M8[D]") + (day_N - 1)
    hour_N = np.asarray(part.get("hour", np.zeros_like(year_N)), np.float64)
    if (hour_N > 24).any():
        # 1345 is a quarter to two.
        hour_N = hour_N // 100 + hour_N % 100 / 60
    minutes_N = hour_N * 60 + part.get("minute", 0)
    us_N = np.rint((minutes_N * 60 + part.get("second", 0)) * 1e6).astype(np.int64)
    return np.asarray(date_N.astype("M8[us]") + us_N.astype("m8[us]"))


def _texts(column: Column) -> list[str]:
    if column.kind == "moment":
        return [str(cell) for cell in column.cells_N.astype("M8[D]")]
    if column.kind == "duration":
        return [
            str(np.datetime64(0, "us") + cell)[11:] if not np.isnan(cell) else "" for cell in column.cells_N
        ]
    if column.kind == "text":
        return [cell or "" for cell in column.cells_N.tolist()]
    known_N = column.cells_N[~column.missing]
    # 1345 is a quarter to two, and 130 half past one.
    form = "04d" if (known_N > 24).any() and (known_N <= 2400).all() else "d"
    return ["" if np.isnan(cell) else format(int(cell), form) for cell in column.cells_N]
