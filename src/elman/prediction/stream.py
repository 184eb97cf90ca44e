"""One stream of rows through a network: the state is carried from row to row."""

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
    """Predicts row by row, in the channels' own units, and carries the state.

    Rows one by one, in chunks of any size, or all in one `Model.predict` give the same numbers, bit for
    bit. `step`, which the extension provides, takes one row; see `help(Stream.step)`. A row that is refused
    changes nothing. Threads that share a stream take turns, row by row.

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
        """A stream from the first row on, or from a state.

        Args:
            network: of the native engine.
            preparation: of its inputs and targets: channels, scaling, policy for missing inputs.
            training_range: of the inputs in their units, for `health`; None: not known.
            state: of one sequence, to go on from; None: from the start.

        Raises:
            ArgumentError: the network is of another engine.
            StateError: the state is of another network or preparation, or of several sequences.
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
        """Goes many rows on, and returns their predictions: as `step` for each, and faster.

        Args:
            rows: the inputs in their units: an array (T, F) or a list of T rows, or a mapping (or a frame)
                of names to columns of T values. With one input, T values will do. None or NaN is a missing
                value.

        Returns:
            The targets in their units: an array (T, O), float64; for a mapping or a frame, a dict of target
            names to arrays (T,).

        Raises:
            ArgumentError: a row cannot be used, as in `step`. Nothing has changed then: none was taken.
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
        """A copy of the state after the last row, to save, or to go on from elsewhere."""
        return self._lane_states().to_state(self._network, self._preparation, self._ids)

    @property
    def health(self) -> Health:
        """What was seen since the stream was made."""
        return make_health(self._lane_states(), self._preparation, self._training_range)

    def go_on_from(self, state: State) -> None:
        """Takes over a state of one sequence; what this stream has seen is forgotten, `health` too.

        Raises:
            StateError: the state is of another network or preparation, or of several sequences.
        """
        check_carried(state, self._network, self._preparation, 1)
        write_lane_states(self, LaneStates.of_state(state, self._network, len(self._preparation.inputs)))
        if state.inputs is not None:
            self._ids = state.inputs.ids

    def warm(self, rows: Any, targets: Any) -> None:
        """Goes on from the state that measured rows tell, as the last of them leaves it.

        The state before the first of these rows is the one from which the network says their targets best.

        Args:
            rows: as `run`.
            targets: measured in the same rows, as `rows`; None or NaN where missing.

        Raises:
            ArgumentError: they do not fit the model, or each other.
            DataError: a value is no number, or infinite.
        """
        from elman.prediction.estimation import state_after

        x_TF = read_rows(rows, self._preparation.inputs, {"T": None, "F": len(self._preparation.inputs)})
        y_TO = read_rows(
            targets, self._preparation.targets, {"T": len(x_TF), "O": self._network.spec.output_size}
        )
        self.go_on_from(state_after(self._network, self._preparation, x_TF, y_TO))

    def reset(self) -> None:
        """Begins anew: the next row is the first. `health` goes on counting."""
        states = self._lane_states()
        states.begin([0])
        write_lane_states(self, states)

    def fork(self) -> Stream:
        """An independent copy, to try what follows without touching this stream."""
        return copy(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """For `pickle` and `copy`: what it is made of and what it remembers, and nothing native."""
        make = partial(type(self), self._network, self._preparation, self._training_range)
        return _rebuild, (make, self._ids, self._lane_states())

    def __repr__(self) -> str:
        """Channels, and rows since the start."""
        channels = f"{', '.join(self._preparation.inputs)} -> {', '.join(self._preparation.targets)}"
        return f"Stream({channels}: {int(self._lane_states().steps_B[0])} rows)"

    def _lane_states(self) -> LaneStates:
        return read_lane_states(self, self._network, len(self._preparation.inputs), 1)

    def _refuse(self, row: Any) -> NoReturn:
        """The extension found that it cannot use a row, and asks for the sentence."""
        explain_row(row, self._preparation)


def _rebuild(make: Callable[[], Stream], ids: tuple[str, ...], states: LaneStates) -> Stream:
    """The inverse of `Stream.__reduce__`."""
    stream = make()
    write_lane_states(stream, states)
    stream._ids = ids
    return stream
