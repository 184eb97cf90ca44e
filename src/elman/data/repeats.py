"""Rows of the validation part that stand in the training part as well: periodic excitation, repeated tests.

A score on such rows praises memory. They are found by sliding pieces of the validation part over the whole
table (by the Fourier transform, on one signal mixed of all inputs). Places that look alike are then compared
in all inputs and targets. A piece that rests says nothing and is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array
from elman.data.division import Division, Piece, tails

_BLOCK = 256
_SMALLEST_BLOCK = 32
_MOST_PROBES = 8
_MOST_LAGS = 64
_MOST_ROWS = 4_000_000
# Squared differences over the variance of the block: inputs are repeated by a machine, targets have noise.
_INPUTS_ALIKE, _TARGETS_ALIKE = 0.01, 0.3
_MOVES = 0.02
_COPIED = 0.8
_MOST_HIDDEN = 0.34


@dataclass(frozen=True, slots=True)
class _Signals:
    """The whole table with deviation 1 in every channel, missing values 0."""

    x_NF: Array
    y_NO: Array
    mixed_N: Array

    @classmethod
    def of(cls, x_NF: Array, y_NO: Array) -> _Signals:
        x_NF, y_NO = _standardised(x_NF), _standardised(y_NO)
        mix_F = np.random.Generator(np.random.Philox(0)).standard_normal(x_NF.shape[1])
        return cls(x_NF, y_NO, _standardised(np.outer(x_NF @ mix_F, 1.0))[:, 0])


def avoid_repeats(
    division: Division, x_NF: Array, y_NO: Array, lengths: Sequence[int], share: float
) -> Division:
    """The division, changed so that the validation part is new to the network.

    Training rows that stand in the validation part too keep their place, so that the state runs through
    them, and lose their targets. Where that would be much of the training part, as in a record of many
    periods, the validation part becomes the last `share` of the last period (of a single record), or the last
    part of each sequence.

    Args:
        division: as `divide` made it.
        x_NF: inputs of all sequences.
        y_NO: targets.
        lengths: rows of each sequence.
        share: how much validates.

    Returns:
        The division, with a note where something was found.
    """
    if len(x_NF) > _MOST_ROWS:
        return division
    signals = _Signals.of(x_NF, y_NO)
    copies = _find_copies(division, signals, lengths)
    if not copies:
        return division
    period = _period(division, signals, lengths)
    candidates = [division]
    if len(lengths) == 1:
        candidates += _last_of_period(lengths[0], period, share)
    elif any(follows is None for follows in division.follows):
        candidates += [tails(lengths, share)]
    for candidate in candidates:
        hidden = _find_copies(candidate, signals, lengths)
        if _rows_of(hidden) <= _MOST_HIDDEN * _rows_of(candidate.training):
            moved = "" if candidate is division else f", and {_rows_of(candidate.validation)} others validate"
            note = (
                "Rows of the validation part also stand in the training part, inputs and targets alike "
                f"(about every {period} rows). So that memory is not taken for skill, {_rows_of(hidden)} "
                f"such rows are not trained on{moved}."
            )
            return replace(candidate, hidden=hidden, notes=(note,))
    return replace(
        division,
        notes=(
            f"The data repeat themselves (about every {period} rows), so nearly every row that validates was "
            "trained on as well: the score shows memory rather than skill. Give other records, or "
            "--validation-data.",
        ),
    )


def _find_copies(division: Division, signals: _Signals, lengths: Sequence[int]) -> tuple[Piece, ...]:
    """Training rows that stand in the validation part."""
    first_S = np.cumsum([0, *lengths])
    trained_N = np.zeros(int(first_S[-1]), bool)
    for sequence, start, stop in division.training:
        trained_N[first_S[sequence] + start : first_S[sequence] + stop] = True
    copied_N = np.zeros_like(trained_N)
    probes_each = max(1, _MOST_PROBES // len(division.validation))
    for piece in division.validation[:: max(1, len(division.validation) // _MOST_PROBES)]:
        begin, end = (int(first_S[piece.sequence]) + row for row in (piece.start, piece.stop))
        for lag in _candidate_lags(signals, begin, end, trained_N, probes_each):
            for a, b in _copied_blocks(signals, begin, end, lag, trained_N):
                copied_N[a - lag : b - lag] = True
    copied_N &= trained_N
    runs = np.flatnonzero(np.diff(copied_N.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    return tuple(
        Piece(int(s), int(max(a, first_S[s]) - first_S[s]), int(min(b, first_S[s + 1]) - first_S[s]))
        for a, b in runs
        for s in range(np.searchsorted(first_S, a, "right") - 1, np.searchsorted(first_S, b, "left"))
    )


def _candidate_lags(
    signals: _Signals, begin: int, end: int, trained_N: Array | None, num_probes: int
) -> list[int]:
    """Lags at which some block of these rows looks like one of the training part (None: of all rows)."""
    block = _block(end - begin)
    if end - begin < block:
        return []
    lags: set[int] = set()
    for start in np.linspace(begin, end - block, num_probes).astype(int).tolist():
        probe_M = signals.mixed_N[start : start + block]
        if probe_M.var() < _MOVES:
            continue
        distance_N = _distances(signals.mixed_N, probe_M)
        alike_N = distance_N < _INPUTS_ALIKE * block * probe_M.var()
        if trained_N is not None:
            alike_N &= trained_N[: len(alike_N)]
        lags |= {start - place for place in _lowest(distance_N, alike_N, block // 8)}
    return sorted(lags, key=abs)[:_MOST_LAGS]


def _lowest(distance_N: Array, alike_N: Array, apart: int) -> list[int]:
    """The best place of every run of places that look alike."""
    places = np.flatnonzero(alike_N)
    groups = np.split(places, np.flatnonzero(np.diff(places) > apart) + 1) if len(places) else []
    return [int(group[np.argmin(distance_N[group])]) for group in groups]


def _distances(signal_N: Array, probe_M: Array) -> Array:
    """The sum of squared differences of the probe to every block of its length."""
    rows = len(probe_M)
    size = 1 << (len(signal_N) + rows - 1).bit_length()
    product = np.fft.rfft(signal_N, size) * np.fft.rfft(probe_M, size).conj()
    correlation_N = np.fft.irfft(product, size)[: len(signal_N) - rows + 1]
    total_N = np.concatenate([[0.0], np.cumsum(signal_N**2)])
    return np.asarray(total_N[rows:] - total_N[:-rows] - 2 * correlation_N + probe_M @ probe_M)


def _copied_blocks(
    signals: _Signals, begin: int, end: int, lag: int, trained_N: Array
) -> list[tuple[int, int]]:
    """Rows that stand `lag` rows before as well; none unless four fifths of the blocks that move do."""
    block, found, moving = _block(end - begin), [], 0
    for start in range(begin, end - block + 1, block):
        rows, before = slice(start, start + block), slice(start - lag, start - lag + block)
        if signals.mixed_N[rows].var() < _MOVES:
            continue
        moving += 1
        inside = before.start >= 0 and before.stop <= len(trained_N) and bool(trained_N[before].all())
        if inside and _is_alike(signals, rows, before):
            found.append((start, start + block))
    if not found or len(found) < _COPIED * moving:
        return []
    return [(found[0][0] if found[0][0] > begin + block else begin, min(end, found[-1][1] + block))]


def _is_alike(signals: _Signals, rows: slice, before: slice) -> bool:
    pairs = ((signals.x_NF, _INPUTS_ALIKE), (signals.y_NO, _TARGETS_ALIKE))
    return all(
        ((values[rows] - values[before]) ** 2).mean() <= share * max(values[rows].var(axis=0).mean(), _MOVES)
        for values, share in pairs
    )


def _last_of_period(rows: int, period: int, share: float) -> list[Division]:
    held = round(share * period)
    if held < _SMALLEST_BLOCK or held >= rows:
        return []
    return [Division(training=(Piece(0, 0, rows - held),), validation=(Piece(0, rows - held, rows),))]


def _period(division: Division, signals: _Signals, lengths: Sequence[int]) -> int:
    """The least number of rows after which a block that moves comes again; 0 if none does."""
    first_S, lags = np.cumsum([0, *lengths]).tolist(), []
    for sequence, start, stop in division.validation[:_MOST_PROBES]:
        begin, end = first_S[sequence] + start, first_S[sequence] + stop
        found = _candidate_lags(signals, begin, end, None, _MOST_PROBES)
        lags += [abs(lag) for lag in found if abs(lag) > _block(end - begin) // 8]
    return min(lags, default=0)


def _rows_of(pieces: Sequence[Piece]) -> int:
    return sum(piece.stop - piece.start for piece in pieces)


def _block(rows: int) -> int:
    return min(_BLOCK, max(_SMALLEST_BLOCK, rows // 4))


def _standardised(values_NC: Array) -> Array:
    values_NC = values_NC.astype(np.float64)
    known_NC = np.isfinite(values_NC)
    count_C = np.maximum(known_NC.sum(axis=0), 1)
    values_NC = np.where(known_NC, values_NC, 0.0)
    mean_C = values_NC.sum(axis=0) / count_C
    values_NC = np.where(known_NC, values_NC - mean_C, 0.0)
    deviation_C = np.sqrt((values_NC**2).sum(axis=0) / count_C)
    return np.asarray(values_NC / np.where(deviation_C > 0, deviation_C, 1.0))
