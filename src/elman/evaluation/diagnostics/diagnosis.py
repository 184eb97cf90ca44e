"""All that is found about a prediction, by target and input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.evaluation.cautions import Evidence
from elman.evaluation.diagnostics.correlations import Correlation, correlate_errors
from elman.evaluation.diagnostics.ranges import ErrorByRange, error_by_range


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """How a network at rest answers a step of one input, the others held at the middle of their scaling."""

    step: float
    """How far the input goes, in its unit."""
    values_T: Array
    """How far the target has gone after each row, in its unit."""
    settled: bool
    """Whether it stands still at the end."""

    @property
    def gain(self) -> float:
        """Of the target at the end, for each unit of the input: the static gain, where it has settled."""
        return float(self.values_T[-1]) / self.step

    @property
    def rows_to_63_percent(self) -> int:
        """Rows until 63 % of the way to the end: the time constant of a first-order lag."""
        return int(np.argmax(self.values_T / self.values_T[-1] >= 1 - np.exp(-1))) if self.values_T[-1] else 0

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "gain": self.gain,
            "settled": self.settled,
            "rows_to_63_percent": self.rows_to_63_percent,
            "step": self.step,
            "values": [float(value) for value in self.values_T],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class InputDiagnostics:
    """Of one input, towards one target."""

    correlation: Correlation | None
    """Of the errors with this input so many rows before; None where there are too few errors."""
    by_range: ErrorByRange
    """Where in the input's range the errors are."""
    response: Response | None = None
    """Of the network to a step; None where it is not known."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "correlation": None if self.correlation is None else self.correlation.to_json(),
            "by_range": self.by_range.to_json(),
            "response": None if self.response is None else self.response.to_json(),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetDiagnostics:
    """Of one target."""

    autocorrelation: Correlation | None
    """Of the errors with themselves; None where there are too few."""
    inputs: Mapping[str, InputDiagnostics]
    """By the input's name."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        own = self.autocorrelation
        return {
            "autocorrelation": None if own is None else own.to_json(),
            "inputs": {name: found.to_json() for name, found in self.inputs.items()},
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostics:
    """Of a prediction."""

    targets: Mapping[str, TargetDiagnostics]
    """By the target's name."""
    delays: Mapping[str, tuple[int, int]]
    """Of each input, rows by which the model takes it late, and rows by which it acts later still."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "targets": {name: found.to_json() for name, found in self.targets.items()},
            "delays": {
                name: {"taken_out": taken, "left": left} for name, (taken, left) in self.delays.items()
            },
        }


def diagnose(
    evidence: Evidence,
    scored_N: Array,
    responses: Mapping[tuple[str, str], Response],
    delays: Mapping[str, tuple[int, int]],
) -> Diagnostics:
    """Looks at the errors of a prediction.

    Args:
        evidence: the prediction, with all that it was made of.
        scored_N: which rows count.
        responses: to a step, by input and target.
        delays: see `Diagnostics`.
    """
    targets = {}
    for place, name in enumerate(evidence.target_names):
        error_N = evidence.truth_NO[:, place].astype(np.float64) - evidence.prediction_NO[:, place]
        error_N = np.where(scored_N, error_N, np.nan)
        found = correlate_errors(error_N, evidence.x_NF, evidence.lengths)
        own: Correlation | None = None
        crossed: Sequence[Correlation | None] = [None] * len(evidence.input_names)
        if found is not None:
            own, crossed = found
        targets[name] = TargetDiagnostics(
            autocorrelation=own, inputs=_of_inputs(evidence, name, error_N, crossed, responses)
        )
    return Diagnostics(targets=targets, delays=delays)


def _of_inputs(
    evidence: Evidence,
    target: str,
    error_N: Array,
    crossed: Sequence[Correlation | None],
    responses: Mapping[tuple[str, str], Response],
) -> dict[str, InputDiagnostics]:
    return {
        name: InputDiagnostics(
            correlation=correlation,
            by_range=error_by_range(error_N, evidence.x_NF[:, place]),
            response=responses.get((name, target)),
        )
        for place, (name, correlation) in enumerate(zip(evidence.input_names, crossed, strict=True))
    }
