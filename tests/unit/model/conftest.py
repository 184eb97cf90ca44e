"""A small model on a system that is known: y is a filtered square of u, in volts far from 0 and 1."""

import numpy as np
import pytest
from scipy.signal import lfilter

from elman.data import read_sequences
from elman.engines import get_engine
from elman.model import Model, Record
from elman.model.fitting.prepared import DataOptions, prepare_data
from elman.network import NetworkSpec
from elman.network.losses import MSE
from elman.optimizers import Adam


def table(num_rows, seed=0):
    u = np.random.default_rng(seed).normal(3.0, 2.0, num_rows)
    y = 100.0 + 10.0 * lfilter([0.3], [1.0, -0.7], u * u)
    return {"u": u, "y": y}


@pytest.fixture(scope="session")
def model():
    sequences = read_sequences(table(400), inputs="u", targets="y")
    data = prepare_data(sequences, inputs=("u",), targets=("y",), options=DataOptions())
    spec = NetworkSpec(input_size=1, hidden_size=7, num_layers=2, cell="lstm")
    network = get_engine("native").build(spec, loss=MSE(), optimizer=Adam(learning_rate=0.02), seed=5)
    x, y = data.training.x_NF[np.newaxis], data.training.y_NO[np.newaxis]
    for _ in range(30):
        network.train_window(x, y)
    record = Record(
        spec=spec,
        preparation=data.preparation,
        training_range=data.training_range,
        options={"window": 320},
        steps=30,
        data_fingerprint=data.fingerprint,
        validation={},
        elman_version="0.1.0",
    )
    return Model(record, network, data.baselines)
