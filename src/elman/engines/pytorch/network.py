"""A network of the PyTorch engine."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, final

import numpy as np
import torch

from elman.arrays import Array
from elman.engines.arguments import check_forward, check_snapshot, check_targets
from elman.engines.identity import IdentifiedNetwork, Identity
from elman.engines.protocol import Snapshot
from elman.engines.pytorch.objective import entry_loss, mean_loss, torch_optimizer
from elman.engines.pytorch.settings import repeatable_randomness, scoped_precision, scoped_threads
from elman.network import NetworkSpec, Parameters, State, convert_parameters, initialize
from elman.network.losses import Loss
from elman.optimizers import Optimizer
from elman.pytorch import HiddenState, Rnn, to_state_dict


@final
class PyTorchNetwork(IdentifiedNetwork):
    """The protocol's `Network` on PyTorch, float32.

    Nothing here is shared with the other engines but the checks and the names: gradients come from
    autograd, losses and optimizers from PyTorch. The dropout masks are PyTorch's: a function of seed
    and step on the CPU; on a GPU, or where other Python threads draw at the same time, they are not
    repeatable.
    """

    engine = "pytorch"

    def __init__(
        self,
        spec: NetworkSpec,
        *,
        loss: Loss,
        optimizer: Optimizer,
        seed: int,
        device: torch.device,
        threads: int | None,
    ) -> None:
        self._spec = spec
        self._loss = loss
        self._entry_loss = entry_loss(loss)
        self._optimizer = optimizer
        self._seed = seed
        self._device = device
        self._threads = threads
        self._identity = Identity(self)
        with repeatable_randomness(device, seed, 0):
            self._module = Rnn.from_spec(spec).to(device)
        self.load(initialize(spec, seed=seed))

    @property
    def num_steps(self) -> int:
        """Training steps taken since the parameters were loaded."""
        return self._num_steps

    def forward(self, x_BTF: Array, state: State | None = None) -> tuple[Array, State]:
        """Runs the network without dropout: returns the prediction `(B, T, O)` and the state after it."""
        state = self._identity.adopt(state)
        check_forward(self._spec, self.fingerprint, x_BTF, state)
        self._module.eval()
        with self._settings(), torch.no_grad():
            prediction, h_n = self._module(self._tensor(x_BTF), self._hidden(x_BTF, state))
        return _to_array(prediction), self._state(h_n, self.fingerprint)

    def train_window(
        self, x_BTF: Array, y_BTO: Array, weight_BTO: Array | None = None, state: State | None = None
    ) -> tuple[float, State]:
        """Takes one training step on one window: returns its loss before the step, and the state."""
        with self._settings():
            loss, after = self._differentiate(x_BTF, y_BTO, weight_BTO, state)
            limit = math.inf if self._optimizer.clip_norm is None else self._optimizer.clip_norm
            norm = torch.nn.utils.clip_grad_norm_(self._module.parameters(), limit).item()
            if math.isfinite(loss) and math.isfinite(norm):
                factor = self._optimizer.schedule.factor(self._num_steps)
                self._torch_optimizer.param_groups[0]["lr"] = self._optimizer.learning_rate * factor
                self._torch_optimizer.step()
                self._num_steps += 1
            elif math.isfinite(loss):
                loss = math.nan
        return loss, after

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
        with self._settings():
            loss, _ = self._differentiate(x_BTF, y_BTO, weight_BTO, state)
        return loss, {
            name: np.zeros(parameter.shape, np.float32)
            if parameter.grad is None
            else _to_array(parameter.grad)
            for name, parameter in self._module.named_parameters()
        }

    def parameters(self) -> Parameters:
        """A copy of the parameters, named, ordered and shaped as PyTorch has them."""
        return {name: _to_array(parameter) for name, parameter in self._module.named_parameters()}

    def load(self, parameters: dict[str, Any]) -> None:
        """Takes over parameters (a torch `state_dict` will do), and starts counting steps afresh."""
        converted = convert_parameters(parameters, self._spec, np.float32)
        optimizer = torch_optimizer(self._optimizer, list(self._module.parameters()))
        self._module.load_state_dict(to_state_dict(converted))
        self._torch_optimizer = optimizer
        self._num_steps = 0
        self._identity.begin()

    def snapshot(self) -> Snapshot:
        """A copy of all that training changes."""
        return Snapshot(
            parameters=self.parameters(),
            m=self._moment("exp_avg"),
            v=self._moment("exp_avg_sq"),
            step=self._num_steps,
            fingerprint=self._identity.origin,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Goes back to a snapshot; states of the run that it is of fit again."""
        check_snapshot(snapshot)
        parameters, m, v = (
            to_state_dict(convert_parameters(arrays, self._spec, np.float32))
            for arrays in (snapshot.parameters, snapshot.m, snapshot.v)
        )
        self._module.load_state_dict(parameters)
        for name, parameter in self._module.named_parameters():
            self._torch_optimizer.state[parameter] = {
                "step": torch.tensor(float(snapshot.step)),
                "exp_avg": m[name].to(self._device),
                "exp_avg_sq": v[name].to(self._device),
            }
        self._num_steps = snapshot.step
        self._identity.go_on(snapshot.fingerprint)

    @contextmanager
    def _settings(self) -> Iterator[None]:
        with scoped_threads(self._threads), scoped_precision(self._device):
            yield

    def _differentiate(
        self, x_BTF: Array, y_BTO: Array, weight_BTO: Array | None, state: State | None
    ) -> tuple[float, State]:
        """Checks the window, leaves the gradient in the parameters' `grad`, returns loss and state."""
        state, run = self._identity.adopt_for_training(state), self._identity.run
        check_forward(self._spec, run, x_BTF, state)
        check_targets(self._spec, self._loss, x_BTF, y_BTO, weight_BTO)
        num_quantiles = self._loss.num_quantiles
        weight = self._tensor(np.ones_like(y_BTO) if weight_BTO is None else weight_BTO)
        y = self._tensor(y_BTO).repeat_interleave(num_quantiles, dim=2)
        self._module.train()
        self._module.zero_grad()
        with repeatable_randomness(self._device, self._seed, self._num_steps):
            prediction, h_n = self._module(self._tensor(x_BTF), self._hidden(x_BTF, state))
        weight = weight.repeat_interleave(num_quantiles, dim=2)
        loss = mean_loss(self._entry_loss, prediction, y, weight)
        torch.autograd.backward(loss)
        return loss.item(), self._state(h_n, run)

    def _moment(self, name: str) -> Parameters:
        """One of the optimizer's running means; zeros before the first step."""
        return {
            key: _to_array(
                self._torch_optimizer.state.get(parameter, {}).get(name, torch.zeros_like(parameter))
            )
            for key, parameter in self._module.named_parameters()
        }

    def _tensor(self, array: Array) -> torch.Tensor:
        return torch.tensor(array, device=self._device)

    def _hidden(self, x_BTF: Array, state: State | None) -> HiddenState:
        """A state as PyTorch takes it."""
        if state is None:
            state = State.zeros(self._spec, x_BTF.shape[0], "", np.float32)
        arrays = [self._tensor(values_LBH) for values_LBH in state.values_SLBH]
        return arrays[0] if len(arrays) == 1 else (arrays[0], arrays[1])

    def _state(self, h_n: HiddenState, name: str) -> State:
        """A state as elman keeps it, with whose it is."""
        arrays = [h_n] if isinstance(h_n, torch.Tensor) else list(h_n)
        names = self._spec.cell_definition.states
        return State(names, _to_array(torch.stack(arrays)), name)


def _to_array(tensor: torch.Tensor) -> Array:
    """A copy that shares no memory with PyTorch."""
    return np.array(tensor.detach().cpu().numpy(), order="C")
