"""Many independent streams of one model that run as one batch; lanes join and leave at any step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from threading import RLock
from typing import Any

import numpy as np

from elman import _native
from elman.arrays import Array
from elman.data import Preparation
from elman.engines import Network
from elman.errors import ArgumentError, StateError
from elman.evaluation import InputRange
from elman.network import State
from elman.prediction.carry import check_carried
from elman.prediction.health import Health, make_health
from elman.prediction.lane_states import (
    LaneStates,
    core_of,
    read_lane_states,
    stream_config,
    write_lane_states,
)
from elman.prediction.lanes import match_lanes
from elman.prediction.rows import explain_rows, has_names, read_rows
from elman.prediction.turns import in_turn


class StreamBatch:
    """Lanes that run together, each with its own state and id. A step takes one row of each lane.

    The prediction of a lane does not depend on the other lanes. It agrees with that of a separate `Stream`
    within float32 rounding, because another number of lanes adds the terms of a sum in another order. Threads
    that share a batch take turns, call by call.

        batch = model.stream(batch=["north", "south"])
        batch.step([[0.3], [0.5]])       # (B, O), a row a lane, in the order of `lanes`
        batch.join(["east"])
        south = batch.leave(["south"])   # its state, to save or to join again
    """

    def __init__(
        self,
        network: Network,
        preparation: Preparation,
        training_range: InputRange | None = None,
        *,
        lanes: int | Sequence[str] = 0,
        state: State | None = None,
    ) -> None:
        """Opens a batch of lanes; `Model.stream` is the usual way.

        Args:
            network: a network of the native engine.
            preparation: its channels, their scaling, and the policy for missing inputs.
            training_range: the range of each input in the training part, for `health`; None: not known.
            lanes: the number of lanes at the start, or their ids.
            state: the state to go on from, with as many sequences as lanes in the same order. If the lanes
                have ids, each goes on from the state of its id, and a new id begins. None: all begin.

        Raises:
            ArgumentError: the network belongs to another engine, or `lanes` is neither number nor ids.
            StateError: the state belongs to another network or preparation, or to other sequences.
        """
        self._network = network
        self._preparation = preparation
        self._training_range = training_range
        self._num_named = 0
        if preparation.has_delays:
            raise ArgumentError(
                "a batch of streams must take its inputs as they come, got a model with delays. Use "
                "`Model.stream_lanes`, a stream for each."
            )
        self._turn = RLock()
        self._put((), LaneStates.zeros(network, len(preparation.inputs), 0))
        self.join(lanes if state is None else self._match(lanes, state))

    @property
    def lanes(self) -> tuple[str, ...]:
        """The ids of the lanes, in the order of their rows."""
        return self._ids

    def __len__(self) -> int:
        """Returns the number of lanes."""
        return len(self._ids)

    @in_turn
    def step(self, rows: Any) -> Any:
        """Takes one row for every lane and returns the predictions.

        Args:
            rows: the inputs in their units, in the order of `lanes`: an array (B, F) or a list of B rows, or
                a mapping of names to B values. With one input, B values are enough. None or NaN is a missing
                value of that lane.

        Returns:
            The targets in their units: an array (B, O), float64; for a mapping, a dict of target names to
            arrays (B,).

        Raises:
            ArgumentError: the row of a lane cannot be used. No lane has then changed.
        """
        names = self._preparation.inputs
        x_BF = read_rows(rows, names, {"B": len(self), "F": len(names)})
        return self._answer(self._advance(x_BF[:, np.newaxis])[:, 0], rows)

    @in_turn
    def run(self, rows: Any) -> Any:
        """Takes many rows for every lane and returns their predictions, faster than `step` for each of them.

        Args:
            rows: the inputs in their units, in the order of `lanes`: an array (B, T, F), or a mapping of
                names to arrays (B, T). With one input, an array (B, T) is enough. NaN is a missing value.

        Returns:
            The targets in their units: an array (B, T, O), float64; for a mapping, a dict of target names to
            arrays (B, T).

        Raises:
            ArgumentError: a row cannot be used. No row is then taken.
        """
        names = self._preparation.inputs
        x_BTF = read_rows(rows, names, {"B": len(self), "T": None, "F": len(names)})
        return self._answer(self._advance(x_BTF), rows)

    @in_turn
    def join(self, newcomers: int | Sequence[str] | State) -> tuple[str, ...]:
        """Adds lanes after the present ones, which stay as they are.

        Args:
            newcomers: the number of new lanes, or their ids; or a state, whose sequences go on under their
                ids.

        Returns:
            The ids of the new lanes. If none are given they are numbers that were never used before.

        Raises:
            ArgumentError: an id is there already, or is given twice.
            StateError: the state belongs to another network or preparation.
        """
        if isinstance(newcomers, State):
            check_carried(newcomers, self._network, self._preparation, newcomers.batch_size)
            ids = self._number(newcomers.batch_size) if newcomers.inputs is None else newcomers.inputs.ids
            added = LaneStates.of_state(newcomers, self._network, len(self._preparation.inputs))
        else:
            ids = self._read_ids(newcomers)
            added = LaneStates.zeros(self._network, len(self._preparation.inputs), len(ids))
        together = (*self._ids, *ids)
        if len(set(together)) != len(together):
            twice = sorted({name for name in together if together.count(name) > 1})
            raise ArgumentError(f"lanes must have ids of their own, got {twice} twice. Choose other ids.")
        self._put(together, self._lane_states().join(added))
        return ids

    @in_turn
    def leave(self, ids: Sequence[str]) -> State:
        """Removes lanes and returns their state; the other lanes keep their order and their states.

        Raises:
            ArgumentError: there is no such lane, or no lane is named.
        """
        leaving = self._find(ids)
        states = self._lane_states()
        state = self._state_of(states, leaving)
        staying = [lane for lane in range(len(self)) if lane not in set(leaving)]
        self._put(tuple(self._ids[lane] for lane in staying), states.select(staying))
        return state

    @in_turn
    def reset(self, ids: Sequence[str] | None = None) -> None:
        """Starts lanes again from their first row; None: all lanes. The counts of `health` go on.

        Raises:
            ArgumentError: there is no such lane, or no lane is named.
        """
        states = self._lane_states()
        states.begin(range(len(self)) if ids is None else self._find(ids))
        write_lane_states(self._stream, states)

    @in_turn
    def fork(self) -> StreamBatch:
        """Returns an independent copy, on which you can try rows without changing these lanes."""
        return copy(self)

    @property
    @in_turn
    def state(self) -> State:
        """A copy of the state of all lanes, in the order of `lanes`.

        Raises:
            StateError: there is no lane.
        """
        if not self._ids:
            raise StateError("state must be of one lane or more, got none. Let a lane join first.")
        return self._state_of(self._lane_states(), range(len(self)))

    @property
    @in_turn
    def health(self) -> Health:
        """The summed counts of what was seen in the lanes that are there."""
        return make_health(self._lane_states(), self._preparation, self._training_range)

    @in_turn
    def health_of(self, lane: str) -> Health:
        """Returns the counts of what was seen in one lane since it joined.

        Raises:
            ArgumentError: there is no such lane.
        """
        states = self._lane_states().select(self._find([lane]))
        return make_health(states, self._preparation, self._training_range)

    @in_turn
    def __reduce__(self) -> tuple[Any, ...]:
        """Lets `pickle` and `copy` carry the model and the lanes' states; nothing native is copied."""
        make = partial(type(self), self._network, self._preparation, self._training_range)
        return _rebuild, (make, self._ids, self._lane_states(), self._num_named)

    def __repr__(self) -> str:
        """Shows the channels, and the number of lanes."""
        channels = f"{', '.join(self._preparation.inputs)} -> {', '.join(self._preparation.targets)}"
        return f"StreamBatch({channels}: {len(self)} lanes)"

    def _advance(self, x_BTF: Array) -> Array:
        x_BTF = np.ascontiguousarray(x_BTF)
        y_BTO = np.empty((*x_BTF.shape[:2], len(self._preparation.targets)))
        if not self._stream._run(x_BTF, y_BTO):
            explain_rows(x_BTF, self._preparation)
        return y_BTO

    def _answer(self, y: Array, rows: Any) -> Any:
        """Returns the answer in the form of the rows: by name if they were by name."""
        if not has_names(rows):
            return y
        return {name: y[..., place] for place, name in enumerate(self._preparation.targets)}

    def _match(self, lanes: int | Sequence[str], state: State) -> State:
        """Returns the state with its lanes in the wanted order."""
        if isinstance(lanes, int):
            check_carried(state, self._network, self._preparation, lanes)
            return state
        matched = match_lanes(state, self._read_ids(lanes), self._network, self._preparation)
        if matched.resting is not None:
            raise StateError(
                f"state must be of these lanes alone, got one that has others, too: {matched.notes[-1]} "
                "Name them, or leave them out with state.select."
            )
        return matched.state

    def _read_ids(self, newcomers: object) -> tuple[str, ...]:
        if isinstance(newcomers, int) and not isinstance(newcomers, bool) and newcomers >= 0:
            return self._number(newcomers)
        named = isinstance(newcomers, Sequence) and not isinstance(newcomers, str)
        if not (named and all(isinstance(name, str) for name in newcomers)):  # type: ignore[attr-defined]
            raise ArgumentError(
                f"lanes must be a number, a list of ids or a state, got {newcomers!r}. Write 2, or "
                "['a', 'b']."
            )
        return tuple(newcomers)  # type: ignore[arg-type]

    def _number(self, count: int) -> tuple[str, ...]:
        """Returns the next numbers that no lane has."""
        ids: list[str] = []
        while len(ids) < count:
            self._num_named += 1
            if str(self._num_named) not in self._ids:
                ids.append(str(self._num_named))
        return tuple(ids)

    def _find(self, ids: Sequence[str]) -> list[int]:
        wanted = [ids] if isinstance(ids, str) else list(ids)
        lane_of = {name: lane for lane, name in enumerate(self._ids)}
        unknown = [name for name in wanted if name not in lane_of or wanted.count(name) > 1]
        if unknown or not wanted:
            raise ArgumentError(
                f"ids must be those of one or more lanes, each once, got {unknown or wanted}. "
                "The property lanes has them."
            )
        return [lane_of[name] for name in wanted]

    def _state_of(self, states: LaneStates, lanes: Sequence[int]) -> State:
        ids = tuple(self._ids[lane] for lane in lanes)
        return states.select(lanes).to_state(self._network, self._preparation, ids)

    def _lane_states(self) -> LaneStates:
        return read_lane_states(self._stream, self._network, len(self._preparation.inputs), len(self))

    def _put(self, ids: tuple[str, ...], states: LaneStates) -> None:
        """Replaces the stream of the extension, whose number of lanes is fixed."""
        config = stream_config(self._network, self._preparation, self._training_range, len(ids))
        names = self._preparation.inputs, self._preparation.targets
        self._stream = _native.Stream(core_of(self._network), config, *names)
        write_lane_states(self._stream, states)
        self._ids = ids


def _rebuild(
    make: Callable[[], StreamBatch], ids: tuple[str, ...], states: LaneStates, num_named: int
) -> StreamBatch:
    """Makes a batch again from what `StreamBatch.__reduce__` returned."""
    batch = make()
    batch._put(ids, states)
    batch._num_named = num_named
    return batch
