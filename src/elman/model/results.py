"""What a model says of sequences, and how it was scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array
from elman.evaluation import Scores

if TYPE_CHECKING:
    from elman.evaluation.diagnostics import Diagnostics


@dataclass(frozen=True, kw_only=True, slots=True)
class Prediction:
    """What a model said of some sequences, in the targets' units; an array where one is asked for."""

    values_NO: Array
    """All rows of all sequences, float64."""
    names: tuple[str, ...]
    """Of the targets."""
    lengths: tuple[int, ...]
    """Rows of each sequence."""
    ids: tuple[str, ...]
    """What each sequence is called."""
    notes: tuple[str, ...] = ()
    """What reading and preparing found and did."""

    def columns(self) -> dict[str, Array]:
        """The prediction as a table: the sequence's id, the row within it, and the targets."""
        columns = {
            "sequence": np.repeat(np.array(self.ids, dtype=object), self.lengths),
            "row": np.concatenate([np.arange(length) for length in self.lengths]),
        }
        return columns | {name: self.values_NO[:, place] for place, name in enumerate(self.names)}

    def with_notes(self, notes: Sequence[str]) -> Prediction:
        """The same with further notes."""
        return replace(self, notes=(*self.notes, *notes))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """The values."""
        return np.array(self.values_NO, dtype=dtype, copy=copy)


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """Scores, and what was scored."""

    scores: Scores
    """Of the network and of the baselines, with the warnings."""
    truth_NO: Array
    """The targets in their units; NaN where missing."""
    prediction: Prediction
    """What the network said of them."""
    skip: int
    """Rows at the start of each sequence that were not scored."""
    diagnostics: Diagnostics | None = None
    """What is left in the errors, where they are, delays, answers to steps; None where nobody looked."""

    def describe(self) -> str:
        """The scores beside the baselines, and the diagnostics."""
        from elman.evaluation import describe_scores

        blocks = [describe_scores(self.scores)]
        if self.diagnostics is not None:
            from elman.evaluation.diagnostics import describe_diagnostics

            blocks.append(describe_diagnostics(self.diagnostics))
        return "\n\n".join(blocks)

    def to_json(self) -> dict[str, Any]:
        """What `elman evaluate --json` prints."""
        found = {} if self.diagnostics is None else {"diagnostics": self.diagnostics.to_json()}
        return self.scores.to_json() | found

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading and preparing found and did."""
        return self.prediction.notes
