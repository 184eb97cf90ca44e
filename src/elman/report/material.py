"""What a model's report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from elman.arrays import Array
from elman.data import Sequences
from elman.model import Evaluation, Model

MOST_TARGETS = 4
"""Drawn; the tables have all."""
_MOST_PAIRS = 12
"""Of an input and a target, drawn."""
_POINTS_IN_ALL = 8_000


@dataclass(frozen=True, kw_only=True)
class Material:
    """An evaluation, with the rows that were evaluated."""

    model: Model
    """The model."""
    sequences: Sequences
    """Inputs and targets, in units."""
    evaluation: Evaluation
    """With diagnostics."""

    @cached_property
    def scored_N(self) -> Array:  # noqa: N802
        """Which rows count."""
        rows = [np.arange(length) >= self.evaluation.skip for length in self.sequences.lengths]
        return np.concatenate(rows)

    def truth(self, target: str) -> Array:
        """Of one target, all rows."""
        return self.evaluation.truth_NO[:, self.model.targets.index(target)]

    def prediction(self, target: str) -> Array:
        """Of one target, all rows."""
        return self.evaluation.prediction.values_NO[:, self.model.targets.index(target)]

    def error(self, target: str) -> Array:
        """Truth less prediction; NaN where it does not count."""
        error_N = self.truth(target).astype(np.float64) - self.prediction(target)
        return np.where(self.scored_N, error_N, np.nan)

    @property
    def drawn_targets(self) -> tuple[str, ...]:
        """All, or of many those with the largest error beside their spread."""
        scores = self.evaluation.scores.network.targets
        ordered = sorted(self.model.targets, key=lambda name: -(scores[name]["nrmse"] or 0.0))
        chosen = set(ordered[:MOST_TARGETS])
        return tuple(name for name in self.model.targets if name in chosen)

    @property
    def most_inputs(self) -> int:
        """Drawn for each target."""
        return max(1, _MOST_PAIRS // (2 * len(self.drawn_targets)))

    @property
    def points(self) -> int:
        """Of a line over all rows, so that the file stays small."""
        return min(4000, _POINTS_IN_ALL // len(self.drawn_targets))

    def titled(self, text: str, target: str) -> str:
        """With the target's name, where there are several."""
        return f"{text}: {target}" if len(self.model.targets) > 1 else text
