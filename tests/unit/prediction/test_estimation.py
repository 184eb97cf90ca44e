"""The state at the start, told by measured rows: the network itself made them, so its true state is known."""

import numpy as np
import pytest

from elman.data import Examples, Preparation
from elman.data.scaling import Scaling
from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.evaluation import InputRange
from elman.model import Model, Record
from elman.network import NetworkSpec
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.prediction import Stream
from elman.prediction.estimation import estimate_states

START, GIVEN = 300, 40


def slow_network(cell, layers=1):
    """Untrained, with a long memory: what it makes of 100 rows still shows where it began."""
    spec = NetworkSpec(input_size=1, hidden_size=5, output_size=1, cell=cell, num_layers=layers)
    network = get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=2, threads=1)
    parameters = network.parameters()
    for layer in range(layers):
        if cell in ("gru", "lstm"):
            # Gates that stay nearly shut: the update gate of the GRU, the forget gate of the LSTM.
            parameters[f"rnn.bias_hh_l{layer}"][5:10] += 3.0
    network.load(parameters)
    # Predictions of about deviation 1, as those of a network that was trained on scaled targets.
    parameters["out.weight"] /= run_of(network)[1].std()
    network.load(parameters)
    return network


def run_of(network, rows=600):
    x_TF = np.random.default_rng(1).standard_normal((rows, 1)).astype(np.float32)
    y_BTO, _ = network.forward(x_TF[None])
    return x_TF, y_BTO[0]


def error(network, state, x_TF, y_TO):
    return float(np.sqrt(np.mean((network.forward(x_TF[None], state)[0][0] - y_TO) ** 2)))


@pytest.mark.parametrize(("cell", "layers"), [("gru", 1), ("lstm", 1), ("gru", 2)])
def test_the_network_goes_on_as_from_its_true_state(cell, layers):
    network = slow_network(cell, layers)
    x_TF, y_TO = run_of(network)
    rest = Examples(x_NF=x_TF[START:], y_NO=y_TO[START:], lengths=(len(x_TF) - START,))
    state = estimate_states(network, rest, GIVEN)
    zeros = error(network, None, x_TF[START:], y_TO[START:])
    assert zeros > 0.01
    assert error(network, state, x_TF[START:], y_TO[START:]) < 0.1 * zeros


def test_what_comes_after_the_given_rows_plays_no_role_and_missing_targets_none():
    network = slow_network("gru")
    x_TF, y_TO = run_of(network)
    y_TO[START + 3 : START + 7] = np.nan
    other_TO = y_TO.copy()
    other_TO[START + GIVEN :] = 1e6
    states = [
        estimate_states(network, Examples(x_NF=x_TF[START:], y_NO=part[START:], lengths=(300,)), GIVEN)
        for part in (y_TO, other_TO)
    ]
    assert states[0].values_SLBH.tobytes() == states[1].values_SLBH.tobytes()
    assert np.isfinite(states[0].values_SLBH).all()


def test_without_a_known_target_the_state_is_zeros():
    network = slow_network("gru")
    x_TF, y_TO = run_of(network)
    nothing = Examples(x_NF=x_TF, y_NO=np.full_like(y_TO, np.nan), lengths=(200, 400))
    states = estimate_states(network, nothing, GIVEN)
    assert states.batch_size == 2
    assert not states.values_SLBH.any()


def test_noise_does_not_drive_the_state_beyond_those_that_were_seen():
    network = slow_network("gru")
    x_TF, y_TO = run_of(network)
    noisy_TO = y_TO + 3 * y_TO.std() * np.random.default_rng(0).standard_normal(y_TO.shape).astype(np.float32)
    rest = Examples(x_NF=x_TF[START:], y_NO=noisy_TO[START:], lengths=(300,))
    assert np.abs(estimate_states(network, rest, 5).values_SLBH).max() < 1.5


@pytest.fixture
def parts():
    network = slow_network("gru")
    preparation = Preparation(
        inputs=("u",),
        targets=("y",),
        input_scaling=Scaling(method="standard", centre_C=(3.0,), scale_C=(2.0,)),
        target_scaling=Scaling(method="standard", centre_C=(-10.0,), scale_C=(5.0,)),
    )
    x_TF, y_TO = run_of(network)
    table = {"u": 3.0 + 2.0 * x_TF[:, 0], "y": -10.0 + 5.0 * y_TO[:, 0]}
    return network, preparation, {name: values[START:] for name, values in table.items()}


@pytest.fixture
def fitted(parts):
    network, preparation, _ = parts
    record = Record(
        spec=network.spec,
        preparation=preparation,
        training_range=InputRange(low_F=np.array([-9.0]), high_F=np.array([9.0])),
        options={},
        steps=1,
        data_fingerprint="",
        validation={},
        elman_version="0",
    )
    return Model(record, network, {})


def test_a_model_predicts_and_scores_from_measured_rows(parts, fitted):
    table = parts[2]
    scores = fitted.evaluate(table, start_from=GIVEN).scores.network
    plain = fitted.evaluate(table, skip=GIVEN).scores.network
    assert scores.scored == plain.scored == 300 - GIVEN
    assert scores.overall["rmse"] < 0.1 * plain.overall["rmse"]
    prediction, state = fitted.predict(table, start_from=GIVEN, return_state=True)
    error_N = prediction.values_NO[GIVEN:, 0] - table["y"][GIVEN:]
    assert np.sqrt(np.mean(error_N**2)) == pytest.approx(scores.overall["rmse"], rel=1e-4)
    assert state.inputs.steps_B.tolist() == [300]


def test_a_stream_is_warmed_up_by_measured_rows(parts):
    network, preparation, table = parts
    stream, cold = Stream(network, preparation), Stream(network, preparation)
    stream.warm({"u": table["u"][:GIVEN]}, {"y": table["y"][:GIVEN]})
    cold.run(table["u"][:GIVEN])
    errors = [
        np.sqrt(np.mean((each.run(table["u"][GIVEN:])[:, 0] - table["y"][GIVEN:]) ** 2))
        for each in (stream, cold)
    ]
    # The stream has seen the states of 40 rows alone, and knows less of where states may be.
    assert errors[0] < 0.25 * errors[1]
    assert stream.state.inputs.steps_B.tolist() == [300]


@pytest.mark.parametrize("rows", [0, 300, -1, True, 2.5])
def test_wrong_numbers_of_rows(parts, fitted, rows):
    with pytest.raises(ArgumentError, match=r"^start_from must be a number of rows from 1 to 299, below "):
        fitted.predict(parts[2], start_from=rows)


def test_a_state_and_rows_that_tell_it_are_one_too_many(parts, fitted):
    _, state = fitted.predict(parts[2], return_state=True)
    with pytest.raises(ArgumentError, match=r"^state must not be given with start_from"):
        fitted.predict(parts[2], state=state, start_from=5)
