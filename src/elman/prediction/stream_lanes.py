"""Streams of one model, one for each id; each takes only rows of its own id."""

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
    """Streams by id. A stream begins when its id is first asked for.

    Each id has its own `Stream`, so its numbers are those of its rows alone, to the bit. A `StreamBatch` is
    faster for lanes that always take rows together.

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
        """Opens streams that go on from a state, or begin; `Model.stream_lanes` is the usual way.

        Args:
            network: a network of the native engine.
            preparation: its channels, their scaling, and the policy for missing inputs.
            training_range: the range of each input in the training part, for `health`; None: not known.
            state: the state of earlier sequences by id, to go on from; None: all begin.

        Raises:
            ArgumentError: the network belongs to another engine.
            StateError: the state belongs to another model, has no ids, or has an id twice.
        """
        self._parts = network, preparation, training_range
        self._untouched = open_stream(*self._parts)
        self._streams: dict[str, Stream] = {}
        if state is not None:
            self._go_on_from(state)

    def lane(self, name: str) -> Stream:
        """Returns the stream of this id; an unknown id begins a new stream."""
        if name not in self._streams:
            network, preparation, _ = self._parts
            self._streams[name] = open_stream(*self._parts, state=zero_state(network, preparation, (name,)))
        return self._streams[name]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the lanes, in the order in which they came."""
        return tuple(self._streams)

    def health(self, names: Iterable[str] | None = None) -> Health:
        """Returns the summed counts of some lanes; None: of all lanes."""
        chosen = self._streams if names is None else names
        return Health.sum([self._untouched.health, *(self._streams[name].health for name in chosen)])

    @property
    def state(self) -> State:
        """A copy of the state of all lanes, by id; lanes that took no row are unchanged.

        Raises:
            StateError: there is no lane.
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
