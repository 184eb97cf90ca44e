"""Which rows of the validation part stand in the training part; the records here repeat, or do not."""

import numpy as np
import pytest

from elman.data.division import Piece, divide
from elman.data.repeats import avoid_repeats


def random_inputs(rows, seed=0):
    noise = np.random.default_rng(seed).standard_normal(rows + 50)
    return np.convolve(noise, 0.8 ** np.arange(50))[50 : rows + 50]


def response(u_N, noise=0.05, seed=1):
    state, y_N = 0.0, np.empty(len(u_N))
    for row, u in enumerate(u_N):
        state = 0.9 * state + 0.1 * np.tanh(u)
        y_N[row] = state
    return y_N + noise * y_N.std() * np.random.default_rng(seed).standard_normal(len(u_N))


def avoid(u_N, y_N, lengths, share=0.2):
    return avoid_repeats(divide(lengths, share), u_N[:, None], y_N[:, None], lengths, share)


def test_two_equal_periods():
    u_N = np.tile(random_inputs(2000), 2)
    division = avoid(u_N, response(u_N), (4000,))
    assert division.validation == (Piece(0, 3200, 4000),)
    assert division.hidden == (Piece(0, 1200, 2000),)
    assert "about every 2000 rows" in division.notes[0]
    assert "800 such rows are not trained on." in division.notes[0]


def test_many_periods_leave_the_last_part_of_one_to_validate():
    u_N = np.tile(random_inputs(400), 10)
    division = avoid(u_N, response(u_N), (4000,))
    assert division.validation == (Piece(0, 3920, 4000),)
    assert division.hidden == tuple(Piece(0, 400 * k + 320, 400 * k + 400) for k in range(9))
    assert "80 others validate" in division.notes[0]


def test_one_test_cycle_that_is_run_again_and_again_gives_tails():
    u_N = np.tile(random_inputs(500), 8)
    division = avoid(u_N, response(u_N), (500,) * 8)
    assert division.validation == tuple(Piece(k, 400, 500) for k in range(8))
    assert division.hidden == ()


def test_a_short_period_leaves_nothing_and_that_is_said():
    u_N = np.sin(2 * np.pi * np.arange(4000) / 25)
    (note,) = avoid(u_N, response(u_N), (4000,)).notes
    assert note.startswith("The data repeat themselves (about every ")


@pytest.mark.parametrize("kind", ["random", "steps", "other targets", "other inputs"])
def test_what_does_not_repeat_is_left_alone(kind):
    u_N = random_inputs(4000)
    if kind == "steps":
        u_N = np.repeat(np.random.default_rng(0).uniform(0, 10, 200), 20)
    elif kind in ("other targets", "other inputs"):
        u_N = np.tile(u_N[:2000], 2)
    y_N = response(u_N)
    if kind == "other targets":
        y_N[:2000] = response(random_inputs(2000, seed=5))
    if kind == "other inputs":
        u_N = u_N + 0.3 * np.random.default_rng(2).standard_normal(4000) * u_N.std()
    division = avoid(u_N, y_N, (4000,))
    assert division == divide((4000,), 0.2)
