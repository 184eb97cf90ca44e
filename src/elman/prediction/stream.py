"""A stream of rows through a network, which carries its state from row to row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import partial
from typing import Any, NoReturn, overload

import numpy as np

from elman import _native
from elman.arrays import Array
from elman.data import Preparation
from elman.engines import Network
from elman.errors import ArgumentError
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
from elman.prediction.rows import explain_row, explain_rows, has_names, read_rows

_ID = "stream"


class Stream(_native.Stream):
    """Predicts row by row, in the units of the table, and carries the state.

    Rows give the same numbers to the bit, whether they come one by one, in chunks of any size, or all in one
    `Model.predict`. `step` takes one row: a mapping of names, an array, a list, or one number. A row that is
    refused changes nothing. Threads that share a stream take turns, row by row.

        stream = model.stream()
        stream.step({"valve": 0.3})  # {"temperature": 71.2}
        stream.step(0.3)             # one input, one target: 71.2
        stream.state.save("boiler.state")
    """

    def __init__(
        self,
        network: Network,
        preparation: Preparation,
        training_range: InputRange | None = None,
        *,
        state: State | None = None,
    ) -> None:
        """Opens a stream from the first row on, or from a state; `Model.stream` is the usual way.

        Args:
            network: a network of the native engine.
            preparation: its channels, their scaling, and the policy for missing inputs.
            training_range: the range of each input in the training part, for `health`; None: not known.
            state: the state of one sequence, to go on from; None: from the start.

        Raises:
            ArgumentError: the network belongs to another engine.
            StateError: the state belongs to another network or preparation, or has several sequences.
        """
        if preparation.has_delays and type(self) is Stream:
            raise ArgumentError(
                "preparation must take its inputs as they come, got one with delays. Use `Model.stream`."
            )
        config = stream_config(network, preparation, training_range, 1)
        super().__init__(core_of(network), config, preparation.inputs, preparation.targets)
        self._network = network
        self._preparation = preparation
        self._training_range = training_range
        self._ids: tuple[str, ...] = (_ID,)
        if state is not None:
            self.go_on_from(state)

    @overload
    def run(self, rows: Mapping[str, Any]) -> dict[str, Array]: ...

    @overload
    def run(self, rows: Any) -> Array: ...

    def run(self, rows: Any) -> Any:
        """Takes many rows and returns their predictions, faster than `step` for each of them.

        Args:
            rows: the inputs in their units: an array (T, F), a list of T rows, or a mapping or frame of names
                to columns of T values. With one input, T values are enough. None or NaN is a missing value.

        Returns:
            The targets in their units: an array (T, O), float64; for a mapping or a frame, a dict of target
            names to arrays (T,).

        Raises:
            ArgumentError: a row cannot be used. No row is then taken.
        """
        names = self._preparation.inputs
        x_BTF = read_rows(rows, names, {"T": None, "F": len(names)})[np.newaxis]
        y_BTO = np.empty((*x_BTF.shape[:2], len(self._preparation.targets)))
        if not self._run(x_BTF, y_BTO):
            explain_rows(x_BTF, self._preparation)
        y_TO = y_BTO[0]
        return dict(zip(self._preparation.targets, y_TO.T, strict=True)) if has_names(rows) else y_TO

    @property
    def state(self) -> State:
        """A copy of the state after the last row; save it, or go on from it elsewhere."""
        return self._lane_states().to_state(self._network, self._preparation, self._ids)

    @property
    def health(self) -> Health:
        """The counts of what was seen since the stream was made."""
        return make_health(self._lane_states(), self._preparation, self._training_range)

    def go_on_from(self, state: State) -> None:
        """Replaces the state of this stream, which forgets the rows that it has taken and their `health`.

        Raises:
            StateError: the state belongs to another network or preparation, or has several sequences.
        """
        check_carried(state, self._network, self._preparation, 1)
        write_lane_states(self, LaneStates.of_state(state, self._network, len(self._preparation.inputs)))
        if state.inputs is not None:
            self._ids = state.inputs.ids

    def warm(self, rows: Any, targets: Any) -> None:
        """Finds the state from rows whose targets were measured, and goes on after the last of them.

        The stream begins these rows in the state from which the network predicts their targets best.

        Args:
            rows: the inputs in their units: an array (T, F), a list of T rows, or a mapping or frame of names
                to columns of T values. With one input, T values are enough.
            targets: the measured targets of the same rows, in the same form; None or NaN where missing.

        Raises:
            ArgumentError: rows and targets do not fit the model, or each other.
            DataError: a value is no number, or is infinite.
        """
        from elman.prediction.estimation import state_after

        x_TF = read_rows(rows, self._preparation.inputs, {"T": None, "F": len(self._preparation.inputs)})
        y_TO = read_rows(
            targets, self._preparation.targets, {"T": len(x_TF), "O": self._network.spec.output_size}
        )
        self.go_on_from(state_after(self._network, self._preparation, x_TF, y_TO))

    def reset(self) -> None:
        """Starts again: the next row is the first one. The counts of `health` go on."""
        states = self._lane_states()
        states.begin([0])
        write_lane_states(self, states)

    def fork(self) -> Stream:
        """Returns an independent copy, on which you can try rows without changing this stream."""
        return copy(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Lets `pickle` and `copy` carry the model and the state; nothing native is copied."""
        make = partial(type(self), self._network, self._preparation, self._training_range)
        return _rebuild, (make, self._ids, self._lane_states())

    def __repr__(self) -> str:
        """Shows the channels, and the rows since the start."""
        channels = f"{', '.join(self._preparation.inputs)} -> {', '.join(self._preparation.targets)}"
        return f"Stream({channels}: {int(self._lane_states().steps_B[0])} rows)"

    def _lane_states(self) -> LaneStates:
        return read_lane_states(self, self._network, len(self._preparation.inputs), 1)

    def _refuse(self, row: Any) -> NoReturn:
        """Raises the error for a row that the extension cannot use."""
        explain_row(row, self._preparation)


def _rebuild(make: Callable[[], Stream], ids: tuple[str, ...], states: LaneStates) -> Stream:
    """Makes a stream again from what `Stream.__reduce__` returned."""
    stream = make()
    write_lane_states(stream, states)
    stream._ids = ids
    return stream
