"""What happens to rows that are out of order, repeated, or separated by gaps."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.options import ReadOptions
from elman.readers.resampling import (
    GAP,
    draw,
    grid_places,
    held_rows,
    hold,
    median_step,
    parse_step,
)
from elman.shown import counted
from elman.tables.times.rows import TimedRows

RARE = 0.01
"""Share of rows up to which rows that are there twice are an accident; above, the clock is coarser than the
rows."""
_SAME_RATE = (0.75, 1.34)
"""Within these factors, the step and the median step are the same rate: rows are moved, not held."""
_HOUR = 3_600_000_000


def mend(rows: TimedRows, options: ReadOptions, *, strict: bool) -> tuple[TimedRows, list[str]]:
    """Sorts, joins, splits or resamples rows by their times, as far as the options allow it.

    Args:
        rows: the rows with their times.
        options: the options of reading, which say what may be mended.
        strict: whether each time may occur only once in a sequence.

    Returns:
        The rows, and notes on what was done.

    Raises:
        DataError: the rows need mending that the options do not allow.
    """
    notes: list[str] = []
    for step in (_in_order, _once):
        rows, said = step(rows, options, strict)
        notes += said
    if options.step is not None:
        rows, said = _resampled(rows, options)
        return rows, notes + said
    if options.split_gaps:
        rows, said = _split(rows)
        return rows, notes + said
    return rows, notes + ([] if strict else _gap_notes(rows))


def _in_order(rows: TimedRows, options: ReadOptions, strict: bool) -> tuple[TimedRows, list[str]]:
    assert rows.stamps is not None
    assert rows.place is not None
    backward = np.flatnonzero((rows.steps < 0) & rows.within)
    if not backward.size:
        return rows, []
    order_N = np.lexsort((rows.stamps.ticks, rows.sequence))
    ordered = rows.take(order_N, rows.lengths)
    if options.sort:
        return ordered, [
            f"{_rows_were(backward.size, rows.place.table)} earlier ({rows.place.column!r}) than the row "
            "before; the rows were sorted by time."
        ]
    if _only_repeats(rows, backward) and options.duplicates is not None:
        return ordered, []
    raise _not_ascending(rows, backward)


def _rows_were(count: int, table: str) -> str:
    return f"{counted(count, 'row')} of {table} {'was' if count == 1 else 'were'}"


def _rows_have(count: int, table: str) -> str:
    return f"{counted(count, 'row')} of {table} {'has' if count == 1 else 'have'}"


def _only_repeats(rows: TimedRows, backward: Array) -> bool:
    """Tells whether every step back leads to a time that is there already, as when a clock is put back."""
    assert rows.stamps is not None
    tick_N = rows.stamps.ticks
    starts = np.cumsum([0, *rows.lengths])
    for at in backward.tolist():
        begin = int(starts[np.searchsorted(starts, at, side="right") - 1])
        earlier_N = tick_N[max(begin, at - 5000) : at + 1]
        if tick_N[at + 1] not in earlier_N:
            return False
    return True


def _is_clock_change(rows: TimedRows, backward: Array) -> bool:
    """Tells whether a clock was put back: by an hour, at night, in autumn."""
    assert rows.stamps is not None
    if rows.stamps.time_N.dtype.kind != "M":
        return False
    tick_N = rows.stamps.ticks
    back_N = tick_N[backward] - tick_N[backward + 1]
    hour_N = tick_N[backward + 1] % (24 * _HOUR) // _HOUR
    month_N = rows.stamps.time_N[backward + 1].astype("M8[M]").astype(np.int64) % 12 + 1
    return bool((back_N < _HOUR).all() and (hour_N <= 3).all() and np.isin(month_N, (3, 4, 9, 10, 11)).all())


def _not_ascending(rows: TimedRows, backward: Array) -> DataError:
    assert rows.stamps is not None
    assert rows.place is not None
    at = int(backward[0]) + 1
    tick_N, unit = rows.stamps.ticks, rows.stamps.unit
    since_N = (tick_N - tick_N[0]) / 1e6 if unit else tick_N
    if _is_clock_change(rows, backward) and _only_repeats(rows, backward):
        advice = (
            "It is the hour that daylight saving repeats: give the times in UTC or with their offset, or "
            "join the two "
            "hours with --duplicates mean."
        )
    elif _begins_again(rows, at):
        advice = (
            "A clock begins again at midnight: give the day as well, as in --time date,clock, or name the id "
            "column if every day is a sequence."
        )
    else:
        advice = "Sort the table by time (--sort), or name the id column if it holds several sequences."
    return DataError(
        f"time column {rows.place.column!r} must ascend, got {since_N[at]:.10g}{unit} after "
        f"{since_N[at - 1]:.10g}{unit} in {rows.place.row(int(rows.row_N[at]))}; "
        f"{counted(backward.size, 'step')} back in all. {advice}"
    )


def _begins_again(rows: TimedRows, at: int) -> bool:
    """Whether times of the day pass midnight."""
    assert rows.stamps is not None
    if rows.stamps.time_N.dtype.kind != "m":
        return False
    day = 86_400_000_000
    tick_N = rows.stamps.ticks
    return bool(tick_N.min() >= 0 and tick_N.max() < day and tick_N[at - 1] - tick_N[at] > day // 2)


def _once(rows: TimedRows, options: ReadOptions, strict: bool) -> tuple[TimedRows, list[str]]:
    assert rows.place is not None
    notes: list[str] = []
    same_N = (rows.steps == 0) & rows.within
    if not same_N.any():
        return rows, notes
    if strict or same_N.sum() <= max(1, RARE * len(same_N)):
        equal_N = np.concatenate([[False], same_N & _equal_to_next(rows)])
        if equal_N.any():
            rows = rows.take(np.flatnonzero(~equal_N))
            notes.append(
                f"{_rows_were(int(equal_N.sum()), rows.place.table if rows.place else '')} there twice, "
                "the same in every column that is read; one of each was kept."
            )
            same_N = (rows.steps == 0) & rows.within
    count = int(same_N.sum())
    if not count:
        return rows, notes
    assert rows.place is not None
    if options.duplicates is not None:
        merged = _merged(rows, same_N, options.duplicates)
        what = {"mean": "their mean", "first": "the first", "last": "the last"}[options.duplicates]
        return merged, [
            *notes,
            f"{_rows_have(count, rows.place.table)} the time of the row before; {what} was kept.",
        ]
    if strict:
        raise _twice(rows, same_N)
    notes.append(
        f"{_rows_have(count, rows.place.table)} the same time ({rows.place.column!r}) as the row before. "
        "All were kept, in the order of the file; --duplicates mean, first or last joins them."
    )
    return rows, notes


def _equal_to_next(rows: TimedRows) -> Array:
    """Tells whether each row and the next have the same cells."""
    equal_N = np.ones(len(rows.row_N) - 1, bool)
    for values_N in rows.columns.values():
        before_N, after_N = values_N[:-1], values_N[1:]
        same_N = np.array(before_N == after_N, bool)
        if values_N.dtype.kind == "f":
            same_N |= np.isnan(before_N) & np.isnan(after_N)
        equal_N &= same_N
    return equal_N


def _merged(rows: TimedRows, same_N: Array, how: str) -> TimedRows:
    first_N = np.concatenate([[True], ~same_N])
    starts = np.flatnonzero(first_N)
    if how == "first":
        return rows.take(starts)
    last = np.append(starts[1:], len(first_N)) - 1
    if how == "last":
        return rows.take(last)
    kept = rows.take(starts)
    columns = {
        name: _means(values_N, starts) if values_N.dtype.kind == "f" else values_N[starts]
        for name, values_N in rows.columns.items()
    }
    return replace(kept, columns=columns)


def _means(values_N: Array, starts: Array) -> Array:
    """Returns the mean of the known values of each run of rows."""
    known_N = ~np.isnan(values_N)
    count = np.add.reduceat(known_N.astype(np.float64), starts)
    total = np.add.reduceat(np.where(known_N, values_N, 0.0), starts)
    means_N: Array = np.divide(total, count, out=np.full(len(starts), np.nan), where=count > 0)
    return means_N


def _twice(rows: TimedRows, same_N: Array) -> DataError:
    assert rows.stamps is not None
    assert rows.place is not None
    at = int(np.argmax(same_N)) + 1
    return DataError(
        f"time column {rows.place.column!r} must have each time once in a series, got "
        f"{rows.stamps.time_N[at]} again in "
        f"{rows.place.row(int(rows.row_N[at]))}; {int(same_N.sum())} such in all. Join them with "
        "--duplicates mean, first "
        "or last, leave one of the rows out, name the id column if the table holds several series, or, if it "
        "is the "
        "hour that daylight saving repeats, give the times in UTC or with their offset."
    )


def _gaps(rows: TimedRows) -> tuple[Array, float]:
    """Returns the rows before a gap, and the median step."""
    forward_N = (rows.steps > 0) & rows.within
    median = float(np.median(rows.steps[forward_N])) if forward_N.any() else 0.0
    return np.flatnonzero(forward_N & (rows.steps > GAP * median)), median


def _gap_notes(rows: TimedRows) -> list[str]:
    assert rows.stamps is not None
    assert rows.place is not None
    gaps, median = _gaps(rows)
    if not gaps.size:
        return []
    scale, unit = (1e6, " s") if rows.stamps.unit else (1.0, "")
    largest = int(gaps[np.argmax(rows.steps[gaps])])
    return [
        f"{counted(gaps.size, 'gap')} in time ({rows.place.column!r}) in {rows.place.table}: "
        f"steps longer than {GAP} times "
        f"the median step {median / scale:.4g}{unit}; the longest, {rows.steps[largest] / scale:.4g}{unit}, "
        "follows row "
        f"{rows.place.first_row + int(rows.row_N[largest])}. "
        "Nothing was filled in: the rows are used as if they were evenly spaced. --split-gaps begins a new "
        "sequence "
        "after each."
    ]


def _split(rows: TimedRows) -> tuple[TimedRows, list[str]]:
    assert rows.place is not None
    gaps, _ = _gaps(rows)
    if not gaps.size:
        return rows, []
    ends = np.unique(np.concatenate([np.cumsum(rows.lengths), gaps + 1]))
    lengths = np.diff(ends, prepend=0)
    owner = np.searchsorted(np.cumsum(rows.lengths), ends - 1, side="right")
    ids, seen = [], dict.fromkeys(range(len(rows.ids)), 0)
    for place in owner.tolist():
        seen[place] += 1
        ids.append(rows.ids[place] if seen[place] == 1 else f"{rows.ids[place]} part {seen[place]}")
    note = (
        f"{counted(gaps.size, 'gap')} in time in {rows.place.table} begin a new sequence: "
        f"{counted(len(lengths), 'sequence')} in all."
    )
    return replace(rows, ids=tuple(ids), lengths=tuple(lengths.tolist())), [note]


def _resampled(rows: TimedRows, options: ReadOptions) -> tuple[TimedRows, list[str]]:
    assert rows.stamps is not None
    assert rows.place is not None
    of_numbers = not rows.stamps.unit
    step = parse_step(options.step or 0, of_numbers=of_numbers, name=rows.place.column)
    pieces, moved, farthest, empty = [], 0, 0.0, 0
    starts = np.cumsum([0, *rows.lengths])
    held = True
    for start, stop in pairwise(starts.tolist()):
        tick_N = rows.stamps.ticks[start:stop].astype(np.float64)
        median = median_step(tick_N) or step
        if _SAME_RATE[0] <= median / step <= _SAME_RATE[1]:
            held = False
            place_N = np.rint(tick_N / step).astype(np.int64)
            off_N = np.abs(tick_N - place_N * step)
            moved += int((off_N > 1e-6 * step).sum())
            farthest = max(farthest, float(off_N.max(initial=0.0)))
            at_N, grid = _nearest(place_N, off_N)
        else:
            grid = grid_places(float(tick_N[0]), float(tick_N[-1]), step)
            at_N = held_rows(tick_N, grid * step, GAP * max(step, median))
        empty += int((at_N < 0).sum())
        pieces.append((start, stop, grid, at_N, tick_N, median, held))
    made = _on_grids(rows, pieces, step, options)
    scale, unit = (1.0, "") if of_numbers else (1e6, " s")
    if held:
        fills = ", ".join(
            f"{name!r} {'held' if options.fill_of(name) == 'hold' else 'linear'}" for name in rows.columns
        )
        note = (
            f"{len(rows.row_N)} rows of {rows.place.table} were resampled to {len(made.row_N)} rows with the "
            f"step {options.step}: {fills}."
        )
    else:
        note = (
            f"{moved} rows of {rows.place.table} were moved onto the step {options.step}, by "
            f"{farthest / scale:.4g}{unit} at "
            f"most; {empty} rows of that step are not there, and missing."
        )
    return made, [note]


def _nearest(place_N: Array, off_N: Array) -> tuple[Array, Array]:
    """Returns the grid, and the nearest row of every grid row; -1 if there is none."""
    order_N = np.lexsort((off_N, place_N))
    places, first = np.unique(place_N[order_N], return_index=True)
    grid = np.arange(places[0], places[-1] + 1)
    at_N = np.full(len(grid), -1)
    at_N[places - places[0]] = order_N[first]
    return at_N, grid


def _on_grids(
    rows: TimedRows,
    pieces: list[tuple[int, int, Array, Array, Array, float, bool]],
    step: float,
    options: ReadOptions,
) -> TimedRows:
    assert rows.stamps is not None
    columns: dict[str, list[Array]] = {name: [] for name in rows.columns}
    for start, stop, grid, at_N, tick_N, median, held in pieces:
        for name, values_N in rows.columns.items():
            part_N = values_N[start:stop]
            linear = options.fill_of(name) == "linear" and part_N.dtype.kind == "f"
            reach = GAP * max(step, median)
            if linear:
                columns[name].append(draw(part_N, tick_N, grid * step, reach))
            elif held:
                columns[name].append(hold(part_N, tick_N, grid * step, reach))
            else:
                moved_N = part_N[np.maximum(at_N, 0)].copy()
                moved_N[at_N < 0] = "" if part_N.dtype == object else np.nan
                columns[name].append(moved_N)
    ticks = np.concatenate([grid * step for _, _, grid, *_ in pieces])
    time_N = rows.stamps.time_N
    times = ticks if time_N.dtype.kind not in "Mm" else np.rint(ticks).astype(np.int64).view(time_N.dtype)
    if time_N.dtype.kind == "i" and (times == np.rint(times)).all():
        times = times.astype(np.int64)
    source_N = [rows.row_N[np.maximum(at_N, 0) + start] for start, _, _, at_N, *_ in pieces]
    return replace(
        rows,
        lengths=tuple(len(grid) for _, _, grid, *_ in pieces),
        row_N=np.concatenate(source_N),
        columns={name: np.concatenate(parts) for name, parts in columns.items()},
        stamps=replace(rows.stamps, time_N=times),
    )
