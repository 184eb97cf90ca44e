"""What a model says of sequences, and how it was scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array
from elman.evaluation import Scores
from elman.shown import About, Drawn, Tabular, counted, first_rows, names_text

if TYPE_CHECKING:
    from elman.evaluation.diagnostics import Diagnostics


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Prediction(Tabular):
    """What a model said of some sequences, in the targets' units; an array where one is asked for."""

    values_NO: Array
    """`values`: the name of the field has its shape letters."""
    names: tuple[str, ...]
    """Of the targets."""
    lengths: tuple[int, ...]
    """Rows of each sequence."""
    ids: tuple[str, ...]
    """What each sequence is called."""
    notes: tuple[str, ...] = ()
    """What reading and preparing found and did."""

    @property
    def values(self) -> Array:
        """All rows of all sequences, one column a target, float64."""
        return self.values_NO

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

    def _frame_columns(self) -> dict[str, Array]:
        return self.columns()

    def _about(self) -> About:
        facts = {
            "of": names_text(self.names),
            "": f"{counted(len(self.values_NO), 'row')} of {counted(len(self.ids), 'sequence')}",
        }
        return About(facts=facts, sentences=self.notes, table=first_rows(self.columns()))


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Evaluation(Drawn, Tabular):
    """Scores, and what was scored."""

    scores: Scores
    """Of the network and of the baselines, with the warnings."""
    truth_NO: Array
    """`truth`: the name of the field has its shape letters."""
    prediction: Prediction
    """What the network said of them."""
    skip: int
    """Rows at the start of each sequence that were not scored."""
    diagnostics: Diagnostics | None = None
    """What is left in the errors, where they are, delays, answers to steps; None where nobody looked."""

    @property
    def truth(self) -> Array:
        """The targets in their units, one column each; NaN where missing."""
        return self.truth_NO

    @property
    def skill(self) -> float | None:
        """`1 - error / error of the best baseline`; None when there is nothing to compare with."""
        from elman.evaluation.comparison import skill

        return skill(self.scores)

    def columns(self) -> dict[str, Array]:
        """A table: sequence, row, and for each target the truth and the prediction."""
        named = self.prediction.columns()
        columns = {name: named.pop(name) for name in ("sequence", "row")}
        for place, (name, predicted_N) in enumerate(named.items()):
            columns |= {name: self.truth_NO[:, place], f"{name}, predicted": predicted_N}
        return columns

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

    def _frame_columns(self) -> dict[str, Array]:
        return self.columns()

    def _about(self) -> About:
        from elman.evaluation.text import describe_verdict, score_table

        skill = self.skill
        facts = {"of": names_text(self.prediction.names)}
        facts |= {"skill": "undefined" if skill is None else f"{skill:.3g}"}
        facts |= {"": counted(self.scores.network.scored, "scored row")}
        return About(
            facts=facts,
            sentences=[describe_verdict(self.scores), *self.scores.warnings],
            table=score_table({"network": self.scores.network, **self.scores.baselines}),
        )
