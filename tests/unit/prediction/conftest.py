"""A network on two inputs and two targets, in units far from 0 and 1, untrained: numbers, not fits."""

import numpy as np
import pytest

from elman.data import Preparation
from elman.data.scaling import Scaling
from elman.engines import get_engine
from elman.evaluation import InputRange
from elman.network import NetworkSpec
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.prediction import Stream, StreamBatch


def build_parts(num_inputs=2, num_targets=2, missing="hold"):
    """Network, preparation and training range, as `Stream` takes them."""
    spec = NetworkSpec(input_size=num_inputs, output_size=num_targets, hidden_size=6, cell="gru")
    network = get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=3)
    preparation = Preparation(
        inputs=("pump", "valve")[:num_inputs],
        targets=("level", "flow")[:num_targets],
        input_scaling=Scaling(
            method="standard", centre_C=(100.0, 0.5)[:num_inputs], scale_C=(20.0, 0.25)[:num_inputs]
        ),
        target_scaling=Scaling(
            method="standard", centre_C=(7.0, -3.0)[:num_targets], scale_C=(2.0, 0.5)[:num_targets]
        ),
        missing=missing,
    )
    low_F, high_F = np.array([60.0, 0.0])[:num_inputs], np.array([140.0, 1.0])[:num_inputs]
    return network, preparation, InputRange(low_F=low_F, high_F=high_F)


@pytest.fixture
def make_stream():
    def make(num_inputs=2, num_targets=2, missing="hold", **options):
        return Stream(*build_parts(num_inputs, num_targets, missing), **options)

    return make


@pytest.fixture
def make_batch():
    def make(lanes, **options):
        return StreamBatch(*build_parts(), lanes=lanes, **options)

    return make
