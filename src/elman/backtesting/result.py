"""The result of a backtest: scores of the forecaster and of the baselines, overall and by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from elman.arrays import Array
from elman.backtesting.frame import CrossValidation
from elman.backtesting.metrics import METRICS, Outcome
from elman.shown import Drawn, Tabular

Values: TypeAlias = Mapping[str, float | None]
"""Every metric by name; None if it is not defined."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastScore:
    """The scores of one contender."""

    overall: Values
    """The metrics over all origins and steps."""
    steps: tuple[Values, ...]
    """The metrics over all origins, for each step ahead, from 1."""

    def to_json(self) -> dict[str, Any]:
        """Returns the overall metrics, and under `steps` those of each step."""
        return {**self.overall, "steps": [dict(values) for values in self.steps]}


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Backtest(Drawn, Tabular):
    """The scores of a forecaster and of baselines at the same origins."""

    decided_by: str
    """The name of the metric that decides who is better."""
    horizon: int
    """The number of rows of each forecast."""
    num_series: int
    """The number of series that have origins."""
    num_origins: int
    """The number of forecasts that were scored."""
    season: int
    """The season of the seasonal baselines, in rows."""
    baselines: Mapping[str, ForecastScore]
    """The scores of the baselines, by name."""
    forecaster: ForecastScore | None = None
    """The scores of the forecaster; None if the baselines were tested alone."""
    series: Mapping[str, Values] = field(default_factory=dict)
    """The deciding error of each series by id: of the forecaster under `forecaster`, and of every
    baseline."""
    notes: tuple[str, ...] = ()
    """Remarks, one sentence each."""
    forecasts: CrossValidation | None = None
    """Every forecast; `cross_validation` returns them as a table."""

    def cross_validation(self) -> dict[str, Array]:
        """Returns all forecasts as a long table: `unique_id`, `ds`, `cutoff`, `y`, `forecast` and more."""
        return {} if self.forecasts is None else self.forecasts.columns()

    @property
    def best_baseline(self) -> str | None:
        """The baseline with the least error; None if there is none, or no error is defined."""
        errors = {name: score.overall[self.decided_by] for name, score in self.baselines.items()}
        defined = {name: error for name, error in errors.items() if error is not None}
        return min(defined, key=lambda name: defined[name]) if defined else None

    @property
    def skill(self) -> float | None:
        """`1 - error / error of the best baseline`: 1 is perfect, 0 or less does not beat it.

        None where there is nothing to compare, or the best baseline makes no error at all.
        """
        best = self.best_baseline
        own = None if self.forecaster is None else self.forecaster.overall[self.decided_by]
        other = None if best is None else self.baselines[best].overall[self.decided_by]
        return None if own is None or not other else 1.0 - own / other

    def columns(self) -> dict[str, Any]:
        """Returns a table of the scores: contender, step ahead (0: all together), and every metric."""
        import numpy as np

        scores = {"forecaster": self.forecaster} if self.forecaster else {}
        scores |= dict(self.baselines)
        rows = [
            (name, step, values)
            for name, score in scores.items()
            for step, values in enumerate([score.overall, *score.steps])
        ]
        names = dict.fromkeys(name for _, _, values in rows for name in values)
        columns: dict[str, Any] = {
            "contender": np.array([name for name, _, _ in rows], dtype=object),
            "step": np.array([step for _, step, _ in rows]),
        }
        for name in names:
            columns[name] = np.array([values.get(name) for _, _, values in rows], dtype=np.float64)
        return columns

    def _frame_columns(self) -> dict[str, Any]:
        return self.columns()

    def to_json(self) -> dict[str, Any]:
        """Returns what `elman backtest --json` prints: the skill first, None for undefined numbers."""
        return {
            "skill": self.skill,
            "best_baseline": self.best_baseline,
            "decided_by": self.decided_by,
            "horizon": self.horizon,
            "num_series": self.num_series,
            "num_origins": self.num_origins,
            "season": self.season,
            "forecaster": None if self.forecaster is None else self.forecaster.to_json(),
            "baselines": {name: score.to_json() for name, score in self.baselines.items()},
            "series": [{"id": name, **values} for name, values in self.series.items()],
            "notes": list(self.notes),
        }


def score_outcome(outcome: Outcome) -> ForecastScore:
    """Returns every metric, overall and by step."""
    steps = [outcome.steps(step, step + 1) for step in range(outcome.truth_MK.shape[1])]
    return ForecastScore(overall=all_values(outcome), steps=tuple(all_values(step) for step in steps))


def all_values(outcome: Outcome) -> Values:
    """Returns every metric of some forecasts."""
    return {name: value for metric in METRICS.values() for name, value in metric.values(outcome).items()}
