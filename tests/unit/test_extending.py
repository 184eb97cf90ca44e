"""Things registered from outside are held to what elman's own are held to, on every engine."""

from dataclasses import dataclass

import numpy as np
import pytest

import elman
from elman.engines import ENGINES, engine_for, get_engine
from elman.errors import ArgumentError, UnknownNameError
from elman.evaluation import Metric
from elman.extending import KINDS
from elman.network import NetworkSpec
from elman.network.cells import Cell
from elman.network.losses import MSE, Loss
from elman.optimizers import Adam


class Leaky(Cell):
    """h' = 0.9 h + 0.1 tanh(a + u)."""

    gates = ("n",)
    states = ("h",)

    def forward(self, a_BGH, u_BGH, state):
        (h_BH,) = state
        n_BH = np.tanh(a_BGH[:, 0] + u_BGH[:, 0])
        return (0.9 * h_BH + 0.1 * n_BH,), (n_BH,)

    def backward(self, d_state, saved):
        (d_h_BH,), (n_BH,) = d_state, saved
        d_a_BGH = (0.1 * d_h_BH * (1.0 - n_BH**2))[:, None]
        return d_a_BGH, d_a_BGH, (0.9 * d_h_BH,)


class WrongLeaky(Leaky):
    """Forgets the direct way of the gradient."""

    def backward(self, d_state, saved):
        d_a_BGH, d_u_BGH, _ = super().backward(d_state, saved)
        return d_a_BGH, d_u_BGH, (0.8 * d_state[0],)


@dataclass(frozen=True)
class LogCosh(Loss):
    def value(self, e_BTO):
        return np.logaddexp(e_BTO, -e_BTO) - np.log(2.0)

    def derivative(self, e_BTO):
        return np.tanh(e_BTO)


class Largest(Metric):
    label = "largest"
    unit = "target"

    def value(self, truth_N, prediction_N):
        return float(np.max(np.abs(prediction_N - truth_N)))


def table(rows=200):
    u = np.random.default_rng(0).normal(size=rows)
    return {"u": u, "y": np.convolve(u, [0.5, 0.3])[:rows]}


def loss_of(network, parameters, window):
    """The loss of a window with these parameters."""
    network.load(parameters)
    return network.train_window(*window)[0]


def gradient_error(cell, loss, step=1e-6):
    """The largest difference from central differences, as a share of the largest entry."""
    random = np.random.default_rng(1)
    worst, largest = 0.0, 0.0
    with elman.registered("cell", "own", cell):
        spec = NetworkSpec(input_size=2, hidden_size=3, num_layers=2, cell="own")
        network = get_engine("reference").build(spec, loss=loss, optimizer=Adam())
        window = random.normal(size=(2, 6, 2)), random.normal(size=(2, 6, 1))
        parameters, found = network.parameters(), network.gradients(*window)
        for name, array in parameters.items():
            direction = random.normal(size=array.shape)
            above = loss_of(network, {**parameters, name: array + step * direction}, window)
            below = loss_of(network, {**parameters, name: array - step * direction}, window)
            slope = float((found[name] * direction).sum())
            worst, largest = max(worst, abs((above - below) / (2 * step) - slope)), max(largest, abs(slope))
    return worst / largest


@pytest.mark.parametrize("loss", [MSE(), LogCosh()])
def test_the_gradient_of_an_own_cell_and_an_own_loss_is_that_of_central_differences(loss):
    assert gradient_error(Leaky(), loss) < 1e-7


def test_a_wrong_gradient_is_found():
    assert gradient_error(WrongLeaky(), MSE()) > 1e-4


def test_a_model_of_an_own_cell_is_saved_and_runs_in_chunks(tmp_path):
    with elman.registered("cell", "own", Leaky()):
        model = elman.fit(
            table(), inputs="u", targets="y", cell="own", engine="reference", steps=10, trials=False
        )
        model.save(tmp_path / "own.safetensors")
        again = elman.load(tmp_path / "own.safetensors")
        whole = np.asarray(again.predict(table()))
        first, state = again.predict(table(), rows=(0, 90), return_state=True)
        rest = again.predict(table(), rows=(90, 200), state=state)
        # The file holds float32, in which the parameters are rounded; the chunks are the same bits.
        assert np.allclose(whole, np.asarray(model.predict(table())), rtol=1e-5, atol=1e-6)
        assert (np.concatenate([np.asarray(first), np.asarray(rest)]) == whole).all()
    with pytest.raises(UnknownNameError, match="unknown cell 'own'"):
        NetworkSpec(input_size=1, cell="own")


@pytest.mark.parametrize("name", sorted(set(ENGINES) - {"reference"}))
def test_an_engine_without_the_cell_or_the_loss_names_the_one_that_has_it(name):
    engine = get_engine(name)
    with elman.registered("cell", "own", Leaky()):
        spec = NetworkSpec(input_size=1, cell="own")
        assert not engine.supports(spec)
        assert type(engine_for(spec)).__name__ == "ReferenceEngine"
        with pytest.raises(ArgumentError, match="Use the reference engine"):
            engine.build(spec, loss=MSE(), optimizer=Adam())
    with pytest.raises(ArgumentError, match="Use the reference engine"):
        engine.build(NetworkSpec(input_size=1), loss=LogCosh(), optimizer=Adam())


def test_an_own_metric_stands_in_scores_and_tables():
    with elman.registered("metric", "largest", Largest()):
        found = elman.evaluation.score(np.array([[1.0], [2.0]]), np.array([[1.5], [1.0]]), [2], ["y"])
        assert found.network.overall["largest"] == 1.0
        assert "largest" in elman.evaluation.describe_scores(found)


@pytest.mark.parametrize(
    ("kind", "name", "thing", "sentence"),
    [
        ("metrc", "a", Largest(), "unknown kind 'metrc'.* Did you mean 'metric'?"),
        ("metric", "rmse", Largest(), "name must be new among the metrics, got 'rmse'"),
        ("metric", "of mine", Largest(), "name must be letters, digits and underscores, got 'of mine'"),
        ("metric", "a", Largest, "thing must be an instance of elman.evaluation.metrics.Metric, got <class"),
        ("cell", "a", max, "thing must be an instance of elman.network.cells.Cell, got <built-in"),
        ("loss", "a", Loss, "thing must be a subclass of elman.network.losses.Loss, got <class"),
        ("reader", "a", 3, "thing must be something that can be called, got 3"),
    ],
)
def test_what_cannot_be_registered_is_refused_in_one_sentence(kind, name, thing, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        elman.register(kind, name, thing)
    assert all("a" not in place.things() for place in KINDS.values())
