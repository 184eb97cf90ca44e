"""The one batch that a second-order method sees: the whole training part, cut into segments side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.data import Examples, Window
from elman.training.schedules.gather import gather, starts_of

_MOST_SIDE_BY_SIDE = 64
"""Segments in one call of the engine: enough for its kernels, and little memory."""
_MOST_ROWS = 250_000
"""Scored rows of all segments together: of a longer table every second (third, ...) segment, so that an
iteration takes no longer than some 5,000 training steps."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Segments:
    """How sequences are cut.

    Every row is scored once (of a long table an even part of them); the first `burn_in` rows of a sequence
    are scored only with `starts`. The rows before a segment bring its state up.
    """

    scored: int = 1024
    """Scored rows of a segment; the gradient reaches back to its start."""
    burn_in: int = 128
    """Rows before them."""
    lead: int | None = None
    """Rows before a segment that does not begin its sequence; None: as many as `burn_in`."""
    starts: bool = False
    """Whether the first rows of a sequence are scored, from a state of zeros: for sequences that start from
    rest. A record that was cut out of a longer one starts anywhere; its start-up would dominate the loss."""

    def windows(self, examples: Examples) -> list[Window]:
        """The segments of these examples, those of about the same length side by side."""
        first_B, scored_B, end_B = self._cut(examples)
        order = np.argsort(first_B - end_B, kind="stable")
        windows = []
        for start in range(0, len(order), _MOST_SIDE_BY_SIDE):
            lanes = order[start : start + _MOST_SIDE_BY_SIDE]
            steps = int((end_B - first_B)[lanes].max())
            windows.append(
                gather(examples, first_B[lanes], scored_B[lanes], end_B[lanes], steps, carries_state=False)
            )
        return windows

    def _cut(self, examples: Examples) -> tuple[Array, Array, Array]:
        """First row, first scored row and end of every segment."""
        cuts = []
        for start, rows in zip(starts_of(examples), examples.lengths, strict=True):
            count = max(1, round(rows / self.scored))
            begin = 0 if self.starts else min(self.burn_in, rows // 2)
            borders = np.linspace(begin, rows, count + 1).round().astype(np.int64)
            before = np.maximum(borders[:-1] - (self.burn_in if self.lead is None else self.lead), 0)
            cuts.append(start + np.stack([before, borders[:-1], borders[1:]]))
        every = max(1, round(examples.num_rows / _MOST_ROWS))
        first_B, scored_B, end_B = np.concatenate(cuts, axis=1)[:, ::every]
        return first_B, scored_B, end_B
