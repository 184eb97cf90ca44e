"""The networks of a stream, each with one state for every row of the stride."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.running.passes import Passed
from elman.forecasting.running.rollout import continue_forecast
from elman.forecasting.running.rules import Rules
from elman.framing import Framing, PackedSeries, make_frame
from elman.network import State
from elman.series.origins import Origins

NEWEST = Origins(series_M=np.zeros(1, np.int64), row_M=np.full(1, -1))
"""The number of the newest row of a stream's past; the next row has the number 0."""


class CarriedNetworks:
    """Networks that take a step at every row.

    With a stride of 24 rows, the outputs at a row follow from the state of 24 rows before. So 24 states are
    carried, and each row advances one of them.
    """

    def __init__(self, networks: Sequence[Network], framing: Framing, rules: Rules | None = None) -> None:
        """Starts every state from zeros.

        Args:
            networks: the networks; the forecast is their median.
            framing: what a step sees of the series.
            rules: simple rules beside the networks; None: no rules.
        """
        self._rules = rules
        self._networks = tuple(networks)
        self._framing = framing
        spec = networks[0].spec
        self._names = spec.cell_definition.states
        zeros = [[State.zeros(spec, 1, own.fingerprint, np.float32)] * framing.stride for own in networks]
        self._states: list[list[State]] = zeros

    def step(self, packed: PackedSeries, number: int) -> list[Passed]:
        """Returns every network's outputs at this row.

        Args:
            packed: the past; its row 0 is the next row.
            number: the number of rows since the first known one.
        """
        phase = (number - 1) % self._framing.stride
        frame = make_frame(packed, NEWEST.series_M, NEWEST.row_M[:, None] + 1)
        outputs = []
        for network, states in zip(self._networks, self._states, strict=True):
            y_BTO, states[phase] = network.forward(frame.x_BTF, states[phase])
            outputs.append(Passed(y_MO=y_BTO[:, -1], state=states[phase]))
        return outputs

    def forecast(self, packed: PackedSeries, outputs: Sequence[Passed]) -> Array:
        """Returns the median of the networks together with the rules, `(1, K, Q)`, in units."""
        parts = [
            continue_forecast(network, packed, NEWEST, passed)
            for network, passed in zip(self._networks, outputs, strict=True)
        ]
        values_MKQ = np.asarray(np.median(parts, axis=0))
        return values_MKQ if self._rules is None else self._rules.join(values_MKQ, packed, NEWEST)

    def arrays(self) -> dict[str, Array]:
        """Returns a copy of the states: networks, phases of the stride, layers, units."""
        blocks = np.stack(
            [np.stack([state.values_SLBH[:, :, 0] for state in states]) for states in self._states]
        )
        return {f"state_{name}": blocks[:, :, place] for place, name in enumerate(self._names)}

    def restore(self, arrays: Mapping[str, Array]) -> None:
        """Takes over the arrays that `arrays` returned."""
        blocks = np.stack([arrays[f"state_{name}"] for name in self._names], axis=2)
        self._states = [
            [State(self._names, np.ascontiguousarray(block[:, :, None]), own.fingerprint) for block in part]
            for own, part in zip(self._networks, blocks, strict=True)
        ]
