"""Models that are awkward on purpose: a centre far above the scale, names that are no identifiers."""

import numpy as np

from elman.data import Preparation
from elman.data.scaling import Scaling
from elman.engines import get_engine
from elman.evaluation import InputRange
from elman.export import Exportable
from elman.network import NetworkSpec, fingerprint, parameter_shapes
from elman.network.losses import MSE
from elman.optimizers import Adam

CELLS = ("gru", "lstm", "rnn", "rnn_relu")
GAIN = 0.7
"""Of the weights: memory that is long, and dynamics that forget."""


def make_model(
    cell="gru",
    num_layers=2,
    hidden_size=11,
    *,
    inputs=("valve opening", "Öl*/"),
    targets=("temperature", "2nd"),
    missing="hold",
    name="Boiler 7",
    seed=3,
):
    spec = NetworkSpec(
        input_size=len(inputs),
        hidden_size=hidden_size,
        num_layers=num_layers,
        output_size=len(targets),
        cell=cell,
    )
    random = np.random.default_rng(seed)
    parameters = {
        key: (random.standard_normal(shape) * GAIN / np.sqrt(shape[-1])).astype(np.float32)
        for key, shape in parameter_shapes(spec).items()
    }
    input_scaling, target_scaling = (
        make_scaling(len(inputs), 1000.0, 0.3),
        make_scaling(len(targets), -5.0, 7),
    )
    centre, scale = np.array(input_scaling.centre_C), np.array(input_scaling.scale_C)
    return Exportable(
        spec=spec,
        parameters=parameters,
        preparation=Preparation(
            inputs=inputs,
            targets=targets,
            input_scaling=input_scaling,
            target_scaling=target_scaling,
            missing=missing,
        ),
        training_range=InputRange(low_F=centre - 2 * scale, high_F=centre + 2 * scale),
        name=name,
        fingerprint=fingerprint(spec, parameters),
    )


def make_scaling(num_channels, centre, scale):
    places = range(1, num_channels + 1)
    return Scaling(
        method="standard",
        centre_C=tuple(centre / place for place in places),
        scale_C=tuple(scale / place for place in places),
    )


def make_rows(model, num_rows, *, missing=0.1, seed=1):
    """Rows in units, some of them missing, the first one too."""
    random = np.random.default_rng(seed)
    low_F, high_F = model.training_range.low_F, model.training_range.high_F
    x_TF = random.uniform(low_F, high_F, (num_rows, len(low_F)))
    x_TF[random.random(x_TF.shape) < missing] = np.nan
    x_TF[0, 0] = np.nan if missing else x_TF[0, 0]
    return x_TF


def predict(model, x_TF, engine="reference"):
    """What an engine says, from its definition of the steps: scale, hold, network, back to units."""
    preparation = model.preparation
    scaled_TF = preparation.input_scaling.apply(x_TF)
    held_F = np.zeros(scaled_TF.shape[1], np.float32)
    for row_F in scaled_TF:
        held_F = np.where(np.isnan(row_F), held_F, row_F)
        row_F[:] = held_F
    network = get_engine(engine).build(model.spec, loss=MSE(), optimizer=Adam())
    network.load(model.parameters)
    y_TO = network.forward(scaled_TF[np.newaxis])[0][0]
    scaling = preparation.target_scaling
    return y_TO.astype(np.float64) * np.array(scaling.scale_C) + np.array(scaling.centre_C)
