"""A network scored beside the baselines, on sequences in the targets' units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.data import Examples, Sequences
from elman.engines import Network
from elman.evaluation import Baseline, Evidence, compare, find_cautions, predict_all
from elman.model.record import Record
from elman.model.results import Evaluation, Prediction
from elman.network import State
from elman.prediction import predict_examples


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Sequences that are to be scored."""

    sequences: Sequences
    """The sequences, in units."""
    examples: Examples
    """The same rows, prepared."""
    leads: Sequence[int]
    """The rows at the start of each sequence that bring the state up; they are neither scored nor
    returned."""
    skip: int
    """The rows after them that are not scored."""
    notes: tuple[str, ...]
    """What preparing found and did, one sentence each."""
    diagnosed: bool = False
    """Whether the errors are diagnosed too."""
    state: State | None = None
    """The state before the first row of each sequence; None: zeros."""


def evaluate_network(
    record: Record, network: Network, baselines: Mapping[str, Baseline], task: Task
) -> Evaluation:
    """Scores a network beside the baselines.

    Raises:
        ArgumentError: skip leaves no row.
    """
    preparation, sequences = record.preparation, task.sequences
    kept_N = after_leads(sequences.lengths, task.leads)
    lengths = tuple(rows - lead for rows, lead in zip(sequences.lengths, task.leads, strict=True))
    prediction_NO, _ = predict_examples(network, preparation, task.examples, task.state)
    prediction_NO = prediction_NO[kept_N]
    truth_NO = sequences.columns(preparation.targets)[kept_N]
    beside = {
        name: preparation.in_units(predict_all(baseline, task.examples)[kept_N])
        for name, baseline in baselines.items()
    }
    evidence = Evidence(
        truth_NO=truth_NO,
        prediction_NO=prediction_NO,
        x_NF=sequences.columns(preparation.inputs)[kept_N],
        lengths=lengths,
        target_names=preparation.targets,
        input_names=preparation.inputs,
        training_range=record.training_range,
        target_range=record.target_range,
    )
    scores = compare(
        truth_NO,
        prediction_NO,
        beside,
        lengths,
        preparation.targets,
        ids=sequences.ids,
        skip=task.skip,
        warnings=find_cautions(evidence),
    )
    prediction = Prediction(
        values_NO=prediction_NO,
        names=preparation.targets,
        lengths=lengths,
        ids=sequences.ids,
        notes=(*sequences.notes, *task.notes),
        given=None if any(task.leads) else sequences,
    )
    diagnostics = None
    if task.diagnosed:
        # Most processes score nothing, and are not to load what looks at errors.
        from elman.model.diagnosing import diagnose_network

        scored_N = after_leads(lengths, (task.skip,) * len(lengths))
        diagnostics = diagnose_network(record, network, task.examples, evidence, scored_N)
    return Evaluation(
        scores=scores,
        truth_NO=truth_NO,
        prediction=prediction,
        skip=task.skip,
        baselines=beside,
        diagnostics=diagnostics,
    )


def after_leads(lengths: Sequence[int], leads: Sequence[int]) -> Array:
    """Tells which rows come after the lead of their sequence."""
    return np.concatenate(
        [np.arange(rows) >= lead for rows, lead in zip(lengths, leads, strict=True)] or [np.zeros(0, bool)]
    )
