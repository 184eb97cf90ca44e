"""Series packed end to end, so that any step of any of them is a lookup."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array
from elman.data.filling import fill
from elman.framing.covariates import encode_rows, encode_static
from elman.framing.framing import Framing
from elman.framing.scales import running_deviation
from elman.series.calendar import Frequency, calendar_features, calendar_names
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PackedSeries:
    """What a framing looks up, one flat array each: R rows of all series, with padding around each series.

    Before a series stand as many rows of its first known value as a step may look back on. After it stand
    as many unknown rows as a step may ask for.
    """

    framing: Framing
    """How steps look at the series."""
    filled_R: Array
    """Values without gaps, float64."""
    known_R: Array
    """Which of them are known."""
    running_R: Array
    """Standard deviation of the known values before each row."""
    calendar_RF: Array
    """Place in the cycles of the calendar."""
    past_RF: Array
    """Covariates known up to now, scaled."""
    future_RF: Array
    """Covariates known ahead, scaled."""
    static_IF: Array
    """What never changes, scaled."""
    start_I: Array
    """Where row 0 of each series is."""
    first_I: Array
    """The first known row of each series; -1 if there is none."""
    length_I: Array
    """Rows of each series."""
    place_I: Array
    """The number of row 0 of each series among the steps of the calendar, for its place in a season."""

    @property
    def num_series(self) -> int:
        """How many series, I."""
        return len(self.start_I)


def pack_series(framing: Framing, series: SeriesSet) -> PackedSeries:
    """Packs the series as this framing needs them.

    Raises:
        ArgumentError: a covariate of the framing is missing.
    """
    parts = [_pack_one(framing, series, number) for number in range(len(series))]
    flat = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    rows = np.array([len(part["filled_R"]) for part in parts], np.int64)
    return PackedSeries(
        framing=framing,
        **flat,
        static_IF=encode_static(framing.covariates.static, series),
        start_I=np.cumsum(rows) - rows + framing.rows_before,
        length_I=series.lengths,
        place_I=np.array([series.frequency.number_of(first) for first in series.first], np.int64),
    )


def _pack_one(framing: Framing, series: SeriesSet, number: int) -> dict[str, Array]:
    """The arrays of one series with its padding, by their names in `PackedSeries`."""
    y_N, before, after = series.y[number], framing.rows_before, framing.rows_after
    filled_N, known_N, first = fill(y_N, framing.season)
    covariates = framing.covariates
    past_NF = future_NF = np.zeros((len(y_N), 0), np.float32)
    if covariates.past:
        rows_NC = _rows_of(series.past, number)
        past_NF = encode_rows(covariates.past, series.past_names, rows_NC, series.categories)
    if covariates.future:
        rows_NC = _rows_of(series.future, number)
        future_NF = encode_rows(covariates.future, series.future_names, rows_NC, series.categories)
    return {
        "filled_R": _edged(filled_N, before, after),
        "known_R": _edged(known_N, before, after, outside=False),
        "running_R": _edged(running_deviation(y_N, known_N, first), before, after - 1),
        "calendar_RF": _calendar(framing, series, number),
        "past_RF": _edged(past_NF, before, after),
        "future_RF": _fit_rows(future_NF, len(y_N) + after, before),
        "first_I": np.array([first], np.int64),
    }


def _rows_of(parts: tuple[Array, ...], number: int) -> Array:
    return parts[number] if parts else np.zeros((0, 0), np.float32)


def _fit_rows(future_NF: Array, rows: int, before: int) -> Array:
    """What is known ahead, as many rows as wanted: cut, or its last row repeated."""
    cut_NF = future_NF[:rows]
    return _edged(cut_NF, before, rows - len(cut_NF))


def _edged(values_NX: Array, before: int, after: int, *, outside: object = None) -> Array:
    """Rows in front and behind, of the first and the last value, or of another.

    It is what `numpy.pad` gives, which takes ten times as long for a short series.
    """
    padded = np.empty((before + len(values_NX) + after, *values_NX.shape[1:]), values_NX.dtype)
    padded[:before] = values_NX[0] if outside is None else outside
    padded[before : before + len(values_NX)] = values_NX
    padded[before + len(values_NX) :] = values_NX[-1] if outside is None else outside
    return padded


def _calendar(framing: Framing, series: SeriesSet, number: int) -> Array:
    before = framing.rows_before
    rows = before + len(series.y[number]) + framing.rows_after
    if not framing.cycles:
        return np.zeros((rows, 0), np.float32)
    return place_in_cycles(framing, series.frequency, series.stamps(number, -before, rows))


def place_in_cycles(framing: Framing, frequency: Frequency, stamp_R: Array) -> Array:
    """Sine and cosine `(R, F)` of each stamp's place in the framing's cycles of the calendar."""
    names = calendar_names(frequency)
    places = [names.index(f"{wave} of {cycle}") for cycle in framing.cycles for wave in ("sine", "cosine")]
    return np.asarray(calendar_features(frequency, stamp_R)[:, places])


def branch(packed: PackedSeries, series_M: Array, end_M: Array) -> PackedSeries:
    """A short series of its own for every origin, whose future can be written into.

    Row 0 of a branch is the first row that is not known; the known rows before it are as many as a step
    looks back on.

    Args:
        packed: to cut from.
        series_M: the series of each origin.
        end_M: rows of the series that are known, the origin included.
    """
    before, after = packed.framing.rows_before, packed.framing.rows_after
    at_MR = (packed.start_I[series_M] + end_M)[:, None] + np.arange(-before, after)
    known_MR = packed.known_R[at_MR]
    known_MR[:, before:] = False
    running_MR = packed.running_R[at_MR]
    running_MR[:, before:] = running_MR[:, before : before + 1]
    return replace(
        packed,
        filled_R=_held(packed.filled_R[at_MR], before),
        known_R=known_MR.reshape(-1),
        running_R=running_MR.reshape(-1),
        calendar_RF=packed.calendar_RF[at_MR.reshape(-1)],
        past_RF=_held(packed.past_RF[at_MR], before),
        future_RF=packed.future_RF[at_MR.reshape(-1)],
        static_IF=packed.static_IF[series_M],
        start_I=np.arange(len(series_M)) * (before + after) + before,
        first_I=packed.first_I[series_M] - end_M,
        length_I=np.zeros(len(series_M), np.int64),
    )


def _held(values_MRX: Array, before: int) -> Array:
    """The rows of all branches, one after the other; the last known row stands for the rows to come."""
    values_MRX[:, before:] = values_MRX[:, before - 1 : before]
    rows = values_MRX.shape[0] * values_MRX.shape[1]
    return np.asarray(values_MRX.reshape(rows, *values_MRX.shape[2:]))
