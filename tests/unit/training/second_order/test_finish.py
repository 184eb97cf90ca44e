"""The finish of a fit: never worse on validation, and the same bits each time."""

import numpy as np

import elman
from elman.engines import get_engine
from elman.network import NetworkSpec, flatten_parameters
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.training import FitOptions, fit_network
from elman.training.second_order import Limits, Objective, Segments, finish
from tests.unit.training.fakes import filtered_noise

TRAIN, VALIDATION = filtered_noise([1200]), filtered_noise([400], seed=1)
QUICK = {"steps": 150, "hidden_size": 8, "trials": False}


def scored(**options):
    return fit_network(TRAIN, VALIDATION, FitOptions(**QUICK, **options), validation_follows=False)


def test_it_gains_on_validation_and_says_so():
    before, after = scored(), scored(finish=100)
    assert after.best_score < 0.8 * before.best_score
    assert after.events[-1].startswith("finish: ")


def test_the_same_options_give_the_same_bits():
    one, other = (flatten_parameters(scored(finish=30).network.parameters()) for _ in range(2))
    assert (one == other).all()


def test_what_validation_does_not_like_is_not_kept():
    network = get_engine().build(NetworkSpec(input_size=1), loss=MSE(), optimizer=Adam())
    objective = Objective(network, Segments().windows(TRAIN))
    scores = iter(range(1, 100))
    found = finish(objective, lambda: float(next(scores)), 0.5, Limits(iterations=1000))
    assert found.parameters_P is None
    assert found.iterations == 50
    assert "no better" in found.describe()


def test_the_objective_is_the_mean_over_all_scored_rows_and_its_gradient():
    network = get_engine("reference").build(
        NetworkSpec(input_size=1, hidden_size=3), loss=MSE(), optimizer=Adam()
    )
    segments = Segments(scored=300, burn_in=20).windows(TRAIN)
    objective = Objective(network, segments)
    start_P = objective.parameters()
    loss, gradient_P = objective(start_P)
    error = [(network.forward(window.x_BTF)[0] - window.y_BTO)[window.weight_BTO > 0] for window in segments]
    assert np.isclose(loss, np.mean(np.concatenate(error) ** 2), rtol=1e-6)
    assert sum(int((window.weight_BTO > 0).sum()) for window in segments) == TRAIN.num_rows - 20
    direction_P = np.random.default_rng(0).normal(size=len(start_P))
    above, below = (objective(start_P + step * direction_P)[0] for step in (1e-3, -1e-3))
    assert np.isclose(gradient_P @ direction_P, (above - below) / 2e-3, rtol=1e-3)


def test_an_objective_in_steps_of_a_scale_is_the_same_function():
    network = get_engine("reference").build(
        NetworkSpec(input_size=1, hidden_size=3), loss=MSE(), optimizer=Adam()
    )
    segments = Segments(scored=300, burn_in=20).windows(TRAIN)
    plain = Objective(network, segments)
    start_P = plain.parameters()
    scale_P = np.random.default_rng(1).uniform(0.1, 10, len(start_P))
    scale_P[0] = 0.0
    scaled = Objective(network, segments, scale_P)
    assert not scaled.parameters().any()
    step_P = np.random.default_rng(2).normal(size=len(start_P)) * 1e-2
    loss, gradient_P = plain(start_P + scale_P * step_P)
    own, found_P = scaled(step_P)
    assert np.isclose(own, loss, rtol=1e-6)
    np.testing.assert_allclose(found_P, scale_P * gradient_P, rtol=1e-6)
    assert found_P[0] == 0.0


def test_a_segment_has_its_lead_and_a_sequence_its_burn_in():
    windows = Segments(scored=300, burn_in=20, lead=200).windows(TRAIN)
    weight_BT = [row[:, 0] > 0 for window in windows for row in window.weight_BTO]
    unscored = sorted({int(np.argmax(row_T)) for row_T in weight_BT})
    assert unscored == [20, 200]
    assert sum(int(row_T.sum()) for row_T in weight_BT) == TRAIN.num_rows - 20


def test_a_model_tells_how_it_was_finished():
    random = np.random.default_rng(0)
    table = {"u": random.normal(size=400)}
    table["y"] = np.convolve(table["u"], [0.5, 0.3])[:400]
    model = elman.fit(table, inputs="u", targets="y", finish=20, **QUICK)
    assert model.record.options["finish"] == 20
    assert any(event.startswith("finish: ") for event in model.record.options["events"])
