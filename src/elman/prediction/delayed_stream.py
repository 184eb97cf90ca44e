"""A stream of a model with delayed inputs: it keeps the last rows, and gives the network the earlier ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from elman.arrays import Array
from elman.data import Preparation
from elman.engines import Network
from elman.evaluation import InputRange
from elman.network import State
from elman.prediction.rows import has_names, read_rows
from elman.prediction.stream import Stream


class DelayedStream(Stream):
    """A `Stream` for models with delayed inputs; a step takes some microseconds longer."""

    def __init__(
        self,
        network: Network,
        preparation: Preparation,
        training_range: InputRange | None = None,
        *,
        state: State | None = None,
    ) -> None:
        """Opens a stream from the first row on, or from a state; `Model.stream` is the usual way."""
        self._past_DF = _nothing(preparation)
        super().__init__(network, preparation, training_range, state=state)

    def step(self, row: Any) -> Any:
        """Takes one row, as a mapping, an array, a list or a number, and answers in the same form."""
        names, targets = self._preparation.inputs, self._preparation.targets
        rows = {name: [row[name]] for name in names if name in row} if has_names(row) else [row]
        y_O = self._run_late(read_rows(rows, names, {"T": 1, "F": len(names)}))[0]
        if has_names(row):
            return dict(zip(targets, y_O.tolist(), strict=True))
        return float(y_O[0]) if np.ndim(row) == 0 and len(targets) == 1 else y_O

    def run(self, rows: Any) -> Any:
        """Takes many rows, an array or a mapping, and returns their predictions in the same form."""
        names = self._preparation.inputs
        y_TO = self._run_late(read_rows(rows, names, {"T": None, "F": len(names)}))
        return dict(zip(self._preparation.targets, y_TO.T, strict=True)) if has_names(rows) else y_TO

    @property
    def state(self) -> State:
        """A copy of the state after the last row, with the inputs that have not acted yet."""
        state = super().state
        assert state.inputs is not None
        state.inputs = state.inputs.with_past(self._past_DF[None].copy())
        return state

    def go_on_from(self, state: State) -> None:
        """Replaces the state of this stream, which forgets the rows that it has taken."""
        super().go_on_from(state)
        past_BDF = None if state.inputs is None else state.inputs.past_BDF
        self._past_DF = _nothing(self._preparation) if past_BDF is None else past_BDF[0].copy()

    def reset(self) -> None:
        """Starts again: the next row is the first one."""
        super().reset()
        self._past_DF = _nothing(self._preparation)

    def __reduce__(self) -> tuple[Any, ...]:
        """Lets `pickle` and `copy` carry the model and the state."""
        rebuild, (make, ids, states) = super().__reduce__()
        return _rebuild, (rebuild, (make, ids, states), self._past_DF.copy())

    def _run_late(self, x_TF: Array) -> Array:
        """Runs rows with delayed inputs; a refused row changes nothing."""
        preparation, past_BDF = self._preparation, self._past_DF[None]
        late_TF = preparation.delayed(x_TF, (len(x_TF),), past_BDF)
        y_TO: Array = super().run(np.ascontiguousarray(late_TF))
        after_BDF = preparation.past_after(x_TF, (len(x_TF),), past_BDF)
        assert after_BDF is not None, "a stream with delays has a past"
        self._past_DF = after_BDF[0]
        return y_TO


def open_stream(
    network: Network,
    preparation: Preparation,
    training_range: InputRange | None = None,
    *,
    state: State | None = None,
) -> Stream:
    """Opens the kind of stream that a preparation needs, from the first row on or from a state."""
    kind = DelayedStream if preparation.has_delays else Stream
    return kind(network, preparation, training_range, state=state)


def _nothing(preparation: Preparation) -> Array:
    past_BDF = preparation.nothing_past(1)
    assert past_BDF is not None, "a stream with delays has a past"
    return np.asarray(past_BDF[0])


def _rebuild(rebuild: Any, parts: tuple[Any, ...], past_DF: Array) -> DelayedStream:
    """Makes a stream again from what `DelayedStream.__reduce__` returned."""
    stream: DelayedStream = rebuild(*parts)
    stream._past_DF = past_DF
    return stream
