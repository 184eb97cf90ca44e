"""Networks with strong random parameters and awkward units, rows with holes, and what they should give."""

import numpy as np

from elman.data import Preparation, Scaling, as_read
from elman.engines import get_engine
from elman.evaluation import InputRange
from elman.export import Exportable, Sample
from elman.network import NetworkSpec, State, fingerprint, parameter_shapes
from elman.network.losses import MSE
from elman.optimizers import Adam


def scaling(centres, scales):
    return Scaling(method="standard", centre_C=tuple(map(float, centres)), scale_C=tuple(map(float, scales)))


def make_exportable(
    cell="gru",
    num_layers=2,
    *,
    inputs=2,
    targets=3,
    hidden_size=7,
    missing="hold",
    input_centre=3.0,
    target_centre=-20.0,
    seed=0,
    dropout=0.0,
    numbers="float64",
):
    spec = NetworkSpec(
        input_size=inputs,
        hidden_size=hidden_size,
        num_layers=num_layers,
        output_size=targets,
        cell=cell,
        dropout=dropout,
    )
    random = np.random.default_rng(seed)
    # Gates that are neither shut nor open, and a memory of some steps.
    parameters = {
        name: (random.normal(0, 0.9 / np.sqrt(shape[-1]), shape)).astype(np.float32)
        for name, shape in parameter_shapes(spec).items()
    }
    centre_F = input_centre + random.normal(size=inputs)
    scale_F = random.uniform(0.5, 2.0, inputs)
    preparation = Preparation(
        inputs=tuple(f"u{number}" for number in range(inputs)),
        targets=tuple(f"y{number}" for number in range(targets)),
        input_scaling=scaling(centre_F, scale_F),
        target_scaling=scaling(target_centre + random.normal(size=targets), random.uniform(2, 9, targets)),
        missing=missing,
        numbers=numbers,
    )
    return Exportable(
        spec=spec,
        parameters=parameters,
        preparation=preparation,
        training_range=InputRange(low_F=centre_F - 2 * scale_F, high_F=centre_F + 2 * scale_F),
        name="plant 7",
        fingerprint=fingerprint(spec, parameters),
    )


def make_rows(exportable, num_rows, *, batch=1, holes=True, seed=1):
    """Inputs `(B, T, F)` in units; every tenth is missing, the first of the first sequence too."""
    random = np.random.default_rng(seed)
    units = exportable.preparation.input_scaling
    shape = (batch, num_rows, exportable.spec.input_size)
    x_BTF = random.normal(units.centre_C, units.scale_C, shape)
    x_BTF = as_read(x_BTF, exportable.preparation.numbers).astype(np.float64)
    if holes:
        x_BTF[random.random(shape) < 0.1] = np.nan
        x_BTF[0, 0] = np.nan
    return x_BTF


def make_sample(exportable, num_rows=240):
    """Two sequences, of which the second one begins while something could still be held."""
    holes = exportable.preparation.missing == "hold"
    x_BTF = make_rows(exportable, num_rows, batch=2, holes=holes)
    return Sample(sequences=(x_BTF[0, : num_rows // 2].copy(), x_BTF[1]))


def make_states(exportable, batch):
    """`h`, `c` and `held` in the middle of something."""
    spec, random = exportable.spec, np.random.default_rng(2)
    states = {
        name: random.normal(0, 0.4, (spec.num_layers, batch, spec.hidden_size)).astype(np.float32)
        for name in spec.cell_definition.states
    }
    return states | {"held": random.normal(0, 1, (batch, spec.input_size)).astype(np.float32)}


def define(exportable, x_BTF, states):
    """The definition: float64 NumPy, a missing input is the last known one.

    Returns:
        Predictions in units, and the states after them.
    """
    spec, preparation = exportable.spec, exportable.preparation
    network = get_engine("reference").build(spec, loss=MSE(), optimizer=Adam())
    network.load(exportable.parameters)
    inputs, targets = preparation.input_scaling, preparation.target_scaling
    scaled_BTF = (x_BTF.astype(np.float64) - np.array(inputs.centre_C)) / np.array(inputs.scale_C)
    held_BF = states["held"].astype(np.float64)
    for t in range(x_BTF.shape[1]):
        scaled_BTF[:, t] = held_BF = np.where(np.isnan(scaled_BTF[:, t]), held_BF, scaled_BTF[:, t])
    names = spec.cell_definition.states
    before = State(names, np.stack([states[name] for name in names]).astype(np.float64), network.fingerprint)
    y_BTO, after = network.forward(scaled_BTF, before)
    y_BTO = y_BTO * np.array(targets.scale_C) + np.array(targets.centre_C)
    return y_BTO, {name: after[name] for name in names} | {"held": held_BF}


def check_close(exportable, got, wanted):
    """Predictions within 1e-5 of the targets' scale, beside what rounding in units costs; states too."""
    (y_BTO, states), (wanted_BTO, wanted_states) = got, wanted
    scale_O = np.array(exportable.preparation.target_scaling.scale_C)
    limit_BTO = 1e-5 * scale_O + 4 * exportable.rounding * np.abs(wanted_BTO)
    assert (np.abs(y_BTO - wanted_BTO) <= limit_BTO).all(), np.abs(y_BTO - wanted_BTO).max()
    assert set(states) == set(wanted_states)
    for name, array in states.items():
        np.testing.assert_allclose(array, wanted_states[name], atol=1e-5)
