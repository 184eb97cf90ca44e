"""A network of the reference engine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from elman.arrays import FLOAT32_OR_64, Array
from elman.engines.arguments import check_forward, check_snapshot, check_targets
from elman.engines.identity import IdentifiedNetwork, Identity
from elman.engines.protocol import Snapshot
from elman.engines.reference.objective import weighted_loss
from elman.engines.reference.stack import StackRun, run_stack, stack_gradients
from elman.network import (
    NetworkSpec,
    Parameters,
    State,
    convert_parameters,
    flatten_parameters,
    initialize,
    unflatten_parameters,
)
from elman.network.cells.cell import Cell
from elman.network.dropout import dropout_mask
from elman.network.losses import Loss
from elman.optimizers import Optimizer


class ReferenceNetwork(IdentifiedNetwork):
    """The protocol's `Network` in NumPy and float64; takes float32 and float64 arrays.

    `_values`, `_m` and `_v` are vectors of all parameters in PyTorch's order: the parameters, and the
    optimizer's two running means. Its short methods are seams: the tests put wrong ones in
    their place, and show that the conformance suite rejects them.
    """

    engine = "reference"

    def __init__(self, spec: NetworkSpec, *, cell: Cell, loss: Loss, optimizer: Optimizer, seed: int) -> None:
        self._spec = spec
        self._cell = cell
        self._loss = loss
        self._optimizer = optimizer
        self._seed = seed
        self._identity = Identity(self)
        self.load(initialize(spec, seed=seed))

    @property
    def num_steps(self) -> int:
        """Training steps taken since the parameters were loaded."""
        return self._num_steps

    def forward(self, x_BTF: Array, state: State | None = None) -> tuple[Array, State]:
        """Runs the network without dropout: returns the prediction `(B, T, O)` and the state after it."""
        state = self._identity.adopt(state)
        check_forward(self._spec, self.fingerprint, x_BTF, state, FLOAT32_OR_64)
        run = self._run(x_BTF, state, masks=[])
        return run.prediction_BTO, self._sign(self._state(run), self.fingerprint)

    def train_window(
        self, x_BTF: Array, y_BTO: Array, weight_BTO: Array | None = None, state: State | None = None
    ) -> tuple[float, State]:
        """Takes one training step on one window: returns its loss before the step, and the state."""
        state = self._check_window(x_BTF, y_BTO, weight_BTO, state)
        loss, gradients, run = self._differentiate(x_BTF, y_BTO, weight_BTO, state)
        with np.errstate(over="ignore", invalid="ignore"):
            norm = float(np.linalg.norm(gradients))
        if not math.isfinite(norm):
            loss = loss if not math.isfinite(loss) else math.nan
        elif math.isfinite(loss):
            self._step(self._clip(gradients, norm))
        return loss, self._sign(self._state(run), self._identity.run)

    def gradients(
        self, x_BTF: Array, y_BTO: Array, weight_BTO: Array | None = None, state: State | None = None
    ) -> Parameters:
        """The gradient that `train_window` would follow, before clipping; takes no step."""
        return self.loss_and_gradients(x_BTF, y_BTO, weight_BTO, state)[1]

    def loss_and_gradients(
        self, x_BTF: Array, y_BTO: Array, weight_BTO: Array | None = None, state: State | None = None
    ) -> tuple[float, Parameters]:
        """The loss of a window, and the gradient that `train_window` would follow, before clipping.

        Takes no step.
        """
        state = self._check_window(x_BTF, y_BTO, weight_BTO, state)
        loss, gradients, _ = self._differentiate(x_BTF, y_BTO, weight_BTO, state)
        return loss, unflatten_parameters(gradients, self._spec)

    def parameters(self) -> Parameters:
        """A copy of the parameters, named, ordered and shaped as PyTorch has them; float64."""
        return unflatten_parameters(self._values.copy(), self._spec)

    def load(self, parameters: dict[str, Any]) -> None:
        """Takes over parameters (a torch `state_dict` will do), and starts counting steps afresh."""
        converted = convert_parameters(parameters, self._spec, np.float64)
        self._values = flatten_parameters(converted)
        self._m = np.zeros_like(self._values)
        self._v = np.zeros_like(self._values)
        self._num_steps = 0
        self._identity.begin()

    def snapshot(self) -> Snapshot:
        """A copy of all that training changes."""
        return Snapshot(
            parameters=self.parameters(),
            m=unflatten_parameters(self._m.copy(), self._spec),
            v=unflatten_parameters(self._v.copy(), self._spec),
            step=self._num_steps,
            fingerprint=self._identity.origin,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Goes back to a snapshot; states of the run that it is of fit again."""
        check_snapshot(snapshot)
        values, m, v = (
            flatten_parameters(convert_parameters(arrays, self._spec, np.float64))
            for arrays in (snapshot.parameters, snapshot.m, snapshot.v)
        )
        self._values, self._m, self._v = values, m, v
        self._num_steps = snapshot.step
        self._identity.go_on(snapshot.fingerprint)

    def _check_window(self, x_BTF: Any, y_BTO: Any, weight_BTO: Any, state: State | None) -> State | None:
        """Checks the arguments; returns the state as one of the run."""
        state, run = self._identity.adopt_for_training(state), self._identity.run
        check_forward(self._spec, run, x_BTF, state, FLOAT32_OR_64)
        check_targets(self._spec, self._loss, x_BTF, y_BTO, weight_BTO, FLOAT32_OR_64)
        return state

    def _run(self, x_BTF: Array, state: State | None, masks: list[Array]) -> StackRun:
        if state is None:
            state = State.zeros(self._spec, x_BTF.shape[0], "", np.float64)
        values_SLBH = state.values_SLBH.astype(np.float64)
        parameters = unflatten_parameters(self._values, self._spec)
        return run_stack(self._cell, parameters, x_BTF.astype(np.float64), values_SLBH, masks)

    def _differentiate(
        self, x_BTF: Array, y_BTO: Array, weight_BTO: Array | None, state: State | None
    ) -> tuple[float, Array, StackRun]:
        """The loss, its gradient as one vector, and the run; numbers too large become infinite."""
        with np.errstate(over="ignore", invalid="ignore"):
            run = self._run(x_BTF, state, self._masks(x_BTF))
            loss, d_prediction_BTO = self._score(run.prediction_BTO, y_BTO, weight_BTO)
            parameters = unflatten_parameters(self._values, self._spec)
            gradients = stack_gradients(self._spec, self._cell, parameters, run, d_prediction_BTO)
        return loss, flatten_parameters(gradients), run

    def _score(self, prediction_BTO: Array, y_BTO: Array, weight_BTO: Array | None) -> tuple[float, Array]:
        return weighted_loss(self._loss, prediction_BTO, y_BTO, weight_BTO)

    def _masks(self, x_BTF: Array) -> list[Array]:
        """The dropout masks of this training step, for every layer but the last."""
        if self._spec.dropout == 0.0:
            return []
        shape = (x_BTF.shape[0], x_BTF.shape[1], self._spec.hidden_size)
        return [
            dropout_mask(shape, self._spec.dropout, seed=self._seed, step=self._num_steps, layer=layer)
            for layer in range(self._spec.num_layers - 1)
        ]

    def _clip(self, gradients: Array, norm: float) -> Array:
        """`gradient *= min(1, clip_norm / (norm + 1e-6))`."""
        if self._optimizer.clip_norm is None:
            return gradients
        return gradients * min(1.0, self._optimizer.clip_norm / (norm + 1e-6))

    def _step(self, gradients: Array) -> None:
        """One step of the optimizer, which works entry by entry, on all parameters at once."""
        self._values, self._m, self._v = self._optimizer.update(
            self._values, gradients, self._m, self._v, step=self._num_steps
        )
        self._num_steps += 1

    def _state(self, run: StackRun) -> State:
        return State(self._cell.states, run.values_SLBH, "")

    def _sign(self, state: State, name: str) -> State:
        """The state with whose it is."""
        state.fingerprint = name
        return state
