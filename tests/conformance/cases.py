"""Networks and windows to check with: random parameters, ragged weights and a state that is not zero."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from elman.network import NetworkSpec, State, parameter_shapes
from elman.network.losses import MAE, MSE, Huber, Pinball

CELLS = ("gru", "lstm", "rnn", "rnn_relu")
LAYERS = (1, 2, 3)
LOSSES = (MSE(), MAE(), Huber(delta=0.4), Pinball((0.1, 0.5, 0.9)))


@dataclass(frozen=True)
class Sizes:
    inputs: int
    hidden: int
    targets: int
    batch: int
    time: int


# Not multiples of any vector's width, and the smallest of everything.
SIZES = (
    Sizes(3, 5, 2, 2, 7),
    Sizes(1, 32, 1, 1, 10),
    Sizes(2, 20, 3, 7, 6),
    Sizes(4, 37, 9, 33, 5),
    Sizes(1, 1, 1, 1, 1),
    Sizes(5, 16, 17, 3, 4),
    Sizes(2, 37, 1, 2, 1),
)


@dataclass(frozen=True)
class Window:
    x_BTF: np.ndarray
    y_BTO: np.ndarray
    weight_BTO: np.ndarray
    values_SLBH: np.ndarray

    def arguments(self, fingerprint, names):
        """x, y, weight and state, as `train_window` and `gradients` take them."""
        return self.x_BTF, self.y_BTO, self.weight_BTO, State(names, self.values_SLBH, fingerprint)


@dataclass(frozen=True)
class Case:
    cell: str
    num_layers: int = 1
    sizes: Sizes = SIZES[0]
    loss: object = LOSSES[0]
    dropout: float = 0.0

    def __str__(self):
        sizes = "x".join(str(size) for size in vars(self.sizes).values())
        return f"{self.cell}-{self.num_layers}-{sizes}-{type(self.loss).__name__.lower()}-{self.dropout}"

    @property
    def spec(self):
        return NetworkSpec(
            input_size=self.sizes.inputs,
            hidden_size=self.sizes.hidden,
            num_layers=self.num_layers,
            output_size=self.sizes.targets * self.loss.num_quantiles,
            cell=self.cell,
            dropout=self.dropout,
        )

    def _random(self, purpose):
        return np.random.default_rng(zlib.crc32(f"{self} {purpose}".encode()))

    def parameters(self):
        """Every entry random: a bias of zero would hide where it is added."""
        random = self._random("parameters")
        return {
            name: (
                random.standard_normal(shape) * (0.9 / np.sqrt(shape[-1]) if len(shape) > 1 else 0.4)
            ).astype(np.float32)
            for name, shape in parameter_shapes(self.spec).items()
        }

    def window(self, number=0):
        """Window number `number`; about a third of its weights are 0, and their targets NaN."""
        random = self._random(f"window {number}")
        shape = (self.sizes.batch, self.sizes.time, self.sizes.targets)
        y_BTO = random.standard_normal(shape).astype(np.float32)
        weight_BTO = random.choice(np.array([0.0, 0.5, 1.75], np.float32), size=shape)
        weight_BTO[0, -1, 0] = 1.25
        y_BTO[weight_BTO == 0.0] = np.nan
        states = self.spec.cell_definition.states
        state_shape = (len(states), self.num_layers, self.sizes.batch, self.sizes.hidden)
        return Window(
            x_BTF=random.standard_normal((*shape[:2], self.sizes.inputs)).astype(np.float32),
            y_BTO=y_BTO,
            weight_BTO=weight_BTO,
            values_SLBH=(0.7 * random.standard_normal(state_shape)).astype(np.float32),
        )


def cases_by_loss():
    """Every cell, depth and loss; the sizes take turns."""
    combinations = list(product(CELLS, LAYERS, LOSSES))
    return [
        Case(cell, layers, SIZES[number % len(SIZES)], loss)
        for number, (cell, layers, loss) in enumerate(combinations)
    ]


def cases_by_size():
    """Every cell and size on two layers; the losses take turns."""
    combinations = list(product(CELLS, SIZES))
    return [
        Case(cell, 2, sizes, LOSSES[number % len(LOSSES)])
        for number, (cell, sizes) in enumerate(combinations)
    ]


def with_dropout(case, dropout):
    return replace(case, dropout=dropout)
