"""What is chosen for tables of many shapes; the budget must not explode with the rows."""

import numpy as np
import pytest

from elman.data import Examples
from elman.errors import ArgumentError
from elman.training import FitOptions
from elman.training.choices import make_guesses, make_plan
from tests.unit.training.fakes import filtered_noise


def blank(lengths, inputs=1):
    rows = sum(lengths)
    return Examples(
        x_NF=np.zeros((rows, inputs), np.float32), y_NO=np.zeros((rows, 1), np.float32), lengths=lengths
    )


def choose(examples, *, memory=64, **options):
    options = FitOptions(**options)
    guesses = make_guesses(options, examples, memory=memory)
    return guesses, make_plan(options, guesses[0], examples, memory=memory)


@pytest.mark.parametrize(
    ("lengths", "schedule", "hidden_size", "steps"),
    [
        ((65_000,), "carry", 32, 128_000),
        ((1_024,), "shuffle", 8, 3_000),
        ((500,) * 100, "shuffle", 32, 10_000),
        ((600,) * 50, "carry", 32, 60_000),
        ((2_000_000,) * 5, "carry", 32, 128_000),
        ((3,), "shuffle", 8, 3_000),
    ],
)
def test_the_first_guess(lengths, schedule, hidden_size, steps):
    _, plan = choose(blank(lengths))
    assert (plan.schedule, plan.spec.hidden_size, plan.steps) == (schedule, hidden_size, steps)
    assert plan.windows(blank(lengths))(0).weight_BTO.any()


def test_what_is_given_is_not_tried():
    guesses, plan = choose(blank((65_000,)), schedule="shuffle", hidden_size=5, window=7, burn_in=3)
    assert len(guesses) == 1
    assert (plan.window, plan.burn_in, plan.spec.hidden_size) == (7, 3, 5)


def test_short_sequences_that_begin_alike_are_windows_of_their_own():
    _, plan = choose(blank((240,) * 20))
    assert (plan.starts, plan.burn_in, plan.window) == (True, 0, 240)
    assert plan.windows(blank((240,) * 20))(0).weight_BTO.all()
    _, given = choose(blank((240,) * 20), window=30)
    assert (given.starts, given.window) == (True, 30)
    assert not choose(blank((4_800,)))[1].starts


def test_weight_decay_goes_with_the_budget():
    _, short = choose(blank((65_000,)), steps=20_000)
    _, long = choose(blank((65_000,)), steps=40_000)
    assert short.weight_decay == pytest.approx(2 * long.weight_decay)
    assert short.weight_decay * short.learning_rate * short.steps / 2 == pytest.approx(4.0)


def test_an_epoch_scores_about_every_row():
    examples = filtered_noise([5_000])
    _, plan = choose(examples, epochs=3, schedule="carry", window=20)
    scored = sum((plan.windows(examples)(step).weight_BTO > 0).sum() for step in range(plan.steps))
    assert 0.8 * 15_000 < scored <= 15_000


def test_no_rows_are_refused():
    with pytest.raises(ArgumentError, match="examples must have at least one row"):
        choose(blank(()))
