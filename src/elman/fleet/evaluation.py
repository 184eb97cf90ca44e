"""The evaluation of a fleet: every unit beside its baselines, and all units together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

import numpy as np

from elman.arrays import Array
from elman.data import Sequences
from elman.evaluation import Scores, best_baseline, score
from elman.model import Evaluation


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitEvaluation:
    """The scores of one unit."""

    unit: str
    """The id of the unit."""
    choice: str
    """The candidate that its model comes from."""
    scored: int
    """The number of rows that were scored."""
    nrmse: float | None
    """The NRMSE of its model."""
    baseline: str | None
    """The name of its best baseline."""
    baseline_nrmse: float | None
    """The NRMSE of this baseline."""
    prediction_NO: Array
    """The prediction of its model."""

    @classmethod
    def of(cls, evaluation: Evaluation, choice: str) -> Self:
        """Makes the scores of a unit from the evaluation of its sequence."""
        scores = evaluation.scores
        best = best_baseline(scores)
        return cls(
            unit=evaluation.prediction.ids[0],
            choice=choice,
            scored=scores.network.scored,
            nrmse=scores.network.overall["nrmse"],
            baseline=best,
            baseline_nrmse=None if best is None else scores.baselines[best].overall["nrmse"],
            prediction_NO=evaluation.prediction.values_NO,
        )

    @property
    def wins(self) -> bool | None:
        """Whether the model beats its best baseline; None if they cannot be compared."""
        if self.nrmse is None or self.baseline_nrmse is None:
            return None
        return self.nrmse < self.baseline_nrmse


@dataclass(frozen=True, kw_only=True, slots=True)
class FleetEvaluation:
    """The scores of all units."""

    units: tuple[UnitEvaluation, ...]
    """The units, in the order of the data."""
    scores: Scores
    """The scores of all rows together, in the targets' units."""
    notes: tuple[str, ...] = ()
    """What reading found and did."""

    @classmethod
    def of(
        cls, units: Sequence[UnitEvaluation], sequences: Sequences, *, skip: int, notes: tuple[str, ...]
    ) -> Self:
        """Makes the evaluation from the units, and scores all their rows together."""
        targets = sequences.names[-units[0].prediction_NO.shape[1] :]
        together = score(
            sequences.columns(targets),
            np.concatenate([unit.prediction_NO for unit in units]),
            sequences.lengths,
            targets,
            ids=sequences.ids,
            skip=skip,
        )
        return cls(units=tuple(units), scores=together, notes=notes)

    def columns(self) -> dict[str, Any]:
        """Returns the units as a table."""
        names = ("unit", "choice", "scored", "nrmse", "baseline", "baseline_nrmse")
        rows = {name: [getattr(unit, name) for unit in self.units] for name in names}
        numbers = {name: np.array(rows[name], np.float64) for name in ("nrmse", "baseline_nrmse")}
        texts = {
            name: np.array([value or "" for value in rows[name]], dtype=object)
            for name in ("unit", "choice", "baseline")
        }
        return {**rows, **texts, **numbers}

    def to_json(self) -> dict[str, Any]:
        """Returns the scores as a dictionary for JSON."""
        overall = self.scores.to_json()
        return {
            "units": len(self.units),
            "beat_the_best_baseline": sum(unit.wins is True for unit in self.units),
            "compared": sum(unit.wins is not None for unit in self.units),
            "median_nrmse": self.median_nrmse,
            "overall": overall["overall"],
            "targets": overall["targets"],
        }

    @property
    def median_nrmse(self) -> float | None:
        """The median NRMSE of the units for which it is defined."""
        known = [unit.nrmse for unit in self.units if unit.nrmse is not None]
        return median(known) if known else None
