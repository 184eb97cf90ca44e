"""The interface between the training loop and the engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from elman.arrays import Array
from elman.network import NetworkSpec, Parameters, State
from elman.network.losses import Loss
from elman.optimizers import Optimizer


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """Everything that training changes in a network. A restored network goes on with the same bits."""

    parameters: Parameters
    """The parameters."""
    m: Parameters
    """The optimizer's running mean of the gradients."""
    v: Parameters
    """The optimizer's running mean of their squares."""
    step: int
    """Training steps taken."""
    fingerprint: str
    """The fingerprint of the first parameters of the training, so that states of the run still fit."""


class Network(Protocol):
    """A network on an engine: arrays in, arrays out, batch first, float32 (float64 in the reference).

    Every method checks its arguments and raises `ArgumentError`, `DtypeError` or `StateError` before
    anything is changed. `state=None` means zeros; `weight_BTO=None` means that every target counts
    1. A target may be NaN where its weight is 0.
    """

    @property
    def spec(self) -> NetworkSpec:
        """The network's shape."""
        ...

    @property
    def fingerprint(self) -> str:
        """Made of spec and the parameters in force; a state of other parameters is refused.

        The states that `train_window` returns belong to the training run, not to any parameters:
        `train_window` and `forward` of this network take them.
        """
        ...

    @property
    def num_steps(self) -> int:
        """Training steps taken."""
        ...

    def forward(self, x_BTF: Array, state: State | None = None) -> tuple[Array, State]:
        """Runs the network without dropout: returns the prediction `(B, T, O)` and the state after it."""
        ...

    def train_window(
        self,
        x_BTF: Array,
        y_BTO: Array,
        weight_BTO: Array | None = None,
        state: State | None = None,
    ) -> tuple[float, State]:
        """Takes one training step on one window: returns its loss before the step, and the state.

        The gradient ends at the window's start (truncated back-propagation through time). A loss or
        gradient that is not finite takes no step, and NaN or infinity is returned as the loss.

        Args:
            x_BTF: inputs.
            y_BTO: targets; with Q quantiles they have `output_size / Q` columns.
            weight_BTO: weight of every target in the loss, at least 0; shaped as `y_BTO`.
            state: before the window's first step.
        """
        ...

    def gradients(
        self,
        x_BTF: Array,
        y_BTO: Array,
        weight_BTO: Array | None = None,
        state: State | None = None,
    ) -> Parameters:
        """The gradient that `train_window` would follow, before clipping; takes no step."""
        ...

    def loss_and_gradients(
        self,
        x_BTF: Array,
        y_BTO: Array,
        weight_BTO: Array | None = None,
        state: State | None = None,
    ) -> tuple[float, Parameters]:
        """The loss of a window, and the gradient that `train_window` would follow, before clipping.

        Takes no step.
        """
        ...

    def parameters(self) -> Parameters:
        """A copy of the parameters, named, ordered and shaped as PyTorch has them."""
        ...

    def load(self, parameters: dict[str, Any]) -> None:
        """Takes over parameters (a torch `state_dict` will do), and forgets the optimizer's moments."""
        ...

    def snapshot(self) -> Snapshot:
        """A copy of all that training changes."""
        ...

    def restore(self, snapshot: Snapshot) -> None:
        """Goes back to a snapshot; states of the run that it is of fit again."""
        ...


class Engine(Protocol):
    """Builds networks."""

    def supports(self, spec: NetworkSpec) -> bool:
        """Whether this engine has the network's cell."""
        ...

    def build(
        self,
        spec: NetworkSpec,
        *,
        loss: Loss,
        optimizer: Optimizer,
        seed: int = 0,
        threads: int | None = None,
    ) -> Network:
        """A network with elman's default initial parameters.

        Args:
            spec: its shape.
            loss: what `train_window` minimises.
            optimizer: how.
            seed: of the initial parameters and the dropout masks.
            threads: most threads to use; None: `ELMAN_THREADS`, or else every core.
        """
        ...
