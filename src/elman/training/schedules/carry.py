"""Lanes that walk the sequences and hand their state on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from elman.arrays import Array
from elman.data import Examples, Window
from elman.training.schedules.gather import gather, starts_of
from elman.training.schedules.schedule import WindowSchedule, WindowSource, check_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Carry(WindowSchedule):
    """Every sequence is cut into lanes; a batch of lanes is walked side by side, window by window.

    Lanes that start together are a round. A round's first window starts from zeros and has `burn_in`
    more rows, which belong to the lane before (or to the start of the sequence) and have weight 0. The
    windows after it carry the state. In each epoch the lanes are grouped anew, the rounds come in
    another order, and every lane starts somewhat later, so that windows do not always end at the same
    rows; what it leaves out, at most a window and a half, other epochs have. No row is scored twice
    in an epoch.

    With `starts`, the first lane of a sequence begins at its first row, and is scored from there on.
    """

    @property
    def rows_per_step(self) -> int:
        """The scored rows: only the first window of a round has a burn-in."""
        return self.window

    def windows(self, examples: Examples) -> WindowSource:
        """The windows over these examples."""
        check_rows(examples)
        return _CarriedWindows(self, examples)


@dataclass(frozen=True, slots=True)
class _Round:
    """Lanes side by side, and the number of windows that the longest of them needs."""

    first_B: Array
    scored_B: Array
    end_B: Array
    num_windows: int


class _CarriedWindows(WindowSource):
    def __init__(self, options: Carry, examples: Examples) -> None:
        self._options = options
        self._examples = examples
        self._first, self._scored, self._end = _cut_lanes(options, examples)
        rows = self._end - self._scored
        self._num_windows = np.maximum((rows - options.window // 2) // options.window, 1)
        sizes = -np.sort(-self._num_windows)
        num_rounds = -(-len(sizes) // options.batch_size)
        self._borders = np.linspace(0, len(sizes), num_rounds + 1).round().astype(np.int64)
        self._windows_per_epoch = int(sum(sizes[border] for border in self._borders[:-1]))
        self._epoch = -1
        self._rounds: list[_Round] = []
        self._round_starts = np.zeros(0, np.int64)

    @property
    def windows_per_epoch(self) -> int:
        """Windows of all rounds."""
        return self._windows_per_epoch

    def __call__(self, step: int) -> Window:
        """The window of this step."""
        epoch, place = divmod(step, self._windows_per_epoch)
        if epoch != self._epoch:
            self._plan(epoch)
        number = int(np.searchsorted(self._round_starts, place, side="right")) - 1
        return self._window(self._rounds[number], place - int(self._round_starts[number]))

    def _plan(self, epoch: int) -> None:
        """Groups the lanes of one epoch: by length, so that little is padded, otherwise at random."""
        random = self._options.random(epoch)
        lanes = random.permutation(len(self._first))
        lanes = lanes[np.argsort(-self._num_windows[lanes], kind="stable")]
        rounds = [self._round(lanes[start:end], random) for start, end in pairwise(self._borders)]
        self._rounds = [rounds[k] for k in random.permutation(len(rounds))]
        ends = np.cumsum([part.num_windows for part in self._rounds])
        self._round_starts = np.concatenate([[0], ends[:-1]])
        self._epoch = epoch

    def _round(self, lanes: Array, random: np.random.Generator) -> _Round:
        first, scored, end = self._first[lanes], self._scored[lanes], self._end[lanes]
        slack = end - scored - self._num_windows[lanes] * self._options.window
        shift = random.integers(0, np.maximum(slack, 0) + 1)
        if self._options.starts:
            shift[first == scored] = 0
        return _Round(first + shift, scored + shift, end, int(self._num_windows[lanes[0]]))

    def _window(self, part: _Round, number: int) -> Window:
        """Window `number` of a round; the first holds the burn-in as well."""
        window, burn_in = self._options.window, int((part.scored_B - part.first_B).max())
        skipped = burn_in + number * window if number else 0
        num_steps = window if number else burn_in + window
        return gather(
            self._examples,
            part.first_B + skipped,
            part.scored_B,
            part.end_B,
            num_steps,
            carries_state=number > 0,
        )


def _cut_lanes(options: Carry, examples: Examples) -> tuple[Array, Array, Array]:
    """First row, first scored row and end of every lane, so long that one batch of them is all rows.

    A lane is at least four times its burn-in: shorter ones would mostly warm up.
    """
    length = max(-(-examples.num_rows // options.batch_size), 4 * options.burn_in, options.window)
    lanes: list[tuple[int, int, int]] = []
    for start, rows in zip(starts_of(examples), examples.lengths, strict=True):
        burn_in = min(options.burn_in, rows // 2)
        begin = 0 if options.starts else burn_in
        cuts = np.linspace(begin, rows, max(1, round((rows - begin) / length)) + 1).round().astype(int)
        lanes += [
            (int(start + max(a - burn_in, 0)), int(start + a), int(start + b))
            for a, b in pairwise(cuts)
            if b > a
        ]
    first, scored_from, end = np.array(lanes, np.int64).reshape(-1, 3).T
    return first, scored_from, end
