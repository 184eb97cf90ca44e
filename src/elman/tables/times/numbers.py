"""Numbers that are dates: `20240131`, `2024013113`."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.tables.numbers import Place
from elman.tables.times.texts import ReadTimes

_FORMS = {8: "YYYYMMDD", 10: "YYYYMMDDHH", 12: "YYYYMMDDHHMM", 14: "YYYYMMDDHHMMSS"}
_FIRST_YEAR, _LAST_YEAR = 1700, 2200


def dates_in_numbers(number_N: Array, place: Place) -> ReadTimes | None:
    """The dates if every number is one; None if they are plain numbers.

    Raises:
        DataError: they may be months or plain numbers.
    """
    if not len(number_N) or (number_N <= 0).any() or (number_N != np.rint(number_N)).any():
        return None
    whole_N = number_N.astype(np.int64)
    digits = len(str(int(whole_N[0])))
    if digits == 6:
        return _months(whole_N, place)
    if digits not in _FORMS:
        return None
    date_N, rest_N = np.divmod(whole_N, 10 ** (digits - 8))
    year_N, day_N = np.divmod(date_N, 10_000)
    month_N, day_N = np.divmod(day_N, 100)
    clock_N, clock_fits = _clock(rest_N, digits - 8)
    moment_N, ok_N = _date(year_N, month_N, day_N)
    if not (ok_N & clock_fits).all():
        return None
    note = (
        f"Numbers in {place.column!r} of {place.table} are dates ({_FORMS[digits]}); --time-format number "
        "overrules it."
    )
    return ReadTimes(moment_N + clock_N.astype("m8[us]"), None, (note,))


def _clock(rest_N: Array, digits: int) -> tuple[Array, Array]:
    padded_N = rest_N * 10 ** (6 - digits)
    hour_N, minute_N = np.divmod(padded_N, 10_000)
    minute_N, second_N = np.divmod(minute_N, 100)
    ok_N = ((hour_N < 24) | ((hour_N == 24) & (minute_N + second_N == 0))) & (minute_N < 60) & (second_N < 60)
    return ((hour_N * 60 + minute_N) * 60 + second_N) * 1_000_000, ok_N


def _date(year_N: Array, month_N: Array, day_N: Array) -> tuple[Array, Array]:
    ok_N = (year_N >= _FIRST_YEAR) & (year_N <= _LAST_YEAR) & (month_N >= 1) & (month_N <= 12) & (day_N >= 1)
    index_N = np.where(ok_N, (year_N - 1970) * 12 + month_N - 1, 0).astype("M8[M]")
    first_N = index_N.astype("M8[D]")
    ok_N &= day_N <= ((index_N + 1).astype("M8[D]") - first_N).astype(np.int64)
    return (first_N + np.where(ok_N, day_N - 1, 0)).astype("M8[us]"), ok_N


def _months(whole_N: Array, place: Place) -> ReadTimes | None:
    year_N, month_N = np.divmod(whole_N, 100)
    moment_N, ok_N = _date(year_N, month_N, np.ones_like(month_N))
    if not ok_N.all() or len(whole_N) < 2:
        return None
    months = np.unique(np.diff(np.unique(moment_N.astype("M8[M]").astype(np.int64))))
    numbers = np.unique(np.diff(np.unique(whole_N)))
    if len(months) > len(numbers):
        return None
    if len(months) == len(numbers):
        raise DataError(
            f"time column {place.column!r} of {place.table} must say what its numbers are: {whole_N[0]} may "
            "be the "
            f"month {year_N[0]}-{month_N[0]:02d} or a plain number. Give --time-format %Y%m or --time-format "
            "number."
        )
    note = (
        f"Numbers in {place.column!r} of {place.table} are months (YYYYMM); --time-format number overrules "
        "it."
    )
    return ReadTimes(moment_N, None, (note,))
