"""Streams to check with: ragged sizes, scaling far from 0 and 1, and rows with holes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from elman.data import Preparation, Sequences
from elman.data.scaling import Scaling
from elman.engines import get_engine
from elman.evaluation import InputRange
from elman.network.losses import MSE
from elman.optimizers import Adam
from tests.conformance.cases import CELLS, LAYERS, Case, Sizes

RAGGED = Sizes(inputs=3, hidden=21, targets=2, batch=1, time=1)


@dataclass(frozen=True)
class StreamCase:
    cell: str = "gru"
    num_layers: int = 2
    sizes: Sizes = RAGGED
    num_rows: int = 700  # more than the network runs in one piece

    def __str__(self):
        return f"{self.cell}-{self.num_layers}"

    @property
    def network_case(self):
        return Case(self.cell, self.num_layers, self.sizes)

    @property
    def preparation(self):
        """No centre is a float32, and some are far above their scale: rounding to float32 would show."""
        inputs, targets = self.sizes.inputs, self.sizes.targets
        return Preparation(
            inputs=tuple(f"u{number}" for number in range(inputs)),
            targets=tuple(f"y{number}" for number in range(targets)),
            input_scaling=Scaling(
                method="standard",
                centre_C=(1.7e9 + 0.1, -0.3, 1.7, 0.2)[:inputs],
                scale_C=(0.7, 31.3, 0.011, 1.9)[:inputs],
            ),
            target_scaling=Scaling(
                method="standard", centre_C=(1.6e9 + 0.3, -0.01)[:targets], scale_C=(13.7, 0.003)[:targets]
            ),
        )

    @property
    def training_range(self):
        """About a tenth of the rows are below it, and as many above."""
        scaling = self.preparation.input_scaling
        centre_F, scale_F = np.array(scaling.centre_C), np.array(scaling.scale_C)
        return InputRange(
            low_F=centre_F - 1.3 * scale_F,
            high_F=centre_F + 1.3 * scale_F,
        )

    def build_network(self, engine="native"):
        network = get_engine(engine).build(self.network_case.spec, loss=MSE(), optimizer=Adam())
        network.load(self.network_case.parameters())
        return network

    def rows(self, number=0):
        """Inputs in units, `(T, F)`: a fifth is missing, the first row among them."""
        random = np.random.default_rng(zlib.crc32(f"{self} rows {number}".encode()))
        shape = (self.num_rows, self.sizes.inputs)
        x_TF = self.preparation.input_scaling.invert(random.standard_normal(shape).astype(np.float32))
        x_TF[random.random(shape) < 0.2] = np.nan
        x_TF[0] = np.nan
        return x_TF

    def sequences(self, x_TF):
        return Sequences(
            names=self.preparation.inputs, values_NC=x_TF.copy(), lengths=(len(x_TF),), ids=("stream",)
        )


STREAM_CASES = tuple(StreamCase(cell, num_layers) for cell in CELLS for num_layers in LAYERS)
