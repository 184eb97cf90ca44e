"""One unit: every candidate is fitted to its first rows and scored on its last ones; the best is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from math import inf
from typing import Any

from elman.data import Sequences, split_in_time
from elman.errors import ElmanError
from elman.evaluation import Score
from elman.fleet.candidates import CANDIDATES, UnitFit
from elman.model import Model
from elman.storage.fields import list_of, mapping_of, maybe, number, record, text, whole


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitResult:
    """What became of a unit, but its model."""

    unit: str
    """Its id."""
    rows: int
    """How many it has."""
    choice: str | None = None
    """The candidate that it took; None: it has no model."""
    scores: dict[str, float | None] = field(default_factory=dict)
    """The error of each candidate on the last rows: the NRMSE, or for a target that never changes there the
    RMSE. A candidate that could not be fitted has none."""
    baseline: float | None = None
    """The same of the best baseline."""
    failed: str = ""
    """Why candidates could not be fitted, in sentences."""

    @property
    def has_own(self) -> bool:
        """Whether its model is not the global one."""
        return self.choice not in (None, "global")

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


UNIT_RESULTS = list_of(
    record(
        unit=text(),
        rows=whole(0),
        choice=maybe(text()),
        scores=mapping_of(maybe(number())),
        baseline=maybe(number()),
        failed=text(),
    )
)
"""Results in a file."""


def fit_unit(fit: UnitFit, candidates: Sequence[str], validation: float) -> tuple[UnitResult, Model | None]:
    """Fits every candidate to a unit's first rows and takes the one with the smallest error on the last ones.

    No candidate sees the last rows, not even to end its training, so that these compare them fairly. Where
    nothing can be scored, as in a unit of one row, the first candidate that there is stands.

    Args:
        fit: the unit, and what its fits are told.
        candidates: names in `CANDIDATES`, in its order.
        validation: share of the rows, the last ones, that no candidate sees.
    """
    rows = fit.unit.lengths[0]
    training = split_in_time(fit.unit, validation)[0] if rows > 1 else fit.unit
    first = replace(fit, unit=training)
    models: dict[str, Model] = {}
    scores: dict[str, float | None] = dict.fromkeys(candidates)
    baselines: dict[str, float | None] = {}
    failed: list[str] = []
    for name in candidates:
        try:
            models[name] = CANDIDATES[name](first)
            if rows > 1:
                scores[name], baselines[name] = _judge(models[name], fit.unit, training.lengths[0])
        except ElmanError as error:
            failed.append(f"{name}: {error}")
    choice = min(models, key=lambda name: _error(scores[name]), default=None)
    result = UnitResult(
        unit=fit.unit.ids[0],
        rows=rows,
        choice=choice,
        scores=scores,
        baseline=None if choice is None else baselines.get(choice),
        failed=" ".join(failed),
    )
    return result, None if choice is None else models[choice]


def _judge(model: Model, unit: Sequences, skip: int) -> tuple[float | None, float | None]:
    """The error of a model and of its best baseline on the unit's last rows, run from the first row on."""
    scores = model.evaluate_sequences(unit, skip=skip).scores
    baselines = [_error(_value(score)) for score in scores.baselines.values()]
    best = min(baselines, default=inf)
    return _value(scores.network), None if best == inf else best


def _value(score: Score) -> float | None:
    nrmse = score.overall["nrmse"]
    return score.overall["rmse"] if nrmse is None else nrmse


def _error(value: float | None) -> float:
    return inf if value is None else value
