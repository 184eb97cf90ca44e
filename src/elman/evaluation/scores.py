"""The scores of a prediction: overall, of every target, of every sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, TypeAlias

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.evaluation.metrics import METRICS

Values: TypeAlias = Mapping[str, float | None]
"""Every metric by name; None where it is not defined."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """How good one prediction is."""

    overall: Values
    """With one target, its metrics. With several, the mean over the targets of each metric that has
    no unit of its own (over those targets for which it is defined), and None for the others: volts
    and kelvins have no mean."""
    targets: Mapping[str, Values]
    """The metrics of each target, in its own unit, over all scored rows together."""
    scored: int
    """Rows with a scored target."""

    def to_json(self) -> dict[str, Any]:
        """The overall metrics, and those of each target under `targets`."""
        return {**self.overall, "targets": {name: dict(values) for name, values in self.targets.items()}}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """A network's scores beside those of the baselines, and what there is to warn of."""

    network: Score
    """Over all sequences."""
    sequences: Mapping[str, Score]
    """Of each sequence, by id."""
    baselines: Mapping[str, Score] = field(default_factory=dict)
    """Of each baseline, over all sequences."""
    warnings: tuple[str, ...] = ()
    """One sentence each."""

    def to_json(self) -> dict[str, Any]:
        """What `elman evaluate --json` prints: `null` stands where a metric is not defined."""
        return {
            "overall": dict(self.network.overall),
            "targets": {name: dict(values) for name, values in self.network.targets.items()},
            "sequences": [
                {"id": name, "scored": score.scored, **score.to_json()}
                for name, score in self.sequences.items()
            ],
            "baselines": {name: score.to_json() for name, score in self.baselines.items()},
            "warnings": list(self.warnings),
        }


def score(
    truth_NO: Array,
    prediction_NO: Array,
    lengths: Sequence[int],
    names: Sequence[str],
    *,
    ids: Sequence[str] | None = None,
    skip: int = 0,
) -> Scores:
    """Scores a prediction, in the units it is given in.

    Args:
        truth_NO: targets, NaN where missing: those are not scored.
        prediction_NO: finite wherever a target is scored.
        lengths: rows of each sequence.
        names: of the targets.
        ids: of the sequences; None numbers them.
        skip: rows at the start of each sequence that are not scored.

    Raises:
        ArgumentError: the arguments do not fit each other, skip leaves no row, or a prediction is
            not finite.
    """
    _check_fit(truth_NO, prediction_NO, lengths, names)
    ids = [str(number) for number in range(len(lengths))] if ids is None else ids
    scored_N = scored_rows(lengths, skip)
    starts = np.cumsum([0, *lengths])
    sequences = {
        name: score_rows(truth_NO[a:b], prediction_NO[a:b], names, scored_N[a:b])
        for name, a, b in zip(ids, starts[:-1], starts[1:], strict=True)
    }
    everything = score_rows(truth_NO, prediction_NO, names, scored_N)
    return Scores(network=everything, sequences=sequences)


def scored_rows(lengths: Sequence[int], skip: int) -> Array:
    """Which rows are scored: all but the first `skip` of each sequence.

    Raises:
        ArgumentError: skip is below 0 or leaves nothing.
    """
    longest = max(lengths, default=0)
    if not 0 <= skip < longest:
        raise ArgumentError(
            f"skip must be at least 0 and below the rows of the longest sequence ({longest}), got {skip}. "
            "Skip fewer rows or give more."
        )
    return np.concatenate([np.arange(length) >= skip for length in lengths])


def score_rows(truth_NO: Array, prediction_NO: Array, names: Sequence[str], scored_N: Array) -> Score:
    """The score over the chosen rows, whatever sequence they are of."""
    truth_NO, prediction_NO = truth_NO[scored_N], prediction_NO[scored_N]
    targets = {
        name: {metric: METRICS[metric](truth_NO[:, o], prediction_NO[:, o]) for metric in METRICS}
        for o, name in enumerate(names)
    }
    scored = int((~np.isnan(truth_NO)).any(axis=1).sum())
    return Score(overall=_overall(list(targets.values())), targets=targets, scored=scored)


def _overall(targets: Sequence[Values]) -> Values:
    if len(targets) == 1:
        return targets[0]
    overall: dict[str, float | None] = {}
    for name, metric in METRICS.items():
        defined = [values[name] for values in targets if values[name] is not None]
        comparable = metric.unit != "target" and bool(defined)
        overall[name] = fmean(value for value in defined if value is not None) if comparable else None
    return overall


def _check_fit(truth_NO: Array, prediction_NO: Array, lengths: Sequence[int], names: Sequence[str]) -> None:
    wanted = (sum(lengths), len(names))
    for name, array in (("truth_NO", truth_NO), ("prediction_NO", prediction_NO)):
        if array.shape != wanted:
            raise ArgumentError(
                f"{name} must have the shape {wanted} (rows of all sequences, targets), got {array.shape}. "
                "Give one row a time step and one column a target."
            )
