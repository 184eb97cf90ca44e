"""The linear baseline as a model: what it says is what a filter says, with SciPy as the oracle."""

import numpy as np
import pytest
from scipy import signal

import elman
from elman.api import FitColumns, FitRequest, run_fit
from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.network.filters import filter_parameters, filter_spec, reduced_systems, register_of
from elman.network.losses import MSE
from elman.optimizers import Adam

POLES, ZEROS = [1.0, -1.7, 0.76], [0.4, 0.1, -0.2]


def resonant(rows, seed, noise=0.0):
    random = np.random.default_rng(seed)
    u_T = random.normal(size=rows)
    return {"u": u_T, "y": signal.lfilter(ZEROS, POLES, u_T) + 3.0 + noise * random.normal(size=rows)}


def run(system, x_TF, mean_F, constant_O):
    spec = filter_spec(system)
    network = get_engine("reference").build(spec, loss=MSE(), optimizer=Adam())
    network.load(filter_parameters(system, mean_F, constant_O))
    return network.forward(x_TF[np.newaxis].astype(np.float64))[0][0]


def test_a_register_is_the_filter_itself():
    random = np.random.default_rng(0)
    weight_OLF, x_TF = random.normal(size=(2, 7, 3)), random.normal(size=(60, 3))
    mean_F, constant_O = random.normal(size=3), random.normal(size=2)
    filtered = [
        sum(signal.lfilter(weight_OLF[o, :, f], 1.0, x_TF[:, f] - mean_F[f]) for f in range(3))
        + constant_O[o]
        for o in range(2)
    ]
    said_TO = run(register_of(weight_OLF), x_TF, mean_F, constant_O)
    np.testing.assert_allclose(said_TO.T, filtered, rtol=0, atol=1e-5)


def test_a_system_of_two_poles_is_found_with_two_numbers():
    response_L = signal.lfilter(ZEROS[:2], POLES, np.r_[1.0, np.zeros(299)])
    system = next(reduced_systems(response_L[np.newaxis, :, np.newaxis], [2]))
    np.testing.assert_allclose(system.impulse_response(300)[0, :, 0], response_L, rtol=0, atol=1e-8)
    np.testing.assert_allclose(
        np.sort_complex(np.linalg.eigvals(system.a_SS)), np.sort_complex(np.roots(POLES)), atol=1e-8
    )


@pytest.fixture(scope="module")
def report():
    columns = FitColumns.of(inputs="u", targets="y")
    return run_fit(
        FitRequest(sources=resonant(4000, 0, noise=0.1), columns=columns, options={"baseline": "linear"})
    )


def test_it_predicts_as_the_system_does_and_needs_few_numbers(report):
    """The noise of 0.1 is not in the new record: what is left is the filter's own error."""
    new = resonant(3000, 1)
    error_T = report.product.predict(new).values_NO[:, 0] - new["y"]
    assert np.sqrt(np.mean(error_T**2)) < 0.02
    assert report.product.record.spec.hidden_size <= 16
    assert report.product.record.spec.cell == "rnn_relu"


def test_it_scores_as_the_baseline_beside_it(report):
    scores = report.validation.scores
    own, beside = scores.network.overall["rmse"], scores.baselines["linear"].overall["rmse"]
    assert 0.95 * beside < own <= 1.005 * beside
    assert report.result.choices.startswith("a linear filter of ")


def test_it_streams_is_saved_and_exported_as_any_model(report, tmp_path):
    model, new = report.product, resonant(200, 2)
    model.save(tmp_path / "linear.safetensors")
    again = elman.load(tmp_path / "linear.safetensors")
    stream = again.stream()
    said = np.array([stream.step({"u": value})["y"] for value in new["u"]])
    assert (said == model.predict(new).values_NO[:, 0]).all()
    model.export(tmp_path / "linear.c")


def test_a_network_that_loses_says_how_to_have_the_winner():
    columns = FitColumns.of(inputs="u", targets="y")
    few = {"steps": 3, "hidden_size": 1, "trials": False}
    said = run_fit(FitRequest(sources=resonant(600, 0), columns=columns, options=few)).describe()
    assert "The linear baseline is a model, too: fit with the baseline linear." in said


def test_what_makes_no_sense_is_refused(report, tmp_path):
    with pytest.raises(ArgumentError, match=r"baseline must be linear, got 'mean'\."):
        elman.fit(resonant(100, 0), inputs="u", targets="y", baseline="mean")
    with pytest.raises(ArgumentError, match=r"start must not be given with baseline"):
        elman.fit(resonant(100, 0), start=report.product, baseline="linear")
    with pytest.raises(ArgumentError, match=r"plot must be of a training"):
        report.draw(tmp_path / "never.png")
    assert not list(tmp_path.iterdir())


def test_where_a_linear_system_is_best_a_default_fit_begins_as_one(monkeypatch):
    """A weak bend on a light damping: the network alone does not find the resonance in a few steps."""
    monkeypatch.setattr("elman.training.choices._FEWEST_STEPS", 60)
    monkeypatch.setattr("elman.training.choices._STEPS_A_ROW", 0.01)
    columns = FitColumns.of(inputs="u", targets="y")
    table = resonant(1500, 0, noise=0.05)
    said = run_fit(FitRequest(sources=table, columns=columns, options={"threads": 1}))
    assert "begun as a linear path: a linear system of " in said.result.choices
    scores = said.validation.scores
    assert scores.network.overall["rmse"] <= 1.02 * scores.baselines["linear"].overall["rmse"]
    without = run_fit(FitRequest(sources=table, columns=columns, options={"threads": 1, "trials": False}))
    assert "linear system" not in without.result.choices
    assert said.result.plan.spec.hidden_size != without.result.plan.spec.hidden_size
    assert said.result.best_score < without.result.best_score
