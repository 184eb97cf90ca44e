"""Numbers that may be dates or clocks without signs: `2023045`, `230131`, `31012023`, `2330`, `2023.01`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.tables.numbers import Place
from elman.tables.times.evenness import evenness

_WIDTHS = {"Y": 4, "y": 2, "m": 2, "d": 2, "j": 3, "H": 2, "M": 2, "S": 2}
_SURE = ("%d%m%Y", "%m%d%Y")
"""No counter counts like these: days or months before a year."""
_OPEN = ("%Y%j", "%y%j", "%y%m%d", "%H%M", "%H%M%S")
"""These may be counters as well: they are dates if the steps say so."""
_FIRST_YEAR, _LAST_YEAR = 1700, 2200
_ENOUGH, _TIMES_BETTER = 0.6, 2.0
_FEWEST = 3
_LOOKED_AT = 1000


def refuse_dates(number_N: Array, place: Place, order_N: Array | None, lengths: Sequence[int]) -> None:
    """Refuses numbers that are more likely dates or clocks than numbers.

    Args:
        number_N: the cells.
        place: where they stand.
        order_N: the row order that joins the sequences; None: as they come.
        lengths: rows of each sequence.

    Raises:
        DataError: they may be dates; the forms that fit are named.
    """
    if len(number_N) < _FEWEST or (number_N < 0).any():
        return
    readings = _readings(number_N)
    if not readings:
        return
    order = slice(None) if order_N is None else order_N
    unit = 100 if "%Y.%m" in readings else 1
    plain_N = np.rint(number_N[order] * unit).astype(np.int64).astype("M8[us]")
    least = max(_ENOUGH, _TIMES_BETTER * evenness(plain_N, lengths))
    likely = {
        form: moment_N
        for form, moment_N in readings.items()
        if form in _SURE or evenness(moment_N[order], lengths) >= least
    }
    if likely:
        raise _refusal(number_N, place, likely)


def _refusal(number_N: Array, place: Place, likely: dict[str, Array]) -> DataError:
    shown = f"{number_N[-1]:.2f}" if "%Y.%m" in likely else f"{number_N[-1]:.0f}"
    named = " or ".join(_spoken(form, moment_N[-1]) for form, moment_N in likely.items())
    options = " or ".join(f"--time-format {form}" for form in likely)
    return DataError(
        f"time column {place.column!r} of {place.table} must say what its numbers are: {shown} may be "
        f"{named}, or a plain number. Give {options}, or --time-format number."
    )


def _spoken(form: str, moment: np.datetime64) -> str:
    if "Y" not in form and "y" not in form:
        return f"the clock {str(moment.astype('M8[s]'))[11:]}"
    return f"the month {moment.astype('M8[M]')}" if form == "%Y.%m" else f"the day {moment.astype('M8[D]')}"


def _readings(number_N: Array) -> dict[str, Array]:
    """The moments of every form that fits all numbers."""
    whole_N = np.rint(number_N).astype(np.int64) if (number_N < 1e9).all() else None
    if whole_N is None:
        return {}
    if (number_N != whole_N).any():
        hundreds_N = np.rint(number_N * 100).astype(np.int64)
        is_month = np.allclose(number_N * 100, hundreds_N, rtol=0, atol=1e-6)
        month_N = _moments("%Y%m", hundreds_N) if is_month else None
        return {} if month_N is None else {"%Y.%m": month_N}
    fitting = [form for form in (*_SURE, *_OPEN) if _moments(form, whole_N[:_LOOKED_AT]) is not None]
    found = {form: _moments(form, whole_N) for form in fitting}
    return {form: moment_N for form, moment_N in found.items() if moment_N is not None}


def _moments(form: str, whole_N: Array) -> Array | None:
    """The moments of numbers that are written in this form; None if one of them is not."""
    parts, rest_N = {}, whole_N
    for letter in reversed(form.split("%")[1:]):
        rest_N, parts[letter] = np.divmod(rest_N, 10 ** _WIDTHS[letter])
    one_N = np.ones_like(whole_N)
    year_N = parts.get("Y", 2000 * one_N)
    if "y" in parts:
        year_N = parts["y"] + np.where(parts["y"] < 69, 2000, 1900)
    month_N, day_N = parts.get("m", one_N), parts.get("d", parts.get("j", one_N))
    hour_N, minute_N, second_N = (parts.get(letter, 0 * one_N) for letter in "HMS")
    ok_N = (rest_N == 0) & (year_N >= _FIRST_YEAR) & (year_N <= _LAST_YEAR)
    ok_N &= (month_N >= 1) & (month_N <= 12) & (day_N >= 1)
    ok_N &= (hour_N < 24) & (minute_N < 60) & (second_N < 60)
    if not ok_N.all():
        return None
    first_N = ((year_N - 1970) * 12 + month_N - 1).astype("M8[M]")
    end_N = (first_N + (12 if "j" in parts else 1)).astype("M8[D]")
    date_N = first_N.astype("M8[D]") + (day_N - 1)
    if (date_N >= end_N).any():
        return None
    seconds_N = (hour_N * 60 + minute_N) * 60 + second_N
    return np.asarray(date_N.astype("M8[us]") + seconds_N.astype("m8[s]"))
