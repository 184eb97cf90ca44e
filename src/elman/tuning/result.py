"""What came of a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite, sqrt
from statistics import fmean, variance
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.evaluation import Scores
from elman.tuning.halving import RUNGS
from elman.tuning.importance import find_importance

if TYPE_CHECKING:
    from elman.tuning.request import TuneRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """One set of options, as far as it was trained."""

    number: int
    """The default is 0."""
    options: Mapping[str, Any]
    """What it tried."""
    share: float = 0.0
    """Of its steps that it was trained for."""
    steps: int = 0
    """The same in steps."""
    score: float = inf
    """On validation, scaled; infinite if it failed."""
    first_score: float = inf
    """After the first rung, where all trials compare."""
    error: str = ""
    """Why it failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """One run of the best options or of the default, with one seed."""

    what: str
    """`best` or `default`."""
    seed: int
    """Of the run."""
    error: float
    """NRMSE on the rows that no trial saw."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TuneResult:
    """All trials, the best of them, and what it is worth."""

    trials: tuple[Trial, ...]
    """By number."""
    best: Trial
    """With the best validation score of those that were trained to their end."""
    confirmations: tuple[Confirmation, ...]
    """The best and the default with several seeds."""
    held_out: Scores
    """Of the best on the rows that no trial saw, beside the baselines."""
    request: TuneRequest
    """What was asked for."""

    def errors(self, what: str) -> list[float]:
        """On the rows that no trial saw, of `best` or `default`, one for each seed."""
        return [found.error for found in self.confirmations if found.what == what]

    @property
    def gain(self) -> float | None:
        """How much smaller the mean error of the best is than the default's; None: it is the default."""
        best, default = self.errors("best"), self.errors("default")
        return fmean(default) - fmean(best) if best and default else None

    @property
    def spread(self) -> float:
        """Two standard errors of that difference, by what the seeds alone do."""
        groups = [group for group in (self.errors("best"), self.errors("default")) if len(group) > 1]
        return 2.0 * sqrt(sum(variance(group) / len(group) for group in groups))

    @property
    def warning(self) -> str:
        """That the gain is no more than what seeds do; empty if it is more."""
        if self.gain is None:
            return "No trial was better than the default options: use a plain fit."
        if self.gain <= self.spread:
            return (
                f"The gain over the default options, {self.gain:.3g} in NRMSE, is within the spread of the "
                f"seeds, {self.spread:.3g}: the best may be no better than a plain fit."
            )
        return ""

    @property
    def importance(self) -> dict[str, float]:
        """How much of the differences at the first rung each option explains."""
        first = [trial for trial in self.trials if trial.options]
        return find_importance([trial.options for trial in first], [trial.first_score for trial in first])

    @property
    def best_options(self) -> dict[str, Any]:
        """Of the best trial: those that are fixed and those that were found."""
        return {**self.request.fixed, **self.best.options}

    def columns(self) -> dict[str, Any]:
        """The trials as a table."""
        table: dict[str, Any] = {
            "trial": np.array([trial.number for trial in self.trials]),
            "share": np.array([trial.share for trial in self.trials]),
            "steps": np.array([trial.steps for trial in self.trials]),
            "score": np.array([trial.score if isfinite(trial.score) else np.nan for trial in self.trials]),
        }
        for name in self.request.space:
            values = [trial.options.get(name) for trial in self.trials]
            table[name] = np.array(["" if value is None else str(value) for value in values], dtype=object)
        return table

    def to_json(self) -> dict[str, Any]:
        """The result for a script."""
        return {
            "best": self.best.number,
            "options": self.best_options,
            "score": self.best.score,
            "held_out": self.held_out.to_json(),
            "errors": {what: self.errors(what) for what in ("best", "default")},
            "gain": self.gain,
            "spread": self.spread,
            "warning": self.warning,
            "importance": self.importance,
            "trials": len(self.trials),
            "ended": sum(trial.share == RUNGS[-1] for trial in self.trials),
        }
