"""The networks of a stream, each with its states: one for every row of the stride."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.running.passes import Passed
from elman.forecasting.running.rollout import go_on
from elman.framing import Framing, History, make_frame
from elman.network import State

_ZERO = np.zeros(1, np.int64)


class CarriedNetworks:
    """Networks that take a step at every row.

    With a stride of 24 rows, what is said at a row goes on from the state of 24 rows before: so 24 states
    are carried, and each row moves one of them on.
    """

    def __init__(self, networks: Sequence[Network], framing: Framing) -> None:
        """From zeros.

        Args:
            networks: whose median is the forecast.
            framing: what they see and say.
        """
        self._networks = tuple(networks)
        self._framing = framing
        spec = networks[0].spec
        self._names = spec.cell_definition.states
        zeros = [[State.zeros(spec, 1, own.fingerprint, np.float32)] * framing.stride for own in networks]
        self._states: list[list[State]] = zeros

    def step(self, history: History, number: int) -> list[Passed]:
        """Every network's word at this row.

        Args:
            history: whose row 0 is the next one.
            number: rows since the first known one.
        """
        phase = (number - 1) % self._framing.stride
        frame = make_frame(self._framing, history, _ZERO, _ZERO[:, None])
        said = []
        for network, states in zip(self._networks, self._states, strict=True):
            y_BTO, states[phase] = network.forward(frame.x_BTF, states[phase])
            said.append(Passed(y_MO=y_BTO[:, -1], state=states[phase]))
        return said

    def forecast(self, history: History, said: Sequence[Passed], num_quantiles: int) -> Array:
        """The median over the networks `(1, K, Q)`, in units."""
        parts = [
            go_on(network, self._framing, history, _ZERO, _ZERO, passed, num_quantiles=num_quantiles)
            for network, passed in zip(self._networks, said, strict=True)
        ]
        return np.asarray(np.median(parts, axis=0))

    def arrays(self) -> dict[str, Array]:
        """A copy of the states: networks, phases of the stride, layers, units."""
        blocks = np.stack(
            [np.stack([state.values_SLBH[:, :, 0] for state in states]) for states in self._states]
        )
        return {f"state_{name}": blocks[:, :, place] for place, name in enumerate(self._names)}

    def restore(self, arrays: Mapping[str, Array]) -> None:
        """The inverse."""
        blocks = np.stack([arrays[f"state_{name}"] for name in self._names], axis=2)
        self._states = [
            [State(self._names, np.ascontiguousarray(block[:, :, None]), own.fingerprint) for block in part]
            for own, part in zip(self._networks, blocks, strict=True)
        ]
