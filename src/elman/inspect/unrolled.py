"""A network laid out over time: what every layer did at every step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import FLOAT32_OR_64, Array, check_array
from elman.engines import Network
from elman.engines.reference.stack import StackRun, run_stack
from elman.network import NetworkSpec, Parameters, State, check_state
from elman.network.cells.cell import Cell, CellState


@dataclass(frozen=True, kw_only=True, slots=True)
class Unrolled:
    """One run of a network over some rows, with all that a walk back through time needs."""

    spec: NetworkSpec
    """The network's shape."""
    parameters: Parameters
    """In float64."""
    x_BTF: Array
    """Scaled inputs."""
    run: StackRun
    """Prediction, states, and what the cells kept of every step."""

    @property
    def cell(self) -> Cell:
        """The cell's definition."""
        return self.spec.cell_definition

    @property
    def num_rows(self) -> int:
        """Time steps, T."""
        return int(self.x_BTF.shape[1])

    @property
    def prediction(self) -> Array:
        """What the network said, scaled."""
        return self.run.prediction_BTO

    def saved(self) -> list[CellState]:
        """What each layer's cell kept of every step: arrays `(T, B, H)`, by layer."""
        return [tuple(map(np.stack, zip(*layer.saved, strict=True))) for layer in self.run.layers]


def unroll(network: Network, x_BTF: Array, state: State | None = None) -> Unrolled:
    """Runs a network over some rows and keeps everything.

    Args:
        network: of any engine.
        x_BTF: scaled inputs, float32 or float64.
        state: before the first row; None: zeros.

    Raises:
        ArgumentError: the inputs do not fit the network.
        StateError: the state is of another network, or another batch size.
    """
    spec = network.spec
    check_array("x_BTF", x_BTF, (None, None, spec.input_size), dtypes=FLOAT32_OR_64)
    check_state(state, spec, len(x_BTF), network.fingerprint, FLOAT32_OR_64)
    return unroll_parameters(spec, network.parameters(), x_BTF, None if state is None else state.values_SLBH)


def unroll_parameters(
    spec: NetworkSpec, parameters: Parameters, x_BTF: Array, values_SLBH: Array | None = None
) -> Unrolled:
    """The same of parameters, without a network that has them.

    Args:
        spec: the network's shape.
        parameters: by name.
        x_BTF: as `unroll`.
        values_SLBH: the state before the first row; None: zeros.
    """
    check_array("x_BTF", x_BTF, (None, None, spec.input_size), dtypes=FLOAT32_OR_64)
    if values_SLBH is None:
        values_SLBH = State.zeros(spec, len(x_BTF), "", np.float64).values_SLBH
    parameters = {name: array.astype(np.float64) for name, array in parameters.items()}
    x_BTF = x_BTF.astype(np.float64)
    run = run_stack(spec.cell_definition, parameters, x_BTF, values_SLBH.astype(np.float64), masks=[])
    return Unrolled(spec=spec, parameters=parameters, x_BTF=x_BTF, run=run)
