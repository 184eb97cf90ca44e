"""A column of text as times: dates, dates with a time of the day, or only a time of the day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.column import known_zone
from elman.tables.numbers import Place
from elman.tables.times.evenness import evenness
from elman.tables.times.moments import ORDERS, clock_of, moments_of
from elman.tables.times.parsing import Parts, parse_parts

ENOUGH, TIMES_BETTER = 0.6, 2.0
"""A reading counts as right if its grid is at least so full, and so many times fuller than the others."""
_SPOKEN = {"day-first": "day first", "month-first": "month first", "year-first": "year first"}
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?")


@dataclass(frozen=True, slots=True, eq=False)
class ReadTimes:
    """The times that were read."""

    time_N: Array
    """The times, datetime64 or timedelta64 in microseconds; in UTC if they have a zone."""
    zone: str | None = None
    """Their time zone; None: not known."""
    notes: tuple[str, ...] = field(default=())
    """What was decided about the times."""


def read_texts(
    texts: Sequence[str], place: Place, order: str | None, order_N: Array | None, lengths: Sequence[int]
) -> ReadTimes:
    """Reads texts, none of which is missing.

    Args:
        texts: one a row.
        place: where their column stands.
        order: a name in `ORDERS`; None: found.
        order_N: the row order that joins the sequences; None: as they come.
        lengths: rows of each sequence.

    Raises:
        DataError: a text is no time, or dates have two readings.
    """
    quick_N = _quickly(texts)
    if quick_N is not None:
        return ReadTimes(quick_N)
    parts, wrong = parse_parts(texts)
    if wrong is not None:
        raise no_time(texts[wrong], place, wrong)
    if parts.is_clock_N.all():
        clock_N, ok_N = clock_of(parts, most_hours=None)
        _check_real(ok_N, texts, place)
        return ReadTimes(clock_N.astype("m8[us]"))
    if parts.is_clock_N.any():
        row = int(np.argmax(parts.is_clock_N))
        raise no_time(texts[row], place, row)
    local_N, notes = _decided(parts, texts, place, order, order_N, lengths)
    return _in_zone(parts, local_N, place, notes)


def _quickly(texts: Sequence[str]) -> Array | None:
    """Returns ISO dates as NumPy reads them; None if it cannot."""
    if not _ISO.fullmatch(texts[0]) or not _ISO.fullmatch(texts[-1]):
        return None
    array = np.array(texts, dtype=np.str_)
    signs_NW = array.view(np.uint32).reshape(len(texts), -1)
    if signs_NW.shape[1] < 10 or (signs_NW[:, :4] > ord("9")).any() or (signs_NW[:, 4] != ord("-")).any():
        return None
    if (signs_NW[:, 10:11] != signs_NW[0, 10:11]).any():
        return None
    try:
        return array.astype("M8[us]")
    except ValueError:
        return None


def no_time(text: object, place: Place, row: int) -> DataError:
    """Returns the sentence for a cell that is no time."""
    return DataError(
        f"time column {place.column!r} must hold numbers or dates such as 2024-01-31 13:45:00, "
        f"got {text!r} in {place.row(row)}. Mend it, say how it is written with --time-format, or leave the "
        "time column out."
    )


def _check_real(ok_N: Array, texts: Sequence[str], place: Place) -> None:
    if not ok_N.all():
        row = int(np.argmin(ok_N))
        raise no_time(texts[row], place, row)


def _decided(
    parts: Parts,
    texts: Sequence[str],
    place: Place,
    order: str | None,
    order_N: Array | None,
    lengths: Sequence[int],
) -> tuple[Array, list[str]]:
    """Returns the moments on their written clock; finds the order of day and month if it is open."""
    is_open = bool((parts.numbers["c"] >= 0).any())
    if not is_open or order is not None:
        local_N, ok_N = moments_of(parts, order or "day-first")
        _check_real(ok_N, texts, place)
        return local_N, []
    short = bool((parts.two_digits_N & (parts.numbers["c"] >= 0)).any())
    readings = {}
    best_ok = None
    for name in ORDERS if short else ("day-first", "month-first"):
        local_N, ok_N = moments_of(parts, name)
        if ok_N.all():
            readings[name] = local_N
        elif best_ok is None or ok_N.sum() > best_ok.sum():
            best_ok = ok_N
    if not readings:
        _check_real(np.zeros(1, bool) if best_ok is None else best_ok, texts, place)
    name = _choose(readings, parts, texts, place, order_N, lengths)
    note = (
        f"Times in {place.column!r} of {place.table} are read {_SPOKEN[name]} ({texts[0]!r}); --time-format "
        "overrules it."
    )
    return readings[name], [note]


def _choose(
    readings: dict[str, Array],
    parts: Parts,
    texts: Sequence[str],
    place: Place,
    order_N: Array | None,
    lengths: Sequence[int],
) -> str:
    names = list(readings)
    if len(names) == 1 or all(np.array_equal(readings[names[0]], readings[name]) for name in names[1:]):
        return names[0]
    scores = {
        name: evenness(local_N if order_N is None else local_N[order_N], lengths)
        for name, local_N in readings.items()
    }
    first, second = sorted(names, key=lambda name: -scores[name])[:2]
    if scores[first] >= ENOUGH and scores[first] >= TIMES_BETTER * scores[second]:
        return first
    if parts.dots and "day-first" in readings:
        # With points between the numbers nobody writes the month first.
        return "day-first"
    row = next(row for row in range(len(texts)) if readings[first][row] != readings[second][row])
    days = [str(readings[name][row].astype("M8[D]")) for name in (first, second)]
    raise DataError(
        f"time column {place.column!r} of {place.table} must say which number is the day: {texts[row]!r} may "
        "be "
        f"{days[0]} ({_SPOKEN[first]}) or {days[1]} ({_SPOKEN[second]}). "
        f"Give --time-format {first} or --time-format {second}."
    )


def _in_zone(parts: Parts, local_N: Array, place: Place, notes: list[str]) -> ReadTimes:
    """Returns the moments in UTC if the texts give their offset from it."""
    if not parts.has_offset_N.any():
        zone = known_zone(next(iter(parts.zones))) if len(parts.zones) == 1 else None
        return ReadTimes(local_N, zone, tuple(notes))
    if not parts.has_offset_N.all():
        row = int(np.argmin(parts.has_offset_N))
        raise DataError(
            f"time column {place.column!r} must have an offset from UTC in every row or in none, and it has "
            "none in "
            f"{place.row(row)}. Write all times alike."
        )
    offset_N = parts.numbers["offset"]
    offsets = np.unique(offset_N)
    utc_N = local_N - (offset_N * 60_000_000).astype("m8[us]")
    if len(parts.zones) == 1:
        return ReadTimes(utc_N, known_zone(next(iter(parts.zones))), tuple(notes))
    if len(offsets) == 1:
        return ReadTimes(utc_N, _fixed_zone(int(offsets[0])), tuple(notes))
    if len(np.unique(local_N - local_N.astype("M8[D]"))) == 1:
        notes.append(
            f"Times in {place.column!r} of {place.table} have offsets that change "
            f"({', '.join(map(_offset, offsets))}) "
            "and one time of the day: they are days by the clock they are written in."
        )
        return ReadTimes(local_N, None, tuple(notes))
    return ReadTimes(utc_N, "UTC", tuple(notes))


def _offset(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _fixed_zone(minutes: int) -> str:
    return known_zone(_offset(minutes)) or "UTC"
