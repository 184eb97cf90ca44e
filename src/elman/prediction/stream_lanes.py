"""Streams of one model, one for each id; each goes on when a row of its own comes."""

from __future__ import annotations

from collections.abc import Iterable

from elman.data import Preparation
from elman.engines import Network
from elman.errors import StateError
from elman.evaluation import InputRange
from elman.network import State
from elman.prediction.carry import zero_state
from elman.prediction.delayed_stream import open_stream
from elman.prediction.health import Health
from elman.prediction.stream import Stream


class StreamLanes:
    """Streams by id, which begin when their id is first asked for.

    Each is a `Stream` of its own, so its numbers are those of its rows alone, to the bit. For lanes that all
    go on together, `StreamBatch` is faster.

        lanes = model.stream_lanes()
        lanes.lane("north").step({"valve": 0.3})
        lanes.state.save("boilers.state")
    """

    def __init__(
        self,
        network: Network,
        preparation: Preparation,
        training_range: InputRange | None = None,
        *,
        state: State | None = None,
    ) -> None:
        """Lanes that go on from a state, or begin.

        Args:
            network: of the native engine.
            preparation: of its inputs and targets: channels, scaling, policy for missing inputs.
            training_range: of the inputs in their units, for `health`; None: not known.
            state: of the sequences so far, by id; None: all begin.

        Raises:
            ArgumentError: the network is of another engine.
            StateError: the state is of another model, or knows no ids, or has one twice.
        """
        self._parts = network, preparation, training_range
        self._untouched = open_stream(*self._parts)
        self._streams: dict[str, Stream] = {}
        if state is not None:
            self._go_on_from(state)

    def lane(self, name: str) -> Stream:
        """The stream of this id; a new one begins."""
        if name not in self._streams:
            network, preparation, _ = self._parts
            self._streams[name] = open_stream(*self._parts, state=zero_state(network, preparation, (name,)))
        return self._streams[name]

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the lanes that there are, in the order in which they came."""
        return tuple(self._streams)

    def health(self, names: Iterable[str] | None = None) -> Health:
        """Counts of some lanes, summed; None: of all."""
        chosen = self._streams if names is None else names
        return Health.sum([self._untouched.health, *(self._streams[name].health for name in chosen)])

    @property
    def state(self) -> State:
        """Of all lanes that there are, by id; those that no row came for stand as they were.

        Raises:
            StateError: there is none.
        """
        if not self._streams:
            raise StateError("state must be of one sequence or more, got none. Take a row first.")
        return State.join([stream.state for stream in self._streams.values()])

    def _go_on_from(self, state: State) -> None:
        ids = () if state.inputs is None else state.inputs.ids
        if len(set(ids)) != state.batch_size:
            raise StateError(
                "state must have an id for every sequence, each once, to be told apart by id, and it has "
                "not. Use the state that a stream with ids saved."
            )
        for lane, name in enumerate(ids):
            self._streams[name] = open_stream(*self._parts, state=state.select([lane]))
