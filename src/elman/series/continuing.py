"""Pieces of one series, put together on its grid: part files, and new rows after those that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.series.calendar import Frequency, Stamp, plain_stamp
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Piece:
    """Some rows of a series."""

    first: Stamp
    """The stamp of its first row."""
    y: Array
    """Its values `(N,)`."""
    past: Array
    """What is known up to now `(N, C)`."""
    future: Array
    """What is known ahead `(N + ahead, C)`."""


def piece_of(series: SeriesSet, number: int) -> Piece:
    """The rows of one series of a set."""
    y_N = series.y[number]
    nothing = np.zeros((len(y_N), 0))
    return Piece(
        first=series.first[number],
        y=y_N,
        past=series.past[number] if series.past else nothing,
        future=series.future[number] if series.future else nothing,
    )


def join_pieces(pieces: Sequence[Piece], frequency: Frequency) -> Piece:
    """One piece of all; where two know a row, the later one in the list is believed.

    Args:
        pieces: at least one, each on the grid of the others.
        frequency: their step.
    """
    begin = min((piece.first for piece in pieces), key=plain_stamp)
    starts = [_row(frequency, begin, piece.first) for piece in pieces]
    return Piece(
        first=begin,
        y=_laid([piece.y[:, None] for piece in pieces], starts)[:, 0],
        past=_laid([piece.past for piece in pieces], starts),
        future=_laid([piece.future for piece in pieces], starts),
    )


def go_on(known: SeriesSet, newer: SeriesSet) -> SeriesSet:
    """The series that are known with the rows of newer tables; series that are new stand at the end.

    Args:
        known: what there was; its columns are those of the result.
        newer: what has come; where both have a value, this one is believed.

    Raises:
        ArgumentError: the columns or the stamps do not fit.
    """
    own, other = (known.past_names, known.future_names), (newer.past_names, newer.future_names)
    if own != other:
        raise ArgumentError(f"new rows must have the columns of the known ones, {own}, got {other}.")
    numbers = {name: number for number, name in enumerate(newer.ids)}
    pieces = []
    for number, name in enumerate(known.ids):
        parts = [piece_of(known, number)]
        if name in numbers:
            _check_grid(known, newer, name, number, numbers[name])
            parts.append(piece_of(newer, numbers[name]))
        pieces.append(join_pieces(parts, known.frequency_of(number)))
    fresh = [number for number, name in enumerate(newer.ids) if name not in known.ids]
    pieces += [piece_of(newer, number) for number in fresh]
    return replace(
        known,
        ids=(*known.ids, *(newer.ids[number] for number in fresh)),
        days=(*known.days, *(newer.days[number] for number in fresh)) if known.days else (),
        y=tuple(piece.y for piece in pieces),
        first=tuple(piece.first for piece in pieces),
        past=tuple(piece.past for piece in pieces) if known.past_names else (),
        future=tuple(piece.future for piece in pieces) if known.future_names else (),
        static={
            name: (*values, *(newer.static[name][number] for number in fresh))
            for name, values in known.static.items()
        },
        notes=newer.notes,
    )


def _check_grid(known: SeriesSet, newer: SeriesSet, name: str, number: int, other: int) -> None:
    first = newer.first[other]
    frequency = known.frequency_of(number)
    _, on_grid = frequency.rows_of(known.first[number], as_array(first))
    if not on_grid.all():
        raise ArgumentError(
            f"new rows must lie on the grid of the known ones ({frequency}, from "
            f"{known.first[number]}), got {first} for {name!r}. Bring the table to the step of the fit."
        )


def _laid(parts: Sequence[Array], starts: Sequence[int]) -> Array:
    """All rows `(N, C)`; NaN where none is known."""
    rows = max(start + len(part_NC) for part_NC, start in zip(parts, starts, strict=True))
    laid_NC = np.full((rows, parts[0].shape[1]), np.nan, parts[0].dtype)
    for part_NC, start in zip(parts, starts, strict=True):
        at = laid_NC[start : start + len(part_NC)]
        at[...] = np.where(np.isnan(part_NC), at, part_NC)
    return laid_NC


def _row(frequency: Frequency, begin: Stamp, first: Stamp) -> int:
    return int(frequency.rows_of(begin, as_array(first))[0][0])


def as_array(stamp: Stamp) -> Array:
    """A stamp alone in an array, as `Frequency.rows_of` takes them."""
    return np.array([stamp]).astype("M8[us]") if isinstance(stamp, np.datetime64) else np.array([stamp])
