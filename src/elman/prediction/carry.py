"""Predictions of whole sequences, from a state and with the state after them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import FLOAT32_OR_64, Array
from elman.data import Examples, Preparation, Sequences
from elman.engines import Network
from elman.errors import StateError
from elman.network import InputState, State, check_state


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """Predictions, and the state to go on from."""

    values_NO: Array
    """The predictions in the targets' units, float64, for all rows of all sequences."""
    state: State
    """The state after the last row of each sequence."""
    notes: tuple[str, ...]
    """What preparing found and did, one sentence each."""


def predict_carried(
    network: Network, preparation: Preparation, sequences: Sequences, state: State | None = None
) -> Carried:
    """Predicts every row of every sequence from the inputs up to it.

    Args:
        network: takes and gives scaled arrays.
        preparation: of its inputs and targets.
        sequences: with every input, in units.
        state: one lane a sequence, in order, as this function or a stream gave it; None: all begin here.

    Raises:
        StateError: the state is of another network, preparation or number of sequences.
        DataError: the policy refuses a missing input.
    """
    before = zero_state(network, preparation, sequences.ids) if state is None else state
    check_carried(before, network, preparation, len(sequences))
    inputs = before.inputs or _nothing_held(preparation, sequences.ids)
    given_NF = sequences.columns(preparation.inputs)
    past_BDF = preparation.past_after(given_NF, sequences.lengths, inputs.past_BDF)
    examples, notes = preparation.examples(sequences, held_BF=inputs.held_BF, past_BDF=inputs.past_BDF)
    late_NF = preparation.delayed(given_NF, sequences.lengths, inputs.past_BDF)
    values_NO, values_SLBH = predict_examples(network, preparation, examples, before)
    after = InputState(
        held_BF=_held_after(late_NF, examples, inputs.held_BF),
        steps_B=inputs.steps_B + np.array(sequences.lengths, np.int64),
        fingerprint=inputs.fingerprint,
        ids=sequences.ids,
        past_BDF=past_BDF,
    )
    return Carried(
        values_NO=values_NO,
        state=State(before.names, values_SLBH, network.fingerprint, after),
        notes=notes,
    )


def _held_after(late_NF: Array, examples: Examples, held_BF: Array) -> Array:
    """Returns the last known inputs, scaled; NaN if none was known before these rows or in them."""
    known_BF = ~np.isnan(held_BF)
    pieces = np.split(late_NF, np.cumsum(examples.lengths)[:-1])
    for lane, (piece_NF, known_F) in enumerate(zip(pieces, known_BF, strict=True)):
        if not known_F.all():
            known_BF[lane] |= ~np.isnan(piece_NF).all(axis=0)
    last_BF = np.stack([x_TF[-1] for x_TF, _ in examples])
    return np.where(known_BF, last_BF, np.float32(np.nan))


def predict_examples(
    network: Network, preparation: Preparation, examples: Examples, state: State | None = None
) -> tuple[Array, Array]:
    """Predictions `(N, O)` in units for rows that are prepared, and the arrays `(S, L, B, H)` after them.

    Sequences run one by one, so that a sequence's bits do not depend on its neighbours.
    """
    predictions, states = [], []
    for lane, (x_TF, _) in enumerate(examples):
        before = None if state is None else state.select([lane])
        prediction_BTO, after = network.forward(x_TF[np.newaxis], before)
        predictions.append(prediction_BTO[0])
        states.append(after.values_SLBH)
    return preparation.in_units(np.concatenate(predictions)), np.concatenate(states, axis=2)


def zero_state(network: Network, preparation: Preparation, ids: tuple[str, ...]) -> State:
    """Returns the state before the first row of sequences with these names."""
    state = State.zeros(network.spec, len(ids), network.fingerprint, np.float32)
    state.inputs = _nothing_held(preparation, ids)
    return state


def check_carried(state: object, network: Network, preparation: Preparation, num_sequences: int) -> None:
    """Checks a state that a caller hands in; one that an engine made holds no inputs, and passes.

    Raises:
        StateError: it is no state, or of another network, preparation or number of sequences.
    """
    check_state(state, network.spec, num_sequences, network.fingerprint, FLOAT32_OR_64)
    assert isinstance(state, State)
    inputs = state.inputs
    if inputs is None:
        return
    if inputs.fingerprint != preparation.fingerprint or inputs.held_BF.shape[1] != len(preparation.inputs):
        raise StateError(
            f"state must be of a model that prepares its inputs alike ({preparation.fingerprint}), got one "
            f"of {inputs.fingerprint}. Its held inputs are scaled: start from zeros, or use its own model."
        )


def _nothing_held(preparation: Preparation, ids: tuple[str, ...]) -> InputState:
    return InputState(
        held_BF=np.full((len(ids), len(preparation.inputs)), np.nan, np.float32),
        steps_B=np.zeros(len(ids), np.int64),
        fingerprint=preparation.fingerprint,
        ids=ids,
        past_BDF=preparation.nothing_past(len(ids)),
    )
