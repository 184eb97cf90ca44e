"""Which lane of a state belongs to which sequence, by the ids of the sequences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from elman.data import Preparation
from elman.engines import Network
from elman.errors import StateError
from elman.network import State
from elman.prediction.carry import check_carried, zero_state


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchedLanes:
    """A state whose lanes are in the order of some sequences."""

    state: State
    """One lane for each sequence: its own lane of before, or zeros."""
    resting: State | None
    """The lanes that no sequence continues; they stay as they are."""
    notes: tuple[str, ...]
    """Notes on the sequences that are new and on lanes that rest."""


def match_lanes(state: State, ids: Sequence[str], network: Network, preparation: Preparation) -> MatchedLanes:
    """Finds the lane of each sequence by its id.

    Raises:
        StateError: the state is of another network or preparation, knows no ids, or has one twice.
    """
    check_carried(state, network, preparation, state.batch_size)
    if state.inputs is None or len(set(state.inputs.ids)) != state.batch_size:
        raise StateError(
            "state must have a different id for every sequence to be matched by id, and it has not. "
            "Pass what predict returned for a table with the same id column."
        )
    lane_of = {name: lane for lane, name in enumerate(state.inputs.ids)}
    new = [name for name in ids if name not in lane_of]
    resting = [lane for name, lane in lane_of.items() if name not in set(ids)]
    parts = [
        state.select([lane_of[name]]) if name in lane_of else zero_state(network, preparation, (name,))
        for name in ids
    ]
    return MatchedLanes(
        state=State.join(parts),
        resting=state.select(resting) if resting else None,
        notes=tuple(_notes(new, [state.inputs.ids[lane] for lane in resting])),
    )


def in_order_of(state: State, ids: Sequence[str], network: Network, preparation: Preparation) -> State:
    """The state with its lanes in the order of sequences that have its names; otherwise as it is.

    Files that are given in another order than before must not swap their states.

    Raises:
        StateError: the state is of another network or preparation, or some names are the state's and some
            are not, so that their order tells nothing.
    """
    check_carried(state, network, preparation, len(ids))
    own = () if state.inputs is None else state.inputs.ids
    if tuple(ids) == tuple(own) or not set(ids) & set(own):
        return state
    if len(set(own)) != len(own) or sorted(ids) != sorted(own):
        raise StateError(
            f"state must be of the same sequences, or of others in the same order, got {_listed(own)} in the "
            f"state and {_listed(ids)} here. Name the id column, or give the files that made the state."
        )
    lane_of = {name: lane for lane, name in enumerate(own)}
    return state.select([lane_of[name] for name in ids])


def _notes(new: Sequence[str], resting: Sequence[str]) -> list[str]:
    notes = []
    if new:
        notes.append(f"{len(new)} of the sequences are not in the state, and begin: {_listed(new)}.")
    if resting:
        notes.append(
            f"{len(resting)} of the state's sequences have no rows here, and rest: {_listed(resting)}."
        )
    return notes


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(repr(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
