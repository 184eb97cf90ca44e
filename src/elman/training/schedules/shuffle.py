"""Random windows, each from a zero state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.data import Examples, Window
from elman.training.schedules.gather import gather, starts_of
from elman.training.schedules.schedule import WindowSchedule, WindowSource, check_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Shuffle(WindowSchedule):
    """Windows from random places; the first `burn_in` rows bring the state up and are not scored.

    A sequence is drawn as often as it has rows, and a sequence shorter than a window is taken whole;
    there at most half of its rows are burn-in.

    With `starts`, a window that begins where its sequence begins is scored from its first row on, and such
    windows are drawn as if the sequence had `burn_in` more rows before its first one.
    """

    @property
    def rows_per_step(self) -> int:
        """The burn-in and the scored rows."""
        return self.burn_in + self.window

    def windows(self, examples: Examples) -> WindowSource:
        """The windows over these examples."""
        check_rows(examples)
        return _ShuffledWindows(self, examples)


class _ShuffledWindows(WindowSource):
    def __init__(self, options: Shuffle, examples: Examples) -> None:
        self._options = options
        self._examples = examples
        self._lengths = np.asarray(examples.lengths, np.int64)
        self._starts = starts_of(examples)
        self._ends = self._starts + self._lengths
        self._num_steps = min(options.burn_in + options.window, int(self._lengths.max()))

    @property
    def windows_per_epoch(self) -> int:
        """As many windows as have the examples' number of scored rows."""
        scored = self._options.batch_size * min(self._options.window, self._num_steps)
        return max(1, self._examples.num_rows // scored)

    def __call__(self, step: int) -> Window:
        """The window of this step."""
        random = self._options.random(step)
        row_B = random.integers(0, self._examples.num_rows, self._options.batch_size)
        sequence_B = np.searchsorted(self._ends, row_B, side="right")
        room_B = np.maximum(self._lengths[sequence_B] - self._num_steps, 0)
        before = self._options.burn_in if self._options.starts else 0
        skipped_B = np.maximum(random.integers(-before, room_B + 1), 0)
        first_B = self._starts[sequence_B] + skipped_B
        end_B = np.minimum(self._ends[sequence_B], first_B + self._num_steps)
        burn_in_B = np.minimum(self._options.burn_in, (end_B - first_B) // 2)
        if self._options.starts:
            burn_in_B[skipped_B == 0] = 0
        scored_B = first_B + burn_in_B
        return gather(self._examples, first_B, scored_B, end_B, self._num_steps, carries_state=False)
