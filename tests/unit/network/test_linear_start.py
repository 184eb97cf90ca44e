"""A linear path in the units of a network, with SciPy's filters as the oracle."""

import numpy as np
import pytest
from scipy import signal

from elman.engines import get_engine
from elman.network import NetworkSpec, initialize, unflatten_parameters
from elman.network.filters import LinearSystem
from elman.network.linear_start import LinearPath, add_linear, begin_linear, scale_of
from elman.network.losses import MSE
from elman.optimizers import Adam

ROWS = 2_000
MEAN, CONSTANT = 0.3, 1.5
INPUTS = np.random.default_rng(3).normal(size=(ROWS, 1))


def path_of():
    """A resonance, an integrator, and a start that is forgotten after 200 rows."""
    decay = np.exp(-1 / 200)
    a_SS = np.zeros((4, 4))
    a_SS[:2, :2] = [[1.7, -0.76], [1.0, 0.0]]
    a_SS[2, 2], a_SS[3, 3] = 1.0, decay
    b_SF = np.array([[1.0], [0.0], [1.0], [0.0]])
    return LinearPath(
        system=LinearSystem(a_SS, b_SF, np.array([[0.4, 0.1, 0.05, -2.0]])),
        drive_S=np.array([0.0, 0.0, 0.0, 1 - decay]),
        input_mean_F=np.array([MEAN]),
        constant_O=np.array([CONSTANT]),
        largest_S=np.array([15.0, 15.0, 700.0, 1.0]),
        rows_S=np.array([8.0, 8.0, np.inf, 200.0]),
    )


def truth_of():
    """The same by SciPy and by formula."""
    u_T = INPUTS[:, 0] - MEAN
    start_T = 1 - np.exp(-np.arange(1, ROWS + 1) / 200)
    resonance_T = signal.lfilter([0.4, 0.1], [1.0, -1.7, 0.76], u_T)
    return resonance_T + 0.05 * np.cumsum(u_T) - 2 * start_T + CONSTANT


def said(spec, parameters, engine="reference"):
    network = get_engine(engine).build(spec, loss=MSE(), optimizer=Adam())
    network.load(parameters)
    return network.forward(INPUTS[np.newaxis].astype(np.float32))[0][0, :, 0]


@pytest.mark.parametrize("cell", ["gru", "rnn"])
def test_a_network_begins_as_a_path(cell):
    spec = NetworkSpec(input_size=1, hidden_size=9, cell=cell)
    start = begin_linear(spec, path_of(), seed=0)
    start["out.weight"][:, 4:] = 0.0  # what the other units add at first
    truth_T = truth_of()
    np.testing.assert_allclose(said(spec, start), truth_T, rtol=0, atol=2e-3 * truth_T.std())


@pytest.mark.parametrize("engine", ["native", "reference"])
@pytest.mark.parametrize("cell", ["gru", "rnn"])
def test_a_path_beside_a_network_is_added_to_it(cell, engine):
    spec = NetworkSpec(input_size=1, hidden_size=5, cell=cell)
    own = initialize(spec, seed=1)
    whole, parameters = add_linear(spec, own, path_of())
    truth_T = truth_of()
    assert whole.hidden_size == 9
    np.testing.assert_allclose(
        said(whole, parameters, engine), said(spec, own, engine) + truth_T, rtol=0, atol=2e-3 * truth_T.std()
    )


@pytest.mark.parametrize("cell", ["gru", "rnn"])
def test_a_step_of_one_changes_what_is_said_by_about_one(cell):
    """Of every parameter of the path but those that stay; without the scale, by factors from 1e-4 to 1e8."""
    spec = NetworkSpec(input_size=1, hidden_size=9, cell=cell)
    path = path_of()
    start = {name: array.astype(np.float64) for name, array in begin_linear(spec, path, seed=0).items()}
    scale = unflatten_parameters(scale_of(spec, path), spec)
    before_T = said(spec, start)
    own = slice(spec.hidden_size * (len(spec.cell_definition.gates) - 1), None)
    for name, place in (("rnn.weight_ih_l0", (2, 0)), ("rnn.bias_ih_l0", (3,)), ("rnn.weight_hh_l0", (0, 1))):
        moved = {key: array.copy() for key, array in start.items()}
        moved[name][own][place] += 1e-2 * scale[name][own][place]
        change = np.abs(said(spec, moved) - before_T).max() / 1e-2
        assert 1e-2 < change < 1e3, name
    assert scale["rnn.weight_hh_l0"][own][2, 2] == 0.0
    assert scale["rnn.weight_hh_l0"][own][0, 0] > 0.0
