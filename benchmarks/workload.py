"""The work that the speed benchmarks measure, how much arithmetic it is, and elman doing it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from elman.engines import get_engine
from elman.engines.native import NativeNetwork
from elman.network import NetworkSpec
from elman.network.losses import MSE, Loss
from elman.optimizers import Adam

CELLS = ("rnn", "gru", "lstm")
GATES = {"rnn": 1, "gru": 3, "lstm": 4}
Run = Callable[[], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """One network on one batch of sequences."""

    cell: str
    batch: int
    time: int
    inputs: int
    units: int
    layers: int = 1
    outputs: int = 1

    def __str__(self) -> str:
        shape = f"({self.batch},{self.time},{self.inputs},{self.units})"
        return shape if self.layers == 1 else f"{self.layers} x {shape}"

    @property
    def forward_arithmetic(self) -> float:
        """Additions and multiplications of the matrix products alone: activations are not counted."""
        rows, gates = self.batch * self.time, GATES[self.cell] * self.units
        widths = [self.inputs + self.units] + [2 * self.units] * (self.layers - 1)
        return 2.0 * rows * (gates * sum(widths) + self.units * self.outputs)

    @property
    def training_arithmetic(self) -> float:
        """Of a training step: every product and its two gradients, but for the first layer's inputs'."""
        unneeded = 2.0 * self.batch * self.time * GATES[self.cell] * self.units * self.inputs
        return 3 * self.forward_arithmetic - unneeded

    @property
    def spec(self) -> NetworkSpec:
        """The same for elman."""
        return NetworkSpec(
            input_size=self.inputs,
            hidden_size=self.units,
            num_layers=self.layers,
            output_size=self.outputs,
            cell=self.cell,
        )

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets, float32."""
        random = np.random.default_rng(0)
        x = random.standard_normal((self.batch, self.time, self.inputs), dtype=np.float32)
        return x, random.standard_normal((self.batch, self.time, self.outputs), dtype=np.float32)


def build_elman(
    work: Work,
    *,
    threads: int,
    instruction_set: str = "",
    spec: NetworkSpec | None = None,
    loss: Loss | None = None,
) -> NativeNetwork:
    """Builds elman's network; on an instruction set that is forced, or the best one.

    Raises:
        RuntimeError: the one that is forced did not run.
    """
    before = os.environ.pop("ELMAN_ISA", None)
    try:
        if instruction_set:
            os.environ["ELMAN_ISA"] = instruction_set
        network = get_engine("native").build(
            spec or work.spec, loss=loss or MSE(), optimizer=Adam(learning_rate=1e-3), threads=threads
        )
    finally:
        os.environ.pop("ELMAN_ISA", None)
        if before is not None:
            os.environ["ELMAN_ISA"] = before
    if instruction_set not in ("", network.instruction_set):
        raise RuntimeError(f"{instruction_set} was asked for, {network.instruction_set} runs")
    return network


def elman_step(work: Work, *, threads: int, instruction_set: str = "") -> Run:
    """One training step of elman: forward, backward, Adam."""
    network = build_elman(work, threads=threads, instruction_set=instruction_set)
    x, y = work.arrays()
    return lambda: network.train_window(x, y)


def elman_forward(work: Work, *, threads: int) -> Run:
    """The forward pass of elman alone."""
    network = build_elman(work, threads=threads)
    x, _ = work.arrays()
    return lambda: network.forward(x)
