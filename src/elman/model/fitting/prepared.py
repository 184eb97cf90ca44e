"""The data of a fit, prepared from what the training part shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from elman import registry
from elman.checks import split_list
from elman.data import (
    EXACT,
    Examples,
    Preparation,
    Sequences,
    Step,
    as_read,
    fingerprint,
    fit_preparation,
    step_notes,
)
from elman.data.division import Division, Piece, divide, hide, take
from elman.data.repeats import avoid_repeats
from elman.errors import ArgumentError, DataError
from elman.evaluation import Baseline, InputRange, fit_baselines
from elman.evaluation.delays import find_delays

NEW, CONTINUED = "new sequences", "continued"
"""What validates: whole sequences from their first row, and rows that go on from training rows."""


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
    delay: Mapping[str, int] | str | None = None
    """Rows by which inputs act late, as u=60; None: found on the training part, where it is clear."""
    validation: float = 0.2
    """Share that is set aside to validate: the last part of each sequence (for a forecaster at least a
    horizon, where it can); for a model, of five sequences and more, some whole ones and some second
    halves."""
    validation_ids: tuple[str, ...] | str = ()
    """Sequences that validate whole, by id, instead of a share; with commas for more."""
    validation_data: Any = ()
    """Tables that validate whole, instead of a share; with commas for more."""

    def __post_init__(self) -> None:
        ids = self.validation_ids
        object.__setattr__(self, "validation_ids", split_list(ids))
        if isinstance(self.validation_data, str) and not Path(self.validation_data).exists():
            object.__setattr__(self, "validation_data", self.validation_data.split(","))
        if not 0.0 < self.validation < 1.0:
            raise ArgumentError(
                f"validation must be between 0 and 1, got {self.validation}. The customary value is 0.2."
            )


class ValidationRun(NamedTuple):
    """Sequences from their first rows on, of which the last rows validate."""

    sequences: Sequences
    """The sequences, in units."""
    examples: Examples
    """The same rows, prepared."""
    leads: tuple[int, ...]
    """The number of rows at the start of each sequence that bring the state up and are not scored."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PreparedData:
    """Examples for training and validation, and everything that was learned from the training part."""

    preparation: Preparation
    """The preparation, fitted on the training part."""
    division: Division
    """The rows that train, and the rows that validate."""
    sequences: Sequences
    """The sequences with all rows, in units."""
    examples: Examples
    """The examples with all rows, prepared."""
    baselines: Mapping[str, Baseline]
    """The baselines, fitted on the training part; the validation part chose their options."""
    training_range: InputRange
    """The range of each input in the training part, in its units."""
    target_range: InputRange
    """The range of each target in the training part, in its units."""
    fingerprint: str
    """The fingerprint of all data."""
    notes: tuple[str, ...]
    """What reading and preparing found and did, one sentence each."""

    @property
    def step(self) -> Step | None:
        """The time from one row to the next in the longest sequence; None: not known."""
        longest = int(np.argmax(self.sequences.lengths))
        return self.sequences.steps[longest]

    @property
    def training(self) -> Examples:
        """The examples to learn from; rows that validate too have no targets in them."""
        return take(hide(self.examples, self.division.hidden), self.division.training)

    @property
    def validation(self) -> Examples:
        """The examples that validate."""
        return take(self.examples, self.division.validation)

    @property
    def validation_sequences(self) -> Sequences:
        """The rows that validate, in units."""
        return take(self.sequences, self.division.validation)

    def validation_runs(self) -> dict[str, ValidationRun]:
        """The validation part by kind: new sequences, and continued ones."""
        parts: dict[str, list[Piece]] = {NEW: [], CONTINUED: []}
        for piece in self.division.validation:
            parts[CONTINUED if piece.start else NEW].append(piece)
        return {name: self.run_of(pieces) for name, pieces in parts.items() if pieces}

    def run_of(self, pieces: Sequence[Piece]) -> ValidationRun:
        """Returns these rows together with the rows of their sequences before them."""
        whole = [piece._replace(start=0) for piece in pieces]
        leads = tuple(piece.start for piece in pieces)
        return ValidationRun(take(self.sequences, whole), take(self.examples, whole), leads)


def prepare_data(
    sequences: Sequences,
    *,
    inputs: Sequence[str],
    targets: Sequence[str],
    options: DataOptions,
    preparation: Preparation | None = None,
    numbers: str = EXACT,
) -> PreparedData:
    """Divides the data, and fits scaling and baselines on the training part.

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
    division = _divide(sequences, inputs, targets, options)
    training = take(sequences, division.training)
    _check_known(training)
    scaling_notes: tuple[str, ...] = ()
    new = preparation is None
    if preparation is None:
        preparation, scaling_notes = fit_preparation(
            training,
            inputs=inputs,
            targets=targets,
            scaling=options.scaling,
            missing=options.missing,
            numbers=numbers,
        )
        if options.delay is not None:
            from elman.data.delays import read_delays

            preparation = dataclasses.replace(preparation, delays=read_delays(options.delay, inputs))
    examples, missing_notes = preparation.examples(sequences)
    learned, led_in = _learned_and_led_in(examples, division)
    if new and options.delay is None and any(delays := find_delays(learned, led_in)):
        preparation = dataclasses.replace(preparation, delays=delays)
        examples, missing_notes = preparation.examples(sequences)
        learned, led_in = _learned_and_led_in(examples, division)
    return PreparedData(
        preparation=preparation,
        division=division,
        sequences=sequences,
        examples=examples,
        baselines=fit_baselines(learned, led_in),
        training_range=_range_of(training, inputs, preparation.numbers),
        target_range=_range_of(training, targets, preparation.numbers),
        fingerprint=fingerprint(sequences),
        notes=(
            *sequences.notes,
            *_step_notes(sequences),
            *division.notes,
            *scaling_notes,
            *missing_notes,
            *_delay_notes(preparation),
        ),
    )


def _range_of(training: Sequences, names: Sequence[str], numbers: str) -> InputRange:
    """The range of each channel, one at a time."""
    ranges = [InputRange.of(as_read(training.channel(name)[:, np.newaxis], numbers)) for name in names]
    return InputRange(
        low_F=np.concatenate([own.low_F for own in ranges]),
        high_F=np.concatenate([own.high_F for own in ranges]),
    )


def _learned_and_led_in(examples: Examples, division: Division) -> tuple[Examples, Examples]:
    """What is learned from, and what validates, with the rows before it, whose targets are hidden."""
    whole = [Piece(number, 0, stop) for number, _, stop in division.validation]
    learned = take(hide(examples, division.hidden), division.training)
    return learned, take(hide(examples, division.training), whole)


def _step_notes(sequences: Sequences) -> list[str]:
    """On sequences whose time goes in other steps than that of the longest."""
    known = [(rows, step) for rows, step in zip(sequences.lengths, sequences.steps, strict=True) if step]
    if not known:
        return []
    _, usual = max(known, key=lambda pair: pair[0])
    return step_notes(sequences, usual, f"those of the longest sequence are {usual} apart")


def _delay_notes(preparation: Preparation) -> list[str]:
    pairs = zip(preparation.inputs, preparation.delays or (0,) * len(preparation.inputs), strict=True)
    return [
        f"Input {name!r} acts {rows} rows late; the network gets the earlier value."
        for name, rows in pairs
        if rows
    ]


def _divide(
    sequences: Sequences,
    inputs: Sequence[str],
    targets: Sequence[str],
    options: DataOptions,
) -> Division:
    known = {name: number for number, name in enumerate(sequences.ids)}
    named = [registry.lookup("sequence", known, name) for name in options.validation_ids]
    division = divide(sequences.lengths, options.validation, held_out=named)
    if named:
        return division
    x_NF, y_NO = sequences.columns(inputs), sequences.columns(targets)
    return avoid_repeats(division, x_NF, y_NO, sequences.lengths, options.validation)


def _check_known(training: Sequences) -> None:
    """Nothing can be learned of a channel, and no scale found, from missing values alone."""
    for name, values_N in zip(training.names, training.values_NC.T, strict=True):
        if np.isnan(values_N).all():
            raise DataError(
                f"{name!r} must have a value in the training part, and all {len(values_N)} are missing. "
                "Leave it out, choose other rows, or give a smaller share to validation."
            )
