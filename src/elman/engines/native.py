"""The native engine: C++ kernels on the CPU, float32."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from elman import _native
from elman.arrays import Array
from elman.engines.arguments import check_build, check_forward, check_snapshot, check_targets, choose_threads
from elman.engines.identity import IdentifiedNetwork, Identity
from elman.engines.protocol import Snapshot
from elman.errors import ArgumentError
from elman.network import (
    NetworkSpec,
    Parameters,
    State,
    convert_parameters,
    flatten_parameters,
    initialize,
    unflatten_parameters,
)
from elman.network.losses import LOSSES, Loss
from elman.optimizers import OPTIMIZERS, SCHEDULES, Optimizer
from elman.registry import LazyRegistry

_REJECTED = (AttributeError, TypeError, ValueError)
"""What arguments that do not fit raise on the way: the extension finds out, `check_targets` says why."""

_FLOAT32 = np.dtype(np.float32)


class _HasNumbers(Protocol):
    """A loss, an optimizer, a schedule: its options in the order of its file in native/."""

    @property
    def numbers(self) -> tuple[float, ...]: ...


class NativeNetwork(IdentifiedNetwork):
    """A network in C++; see `elman.engines.Network` for the contract.

    The loop over windows may run a million times a second, so a call does nothing in Python but
    hand over the arrays. Arrays that the extension refuses are looked at in Python, to explain the error.
    """

    engine = "native"

    def __init__(
        self,
        spec: NetworkSpec,
        loss: Loss,
        core: _native.Network,
        *,
        optimizer: Optimizer,
        seed: int,
        threads: int | None,
    ) -> None:
        self._spec = spec
        self._loss = loss
        self._core = core
        self._built_with = (optimizer, seed, threads)
        self._identity = Identity(self)
        self._is_training = False  # whether the extension signs states as those of the run

    @property
    def num_steps(self) -> int:
        """Training steps taken."""
        return self._core.step

    @property
    def core(self) -> _native.Network:
        """The network in the extension, for what runs there without this class."""
        return self._core

    @property
    def instruction_set(self) -> str:
        """The kernels that run: baseline, avx2 or avx512."""
        return self._core.instruction_set

    def forward(self, x_BTF: Array, state: State | None = None) -> tuple[Array, State]:
        """Runs the network without dropout: returns the prediction `(B, T, O)` and the state after it."""
        if self._is_training:
            self._sign(training=False)
        try:
            return self._core.forward(x_BTF, state)
        except _REJECTED:
            state = self._identity.adopt(state)
            check_forward(self._spec, self.fingerprint, x_BTF, state)
        return self._core.forward(x_BTF, state)

    def train_window(
        self,
        x_BTF: Array,
        y_BTO: Array,
        weight_BTO: Array | None = None,
        state: State | None = None,
    ) -> tuple[float, State]:
        """Takes one training step on one window: returns its loss before the step, and the state."""
        if not self._is_training:
            self._sign(training=True)
        try:
            return self._core.train(x_BTF, y_BTO, weight_BTO, state)
        except _REJECTED:
            state = self._identity.adopt_for_training(state)
            self._check(x_BTF, y_BTO, weight_BTO, state)
        return self._core.train(x_BTF, y_BTO, weight_BTO, state)

    def gradients(
        self,
        x_BTF: Array,
        y_BTO: Array,
        weight_BTO: Array | None = None,
        state: State | None = None,
    ) -> Parameters:
        """The gradient that `train_window` would follow, before clipping; takes no step."""
        return self.loss_and_gradients(x_BTF, y_BTO, weight_BTO, state)[1]

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
        if not self._is_training:
            self._sign(training=True)
        try:
            loss, flat = self._core.loss_and_gradients(x_BTF, y_BTO, weight_BTO, state)
        except _REJECTED:
            state = self._identity.adopt_for_training(state)
            self._check(x_BTF, y_BTO, weight_BTO, state)
            loss, flat = self._core.loss_and_gradients(x_BTF, y_BTO, weight_BTO, state)
        return loss, unflatten_parameters(flat, self._spec)

    def parameters(self) -> Parameters:
        """A copy of the parameters, named, ordered and shaped as PyTorch has them."""
        flat = self._empty_parameters()
        self._core.read_parameters(flat)
        return unflatten_parameters(flat, self._spec)

    def load(self, parameters: Mapping[str, Any]) -> None:
        """Takes over parameters (a torch `state_dict` will do), and forgets the optimizer's moments."""
        converted = convert_parameters(parameters, self._spec, np.float32)
        self._core.load(flatten_parameters(converted))
        self._identity.begin()
        self._sign(training=False)

    def snapshot(self) -> Snapshot:
        """A copy of all that training changes."""
        m, v = self._empty_parameters(), self._empty_parameters()
        self._core.read_moments(m, v)
        return Snapshot(
            parameters=self.parameters(),
            m=unflatten_parameters(m, self._spec),
            v=unflatten_parameters(v, self._spec),
            step=self.num_steps,
            fingerprint=self._identity.origin,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Goes back to a snapshot; states of the run that it is of fit again."""
        check_snapshot(snapshot)
        parameters, m, v = (
            flatten_parameters(convert_parameters(part, self._spec, np.float32))
            for part in (snapshot.parameters, snapshot.m, snapshot.v)
        )
        self._core.restore(parameters, m, v, snapshot.step)
        self._identity.go_on(snapshot.fingerprint)
        self._sign(training=True)  # the fingerprint in force is made when it is asked for

    def __reduce__(self) -> tuple[Any, ...]:
        """For `pickle` and `copy`: what it was built with, and its numbers; nothing native."""
        trained = self.snapshot() if self.num_steps else self.parameters()
        return _rebuild, (self._spec, self._loss, *self._built_with, trained)

    def _sign(self, *, training: bool) -> None:
        """Tells the extension which states it takes without asking, and how it signs those it makes."""
        self._core.fingerprint = self._identity.run if training else self._identity.in_force
        self._is_training = training

    def _empty_parameters(self) -> Array:
        return np.empty(self._core.num_parameters, _FLOAT32)

    def _check(self, x_BTF: Array, y_BTO: Array, weight_BTO: Array | None, state: State | None) -> None:
        check_forward(self._spec, self._identity.run, x_BTF, state)
        check_targets(self._spec, self._loss, x_BTF, y_BTO, weight_BTO)


class NativeEngine:
    """Builds networks on the native engine.

    `ELMAN_ISA` forces an instruction set (baseline, avx2, avx512), `ELMAN_THREADS` the number of
    threads where `threads` is None. Neither threads nor the batch's division change a bit of the
    result.
    """

    def supports(self, spec: NetworkSpec) -> bool:
        """Whether this engine has the network's cell."""
        return spec.cell in _native.cells()

    def build(
        self,
        spec: NetworkSpec,
        *,
        loss: Loss,
        optimizer: Optimizer,
        seed: int = 0,
        threads: int | None = None,
    ) -> NativeNetwork:
        """A network with elman's default initial parameters; see `elman.engines.Engine`."""
        check_build(spec, loss, optimizer, seed, threads)
        config = _network_config(spec, loss, optimizer)
        config.seed = seed
        config.threads = min(choose_threads(threads) or _native.num_usable_cores(), _native.most_threads)
        config.isa = os.environ.get("ELMAN_ISA", "")
        try:
            core = _native.Network(config, State, spec.cell_definition.states)
        except ValueError as error:
            raise ArgumentError(str(error)) from None
        network = NativeNetwork(spec, loss, core, optimizer=optimizer, seed=seed, threads=threads)
        network.load(initialize(spec, seed=seed))
        return network


def _rebuild(
    spec: NetworkSpec,
    loss: Loss,
    optimizer: Optimizer,
    seed: int,
    threads: int | None,
    trained: Snapshot | Parameters,
) -> NativeNetwork:
    """The inverse of `NativeNetwork.__reduce__`."""
    network = NativeEngine().build(spec, loss=loss, optimizer=optimizer, seed=seed, threads=threads)
    if isinstance(trained, Snapshot):
        network.restore(trained)
    else:
        network.load(trained)
    return network


def _network_config(spec: NetworkSpec, loss: Loss, optimizer: Optimizer) -> _native.NetworkConfig:
    config = _native.NetworkConfig()
    for name in ("cell", "input_size", "hidden_size", "num_layers", "output_size", "dropout"):
        setattr(config, name, getattr(spec, name))
    config.num_quantiles = loss.num_quantiles
    config.loss = _choice("loss", LOSSES, loss)
    config.optimizer = _choice("optimizer", OPTIMIZERS, optimizer)
    config.schedule = _choice("schedule", SCHEDULES, optimizer.schedule)
    config.learning_rate = optimizer.learning_rate
    config.clip_norm = optimizer.clip_norm or 0.0
    return config


def _choice(kind: str, registry: LazyRegistry[Any], thing: _HasNumbers) -> _native.Choice:
    """What the extension calls it: a class of the caller's own is not taken for one of the same name."""
    name = registry.name_of(type(thing))
    if name is not None:
        return _native.Choice(name, list(thing.numbers))
    raise ArgumentError(
        f"{kind} must be one that the native engine has, got {thing!r}. Use the reference engine."
    )
