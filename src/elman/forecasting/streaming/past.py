"""The past of a series as a framing needs it: a buffer of bounded size that takes one row at a time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from elman.arrays import Array
from elman.errors import StateError
from elman.forecasting.streaming.beside import Beside
from elman.framing import Framing, PackedSeries
from elman.framing.framing import ROBUST
from elman.framing.packed import place_in_cycles
from elman.framing.scales import deviation_of
from elman.framing.variability import choose_change, mean_change, robust_change, rows_of, scale_floor
from elman.series.calendar import Frequency, Stamp
from elman.storage.fields import MOST_WHOLE

_ROWS, _FIRST = 0, 1
_COUNT, _SUM, _SQUARE, _ORIGIN, _LAST = range(5)
_ONE = np.ones(1, np.int64)


class Past:
    """The last rows of one series, and sums over all rows: what `pack_series` would compute at its end.

    Every number is computed by the same operations in the same order as for the whole series, so that a
    stream and a forecast of the same rows agree to the bit.

    Attributes:
        counts: rows so far, and the first known one (-1: none).
        filled_R: the last values without gaps, float64.
        known_R: which of them are known.
        place_S: the last known value in each place of the season; NaN where there is none.
        sums: of the known values: how many, their sum and their squares' less the first one, the first one,
            and the last one.
        change_2R: running sums of the changes from row to row, and from season to season, of the rows whose
            changes count.
        recent_2R: the changes themselves, infinite where there were none yet; for a robust framing alone.
        first_stamp: of row 0: microseconds, or a number.
    """

    _ARRAYS = ("counts", "filled_R", "known_R", "place_S", "sums", "change_2R", "first_stamp")

    def __init__(
        self, framing: Framing, frequency: Frequency, first_stamp: Stamp, beside: Beside | None = None
    ) -> None:
        """Makes an empty past.

        Args:
            framing: what a step sees of the series.
            frequency: the step of the series.
            first_stamp: the stamp of row 0.
            beside: the covariates; None: no covariates.
        """
        self.beside = beside
        self._framing = framing
        self._frequency = frequency
        rows = max(framing.rows_before, framing.season)
        self.counts = np.array([0, -1], np.int64)
        self.filled_R = np.zeros(rows)
        self.known_R = np.zeros(rows, bool)
        self.place_S = np.full(framing.season, np.nan)
        self.sums = np.zeros(5)
        self.change_2R = np.zeros((2, rows_of(framing) + 1))
        self.recent_2R = np.full((2, rows_of(framing)), np.inf)
        self._is_robust = framing.change == ROBUST
        self.begin(first_stamp, frequency)

    def begin(self, first: Stamp, frequency: Frequency) -> None:
        """Tells the stamp of row 0, and the step of the series with its own day of the month."""
        self._frequency = frequency
        self.first_stamp = (
            np.array([first]).astype("M8[us]").astype(np.int64)
            if isinstance(first, np.datetime64)
            else np.array([first], np.float64)
        )

    @property
    def frequency(self) -> Frequency:
        """The step of the series."""
        return self._frequency

    @property
    def rows(self) -> int:
        """The number of rows so far."""
        return int(self.counts[_ROWS])

    @property
    def rows_known(self) -> int:
        """The number of rows from the first known one on; 0 before it."""
        first = int(self.counts[_FIRST])
        return 0 if first < 0 else self.rows - first

    def stamps(self, count: int) -> Array:
        """Returns the stamps of the next rows."""
        return self._frequency.stamps(self.first, count, start=self.rows)

    @property
    def first(self) -> Stamp:
        """The stamp of the first row."""
        if self._frequency.unit != "number":
            return self.first_stamp.astype("M8[us]")[0]  # type: ignore[no-any-return]
        first = float(self.first_stamp[0])
        return int(first) if first == int(first) else first

    def take(self, value: float, past_C: Array | None = None) -> None:
        """Takes one row; NaN is a missing value, and past columns of None are missing too."""
        known = bool(np.isfinite(value))
        place = self.rows % self._framing.season
        number = np.float64(value)
        if known and self.counts[_FIRST] < 0:
            self.counts[_FIRST] = self.rows
            self.filled_R[:] = number
            self.sums[_ORIGIN] = number
        if known:
            self.place_S[place] = self.sums[_LAST] = number
            centred = number - self.sums[_ORIGIN]
            self.sums[:3] += (1.0, centred, centred * centred)
        seasonal = self.place_S[place]
        filled = seasonal if np.isfinite(seasonal) else self.sums[_LAST]
        self.counts[_ROWS] += 1
        if self.counts[_FIRST] >= 0:
            self._push(filled, known)
            if self.beside is not None:
                self.beside.take(past_C, self.rows - 1, begins=self.rows_known == 1)

    def _push(self, filled: np.float64, known: bool) -> None:
        done = self.rows_known - 1  # before this one
        self.change_2R[:, :-1] = self.change_2R[:, 1:]
        for number, lag in enumerate((1, self._framing.season)):
            change = abs(filled - self.filled_R[-lag]) if done >= lag else np.inf
            self.change_2R[number, -1] += change if done >= lag else 0.0
            if self._is_robust:
                self.recent_2R[number, :-1] = self.recent_2R[number, 1:]
                self.recent_2R[number, -1] = change
        self.filled_R[:-1] = self.filled_R[1:]
        self.known_R[:-1] = self.known_R[1:]
        self.filled_R[-1], self.known_R[-1] = filled, known

    def packed(self) -> PackedSeries:
        """Returns the past as a framing reads it; the row after the newest one has the number 0."""
        framing = self._framing
        before, after = len(self.filled_R), framing.rows_after
        rows = before + after
        running = deviation_of(*(self.sums[number : number + 1] for number in (_COUNT, _SUM, _SQUARE)))
        none_RF = np.zeros((rows, 0), np.float32)
        beside = (
            {"past_RF": none_RF, "future_RF": none_RF, "static_IF": np.zeros((1, 0), np.float32)}
            if self.beside is None
            else self.beside.laid_out(before, self.rows)
        )
        return PackedSeries(
            framing=framing,
            filled_R=np.pad(self.filled_R, (0, after), mode="edge"),
            known_R=np.pad(self.known_R, (0, after)),
            running_R=np.repeat(running, rows),
            calendar_RF=self._calendar(before, after),
            **beside,
            start_I=before * _ONE,
            first_I=-self.rows_known * _ONE,
            length_I=0 * _ONE,
            place_I=(self._frequency.number_of(self.first) + self.rows) * _ONE,
        )

    def unit(self, scale_M: Array) -> Array:
        """Returns the unit of errors at the newest row, `(1,)`: the recent variability."""
        end_M = self.rows_known * _ONE
        rows = rows_of(self._framing)
        lags = (1, self._framing.season)
        if self._is_robust:
            changes = [
                robust_change(recent_R[None], sum_R[-1:], end_M, lag)
                for recent_R, sum_R, lag in zip(self.recent_2R, self.change_2R, lags, strict=True)
            ]
        else:
            changes = [
                mean_change(sum_R[-1:], sum_R[:1], end_M, lag, rows)
                for sum_R, lag in zip(self.change_2R, lags, strict=True)
            ]
        change_M = choose_change(self._framing, end_M, changes[0], changes[1])
        return np.asarray(np.maximum(change_M, scale_floor(scale_M)))

    def arrays(self) -> dict[str, Array]:
        """Returns a copy of its arrays."""
        arrays = {name: getattr(self, name).copy() for name in self._ARRAYS}
        if self._is_robust:
            # A file holds finite numbers alone, and a change is never negative.
            arrays["recent_2R"] = np.where(np.isfinite(self.recent_2R), self.recent_2R, -1.0)
        return arrays | ({} if self.beside is None else self.beside.arrays())

    def restore(self, arrays: Mapping[str, Array]) -> None:
        """Takes over the arrays that `arrays` returned.

        Raises:
            StateError: the counts of rows are impossible.
        """
        rows, first = (int(count) for count in arrays["counts"])
        if not (-1 <= first < max(rows, 1) and 0 <= rows <= MOST_WHOLE):
            raise StateError(
                f"state must count its rows and the first known one, got {rows} and {first}. It is damaged."
            )
        for name in self._ARRAYS:
            setattr(self, name, arrays[name].copy())
        if self._is_robust:
            self.recent_2R = np.where(arrays["recent_2R"] >= 0.0, arrays["recent_2R"], np.inf)
        if self.beside is not None:
            self.beside.restore(arrays)

    def _calendar(self, before: int, after: int) -> Array:
        """Returns the places in the calendar of the rows ahead; earlier places are no longer needed."""
        if not self._framing.cycles:
            return np.zeros((before + after, 0), np.float32)
        ahead_RF = place_in_cycles(self._framing, self._frequency, self.stamps(after))
        return np.concatenate([np.zeros((before, ahead_RF.shape[1]), ahead_RF.dtype), ahead_RF])
