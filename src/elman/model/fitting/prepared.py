"""What a fit needs of its data, made from the training part alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from elman.data import (
    EXACT,
    Examples,
    Preparation,
    Sequences,
    as_read,
    fingerprint,
    fit_preparation,
    split_in_time,
)
from elman.errors import ArgumentError, DataError
from elman.evaluation import Baseline, InputRange, fit_baselines


@dataclass(frozen=True, kw_only=True, slots=True)
class DataOptions:
    """How the data are prepared and divided.

    Raises:
        ArgumentError: validation is not between 0 and 1.
    """

    scaling: str = "standard"
    """How channels are scaled: standard, robust (median and MAD), none."""
    missing: str = "hold"
    """What stands in for a missing input: hold (the last known value), error."""
    validation: float = 0.2
    """Share of each sequence, its last part, that is set aside to validate (for a forecaster at least a
    horizon, where it can)."""

    def __post_init__(self) -> None:
        if not 0.0 < self.validation < 1.0:
            raise ArgumentError(
                f"validation must be between 0 and 1, got {self.validation}. The customary value is 0.2."
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class PreparedData:
    """Examples to train and validate on, and all that was learned from the training part."""

    preparation: Preparation
    """Fitted on the training part."""
    training: Examples
    """The first part of each sequence."""
    validation: Examples
    """The last part of each sequence."""
    validation_sequences: Sequences
    """The same rows in their units."""
    baselines: Mapping[str, Baseline]
    """Fitted on the training part, their options chosen on the validation part."""
    training_range: InputRange
    """Of the inputs of the training part, in their units."""
    fingerprint: str
    """Of all the data."""
    notes: tuple[str, ...]
    """What was found and done."""


def prepare_data(
    sequences: Sequences,
    *,
    inputs: Sequence[str],
    targets: Sequence[str],
    options: DataOptions,
    preparation: Preparation | None = None,
    numbers: str = EXACT,
) -> PreparedData:
    """Divides the data in time, and fits scaling and baselines on the first part.

    Args:
        sequences: with every input and target.
        inputs: names of the input channels.
        targets: names of the target channels.
        options: how.
        preparation: one to keep, instead of fitting the scaling.
        numbers: how values are read, where no preparation is kept; see `Preparation`.

    Raises:
        ArgumentError: the data cannot be divided, or a channel cannot be used.
    """
    training, validation = split_in_time(sequences, options.validation)
    _check_known(training)
    scaling_notes: tuple[str, ...] = ()
    if preparation is None:
        preparation, scaling_notes = fit_preparation(
            training,
            inputs=inputs,
            targets=targets,
            scaling=options.scaling,
            missing=options.missing,
            numbers=numbers,
        )
    examples, missing_notes = preparation.examples(sequences)
    training_examples, validation_examples = split_in_time(examples, options.validation)
    return PreparedData(
        preparation=preparation,
        training=training_examples,
        validation=validation_examples,
        validation_sequences=validation,
        baselines=fit_baselines(training_examples, validation_examples),
        training_range=_range_of(training, inputs, preparation.numbers),
        fingerprint=fingerprint(sequences),
        notes=(*sequences.notes, *scaling_notes, *missing_notes),
    )


def _range_of(training: Sequences, inputs: Sequence[str], numbers: str) -> InputRange:
    """The range of each input, one at a time."""
    ranges = [InputRange.of(as_read(training.channel(name)[:, np.newaxis], numbers)) for name in inputs]
    return InputRange(
        low_F=np.concatenate([own.low_F for own in ranges]),
        high_F=np.concatenate([own.high_F for own in ranges]),
    )


def _check_known(training: Sequences) -> None:
    """Nothing can be learned of a channel, and no scale found, from missing values alone."""
    for name, values_N in zip(training.names, training.values_NC.T, strict=True):
        if np.isnan(values_N).all():
            raise DataError(
                f"{name!r} must have a value in the training part, and all {len(values_N)} are missing. "
                "Leave it out, choose other rows, or give a smaller share to validation."
            )
