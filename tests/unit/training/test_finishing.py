"""When a fit goes on with L-BFGS, how long, and what is left of it where it ends early."""

from dataclasses import replace

import numpy as np
import pytest

from elman.network import flatten_parameters
from elman.training import FitOptions, Watch, fit_network
from elman.training.second_order import Limits, Segments, finish
from tests.unit.training.fakes import filtered_noise

TRAIN, VALIDATION = filtered_noise([600]), filtered_noise([300], seed=1)
OPEN = FitOptions(
    hidden_size=3, trials=False, threads=1, schedule="shuffle", window=4, burn_in=2, batch_size=2
)


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    """A default fit of 300 steps of 2 lanes of 6 rows, which sees its 600 rows six times."""
    monkeypatch.setattr("elman.training.choices._FEWEST_STEPS", 300)
    monkeypatch.setattr("elman.training.choices._STEPS_A_ROW", 0.01)


def parameters_of(result):
    return flatten_parameters(result.network.parameters())


def test_a_default_fit_takes_as_many_rows_again_as_its_steps():
    result = fit_network(TRAIN, VALIDATION, OPEN)
    assert ", 6 iterations of L-BFGS [while validation gained] (" in result.choices
    assert result.repeat.finish == 6


def test_what_the_data_settled_is_repeated_to_the_same_bits():
    longer = replace(OPEN, batch_size=32)
    result = fit_network(TRAIN, VALIDATION, longer)
    again = fit_network(TRAIN, VALIDATION, result.repeat)
    assert result.repeat.finish > 20
    assert result.exactly_repeatable
    assert (parameters_of(result) == parameters_of(again)).all()


@pytest.mark.parametrize(
    "asked", [{"finish": 0}, {"steps": 30}, {"epochs": 1.0}, {"dropout": 0.1, "layers": 2}]
)
def test_a_number_of_steps_is_the_whole_training(asked):
    result = fit_network(TRAIN, VALIDATION, replace(OPEN, **asked))
    assert "L-BFGS" not in result.choices
    assert result.repeat.finish == 0


def test_ctrl_c_in_the_finish_keeps_the_best():
    class Impatient(Watch):
        def __init__(self):
            self.scores = []

        def finishing(self, done, iterations, score):
            self.scores.append(score)
            if iterations == 25:
                raise KeyboardInterrupt

    watch, asked = Impatient(), replace(OPEN, finish=40)
    result = fit_network(TRAIN, VALIDATION, asked, watch=watch)
    assert result.interrupted
    assert not result.exactly_repeatable
    assert (
        result.best_score
        == min(watch.scores)
        < fit_network(TRAIN, VALIDATION, replace(asked, finish=0)).best_score
    )


def test_a_fit_that_is_killed_in_its_finish_begins_it_again_to_the_same_bits(tmp_path):
    class Killer(Watch):
        def finishing(self, done, iterations, score):
            if iterations == 15:
                raise SystemExit

    asked, file = replace(OPEN, finish=30), tmp_path / "run"
    whole = fit_network(TRAIN, VALIDATION, asked)
    with pytest.raises(SystemExit):
        fit_network(TRAIN, VALIDATION, asked, checkpoint=file, watch=Killer())
    resumed = fit_network(TRAIN, VALIDATION, asked, checkpoint=file)
    assert (parameters_of(resumed) == parameters_of(whole)).all()
    assert resumed.history.losses == whole.history.losses


def finish_with(scores, **limits):
    """A finish whose objective is a bowl and whose scores are given, one every ten iterations."""

    class Bowl:
        parameters = staticmethod(lambda: np.arange(1.0, 41.0))
        load = staticmethod(lambda parameters_P: None)

        def __call__(self, parameters_P):
            curvature_P = 4.0 ** np.arange(40)
            return float(parameters_P**2 @ curvature_P), 2 * curvature_P * parameters_P

    given = iter(scores)
    return finish(Bowl(), lambda: next(given), 1.0, Limits(iterations=1000, **limits))


def test_it_ends_where_the_last_quarter_gains_less_than_is_asked_for():
    """Every score is 0.05 % better than the one before: five of them gain 0.25 %."""
    slowly = [0.9 * 0.9995**k for k in range(100)]
    assert finish_with(slowly, least_gain=0.01).iterations == 200
    assert finish_with(slowly, least_gain=0.001).iterations > 200
    assert finish_with(slowly).iterations > 200


def test_a_long_table_gives_an_even_part_of_its_segments():
    rows = 12_288
    long = filtered_noise([rows])
    cut = Segments(scored=64, burn_in=8)
    whole = sum(int(window.weight_BTO.sum()) for window in cut.windows(long))
    assert whole == rows - 8
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("elman.training.second_order.segments._MOST_ROWS", rows // 4)
        part = cut.windows(long)
    assert sum(int(window.weight_BTO.sum()) for window in part) == pytest.approx(whole / 4, rel=0.02)
