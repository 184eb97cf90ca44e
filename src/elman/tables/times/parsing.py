"""The parts of times in texts, for all rows of one shape at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.tables.times.forms import Form, find_form

CHUNK = 1 << 19
MOST_SHAPES = 20_000
_ZERO = ord("0")


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The parts of many times; -1 if a time has no such part."""

    numbers: dict[str, Array]
    """The numbers by the letters of `forms`, int64 `(N,)`; `us` counts microseconds, `offset` minutes east of
    UTC."""
    has_offset_N: Array
    """Whether the text gives its offset from UTC."""
    is_clock_N: Array
    """Whether it is only a time of the day."""
    two_digits_N: Array
    """Whether its year has two digits."""
    dots: bool
    """Whether points stand between all days, months and years whose order is open."""
    zones: frozenset[str]
    """The time zones that the texts name."""


_NAMES = ("Y", "m", "d", "a", "b", "c", "w", "u", "q", "j", "H", "M", "S", "us", "offset")


def parse_parts(texts: Sequence[str]) -> tuple[Parts, int | None]:
    """Returns the parts of every text, and the first row that is no time; None if all are times."""
    total = len(texts)
    numbers = {name: np.full(total, -1, np.int64) for name in _NAMES}
    has_offset_N, is_clock_N, two_N = (np.zeros(total, bool) for _ in range(3))
    dots, zones, wrong = True, set(), []
    for start in range(0, total, CHUNK):
        part = texts[start : start + CHUNK]
        for row_N, shape, signs_NW in _shapes(part):
            form = find_form(shape)
            if form is None:
                wrong.append(start + int(row_N[0]))
                continue
            at_N = row_N + start
            _fill(numbers, at_N, form, signs_NW[row_N])
            has_offset_N[at_N] = bool(form.sign or form.in_utc)
            is_clock_N[at_N] = form.is_clock
            year = form.spans.get("Y") or form.spans.get("c")
            two_N[at_N] = year is not None and year[1] - year[0] == 2
            dots &= form.dots or "c" not in form.spans
            zones |= {form.zone} - {None}
    parts = Parts(numbers, has_offset_N, is_clock_N, two_N, dots, frozenset(filter(None, zones)))
    return parts, min(wrong, default=None)


def _shapes(texts: Sequence[str]) -> Iterator[tuple[Array, str, Array]]:
    """Returns each shape with its rows, and the characters of all rows as numbers."""
    array = np.array(texts, dtype=np.str_)
    width = max(array.dtype.itemsize // 4, 1)
    signs_NW = np.ascontiguousarray(array).view(np.uint32).reshape(len(texts), width)
    shape_NW = np.where((signs_NW >= _ZERO) & (signs_NW <= _ZERO + 9), np.uint32(_ZERO), signs_NW)
    if (shape_NW == shape_NW[0]).all():
        yield np.arange(len(texts)), shape_NW[:1].view(f"<U{width}")[0, 0], signs_NW
        return
    shapes_N = shape_NW.view(f"<U{width}")[:, 0]
    shapes, inverse_N = np.unique(shapes_N, return_inverse=True)
    order_N = np.argsort(inverse_N, kind="stable")
    ends = np.cumsum(np.bincount(inverse_N, minlength=len(shapes)))
    for place, shape in enumerate(shapes[:MOST_SHAPES]):
        yield order_N[ends[place - 1] if place else 0 : ends[place]], str(shape), signs_NW


def _fill(numbers: dict[str, Array], row_N: Array, form: Form, signs_NW: Array) -> None:
    digits_NW = signs_NW.astype(np.int64) - _ZERO
    for name, (start, stop) in form.spans.items():
        if name == "f":
            numbers["us"][row_N] = _number(digits_NW[:, start : min(stop, start + 6)]) * 10 ** max(
                6 - (stop - start), 0
            )
        elif name not in ("oh", "om"):
            numbers[name][row_N] = _number(digits_NW[:, start:stop])
    if form.month:
        numbers["m"][row_N] = form.month
    if form.half:
        hour_N = numbers["H"][row_N]
        # 12 AM is midnight; an hour above 12 is none, and refused later.
        ok_N = (hour_N >= 1) & (hour_N <= 12)
        numbers["H"][row_N] = np.where(ok_N, hour_N % 12 + (12 if form.half == "p" else 0), 99)
    if form.sign:
        hours, minutes = form.spans["oh"], form.spans.get("om")
        offset_N = 60 * _number(digits_NW[:, slice(*hours)])
        offset_N += _number(digits_NW[:, slice(*minutes)]) if minutes else 0
        numbers["offset"][row_N] = form.sign * offset_N
    elif form.in_utc:
        numbers["offset"][row_N] = 0


def _number(digits_NW: Array) -> Array:
    powers = 10 ** np.arange(digits_NW.shape[1] - 1, -1, -1)
    return np.asarray(digits_NW @ powers)
