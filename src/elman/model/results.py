"""The prediction of a model, and its evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array
from elman.checks import split_list
from elman.data import Sequences
from elman.errors import ArgumentError
from elman.evaluation import Scores
from elman.registry import lookup
from elman.shown import About, Drawn, Tabular, counted, first_rows, names_text

if TYPE_CHECKING:
    from elman.evaluation.diagnostics import Diagnostics


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Prediction(Tabular):
    """A model's prediction of some sequences, in the targets' units. NumPy takes it as an array."""

    values_NO: Array
    """The predicted values; read them as `values`."""
    names: tuple[str, ...]
    """The names of the targets."""
    lengths: tuple[int, ...]
    """The number of rows of each sequence."""
    ids: tuple[str, ...]
    """The name of each sequence."""
    notes: tuple[str, ...] = ()
    """What reading and preparing found and did."""
    given: Sequences | None = None
    """The rows that were read, under the model's names: inputs, and targets if they were asked for."""

    @property
    def values(self) -> Array:
        """The predicted values: all rows of all sequences, one column for each target, float64."""
        return self.values_NO

    def columns(self, more: str | Sequence[str] = ()) -> dict[str, Array]:
        """Returns the prediction as a table that joins back to the one that was read, in its order.

        Args:
            more: further columns: `inputs`, `truth` and `error` (the prediction less the truth), as a
                sequence of names or with commas.

        Returns:
            The columns by name: `sequence` (its name), `row` (of the table, counted from 0 after the header),
            the table's own id and time columns, the targets, and the further columns: inputs by their names,
            truths as `y-truth` and errors as `y-error`.

        Raises:
            ArgumentError: `more` has an unknown name, or asks for columns that were not read.
        """
        places = None if self.given is None else self.given.places
        columns: dict[str, Array] = {
            "sequence": np.repeat(np.array(self.ids, dtype=object), self.lengths),
            "row": np.concatenate([np.arange(rows) for rows in self.lengths] or [np.zeros(0, np.int64)])
            if places is None
            else places.row_N,
        }
        columns |= {} if places is None else places.written
        columns |= {name: self.values_NO[:, place] for place, name in enumerate(self.names)}
        for name in split_list(more):
            columns |= lookup("column of a prediction", _MORE, name)(self, self._known(name))
        if places is None:
            return columns
        order_N = places.order()
        return {name: values_N[order_N] for name, values_N in columns.items()}

    def _known(self, what: str) -> Sequences:
        """Returns the rows that were read, if they have the targets when these are needed."""
        wanted = () if what == "inputs" else self.names
        if self.given is None or not set(wanted) <= set(self.given.names):
            raise ArgumentError(
                f"more must name columns that were read, got {what!r}. Give truth=True to predict."
            )
        return self.given

    def with_notes(self, notes: Sequence[str]) -> Prediction:
        """Returns the same prediction with further notes."""
        return replace(self, notes=(*self.notes, *notes))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Returns the predicted values as an array."""
        return np.array(self.values_NO, dtype=dtype, copy=copy)

    def _frame_columns(self) -> dict[str, Array]:
        return self.columns()

    def _about(self) -> About:
        facts = {
            "of": names_text(self.names),
            "": f"{counted(len(self.values_NO), 'row')} of {counted(len(self.ids), 'sequence')}",
        }
        return About(facts=facts, sentences=self.notes, table=first_rows(self.columns()))


def _inputs(prediction: Prediction, given: Sequences) -> dict[str, Array]:
    return {name: given.channel(name) for name in given.names if name not in prediction.names}


def _truth(prediction: Prediction, given: Sequences) -> dict[str, Array]:
    return {f"{name}-truth": given.channel(name) for name in prediction.names}


def _error(prediction: Prediction, given: Sequences) -> dict[str, Array]:
    error_NO = prediction.values_NO - given.columns(prediction.names)
    return {f"{name}-error": error_NO[:, place] for place, name in enumerate(prediction.names)}


_MORE: dict[str, Callable[[Prediction, Sequences], dict[str, Array]]] = {
    "inputs": _inputs,
    "truth": _truth,
    "error": _error,
}
"""The further columns that a table of predictions may have, by name."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Evaluation(Drawn, Tabular):
    """The scores of a prediction, and what was scored."""

    scores: Scores
    """The scores of the network and of the baselines, with warnings."""
    truth_NO: Array
    """The true targets; read them as `truth`."""
    prediction: Prediction
    """The prediction of the network."""
    skip: int
    """The number of rows at the start of each sequence that were not scored."""
    baselines: Mapping[str, Array] = field(default_factory=dict)
    """The prediction of each baseline for the same rows, by name."""
    diagnostics: Diagnostics | None = None
    """What is left in the errors, delays, and answers to steps; None if the errors were not diagnosed."""

    @property
    def truth(self) -> Array:
        """The true targets in their units, one column each; NaN where missing."""
        return self.truth_NO

    @property
    def skill(self) -> float | None:
        """`1 - error / error of the best baseline`; None when there is nothing to compare with."""
        from elman.evaluation.comparison import skill

        return skill(self.scores)

    def columns(self) -> dict[str, Array]:
        """Returns the table of the prediction, with the true targets as `y-truth`."""
        given = self.prediction.given
        places = None if given is None else given.places
        truth_NO = self.truth_NO if places is None else self.truth_NO[places.order()]
        truths = {f"{name}-truth": truth_NO[:, place] for place, name in enumerate(self.prediction.names)}
        return self.prediction.columns() | truths

    def describe(self, *, every: bool = False) -> str:
        """Describes the scores beside those of the baselines, and the diagnostics.

        Args:
            every: whether the table has every metric; otherwise it fits into 80 columns.
        """
        from elman.evaluation import describe_scores

        blocks = [describe_scores(self.scores, every=every)]
        if self.diagnostics is not None:
            from elman.evaluation.diagnostics import describe_diagnostics

            blocks.append(describe_diagnostics(self.diagnostics))
        return "\n\n".join(blocks)

    def to_json(self) -> dict[str, Any]:
        """Returns the dictionary that `elman evaluate --json` prints."""
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
