import numpy as np
import pytest

from elman.data import Examples
from elman.data.division import Piece, take
from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.network.losses import MAE, MSE, Pinball
from elman.optimizers import Adam
from elman.training import FreeRun
from elman.training.validation import Parts, lead_in
from tests.unit.training.fakes import filtered_noise


def network_for(loss, output_size=1):
    spec = NetworkSpec(input_size=1, hidden_size=5, cell="gru", output_size=output_size)
    return get_engine("native").build(spec, loss=loss, optimizer=Adam(), seed=3, threads=1)


def errors(network, examples, skip=0):
    """One sequence at a time, as a reader would do it."""
    parts = []
    for x_TF, y_TO in examples:
        prediction_BTO, _ = network.forward(np.ascontiguousarray(x_TF)[None])
        parts.append((prediction_BTO[0] - y_TO)[min(skip, len(x_TF) // 4) :])
    error_NO = np.concatenate(parts).astype(np.float64)
    return error_NO[np.isfinite(error_NO).all(axis=1)]


@pytest.mark.parametrize("skip", [0, 7])
def test_the_score_is_the_rmse_of_a_run_from_zeros(skip):
    examples = filtered_noise([50, 3, 41, 200, 17])
    examples.y_NO[[5, 60, 61]] = np.nan
    network = network_for(MSE())
    expected = np.sqrt(np.mean(errors(network, examples, skip) ** 2))
    assert FreeRun(examples, MSE(), warm_up=skip)(network) == pytest.approx(expected, rel=1e-6)


def test_other_losses_are_their_own_mean():
    examples = filtered_noise([50, 30])
    network = network_for(MAE())
    expected = np.mean(np.abs(errors(network, examples)))
    assert FreeRun(examples, MAE())(network) == pytest.approx(expected, rel=1e-6)


def test_quantiles_are_scored_each():
    examples, loss = filtered_noise([50, 30]), Pinball((0.1, 0.9))
    network = network_for(loss, output_size=2)
    error_NO = errors(network, examples)
    expected = np.mean(np.where(error_NO > 0, [0.9, 0.1], [-0.1, -0.9]) * error_NO)
    assert FreeRun(examples, loss)(network) == pytest.approx(expected, rel=1e-6)


def test_a_large_table_is_scored_in_part():
    examples = filtered_noise([150_000, 150_000])
    rows = []

    class Counting:
        def forward(self, x_BTF, state=None):
            rows.append(x_BTF.shape[0] * x_BTF.shape[1])
            return np.zeros((*x_BTF.shape[:2], 1), np.float32), state

    FreeRun(examples, MSE())(Counting())
    assert 90_000 <= sum(rows) <= 101_000


def test_no_target_to_score_is_refused():
    examples = filtered_noise([50])
    examples.y_NO[:] = np.nan
    with pytest.raises(ArgumentError, match=r"validation must have at least one target to score, got none\."):
        FreeRun(examples, MSE())


def test_a_lead_in_is_run_and_not_scored():
    whole = filtered_noise([60])
    before = Examples(x_NF=whole.x_NF[:40], y_NO=whole.y_NO[:40], lengths=(40,))
    after = Examples(x_NF=whole.x_NF[40:], y_NO=whole.y_NO[40:], lengths=(20,))
    network = network_for(MSE())
    expected = np.sqrt(np.mean(errors(network, whole)[40:] ** 2))
    assert FreeRun(lead_in(before, after, 100), MSE())(network) == pytest.approx(expected, rel=1e-6)
    assert lead_in(before, after, 15).lengths == (35,)


def pieces_of(examples, numbers):
    return take(examples, [Piece(number, 0, examples.lengths[number]) for number in numbers])


def test_new_sequences_and_those_that_go_on_count_the_same():
    train, later = filtered_noise([40, 40]), filtered_noise([30, 25, 20], seed=3)
    network = network_for(MSE())
    score = Parts.of(train, later, [None, 1, None], MSE(), lead=15, warm_up=5)
    new = FreeRun(pieces_of(later, [0, 2]), MSE(), warm_up=5)
    led = FreeRun(lead_in(pieces_of(train, [1]), pieces_of(later, [1]), 15), MSE())
    expected = np.sqrt((new(network) ** 2 + led(network) ** 2) / 2)
    assert score(network) == pytest.approx(expected, rel=1e-6)
    with pytest.raises(ArgumentError, match="must have the 2 sequences that validation_follows names, got 3"):
        Parts.of(train, later, [None, 0], MSE(), lead=15, warm_up=5)


def test_a_lead_in_needs_a_sequence_for_each():
    with pytest.raises(ArgumentError, match="must have the 2 sequences of train to follow them, got 1"):
        lead_in(filtered_noise([5, 5]), filtered_noise([5]), 3)
