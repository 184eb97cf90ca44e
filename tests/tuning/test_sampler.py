"""Where a search looks: evenly first, then where it was good."""

from math import inf

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.tuning.halving import RUNGS, Rung, first_rung, next_rung
from elman.tuning.importance import find_importance
from elman.tuning.sampler import Sampler
from elman.tuning.sobol import MOST_DIMENSIONS, sobol_point
from elman.tuning.space import SPACE, Choice, Real, Whole, choose_space


def test_points_are_scipys():
    qmc = pytest.importorskip("scipy.stats.qmc")
    theirs = qmc.Sobol(MOST_DIMENSIONS, scramble=False).random(256)
    ours = [sobol_point(number, MOST_DIMENSIONS) for number in range(256)]
    np.testing.assert_array_equal(ours, theirs)


def test_all_options_have_a_dimension():
    assert len(SPACE) <= MOST_DIMENSIONS


def distance(point):
    return sum((u - 0.7) ** 2 for u in point[:2]) + (point[2] < 0.5)


def search(seed, rounds=8):
    sampler = Sampler([None, None, 2], seed=seed, first=8)
    best, asked = [], []
    for _ in range(rounds):
        points = [sampler.ask() for _ in range(9)]
        for point in points:
            sampler.tell(point, 1.0, distance(point))
        asked += points
        best.append(min(map(distance, asked)))
    return asked, best


def test_a_model_finds_more_than_random_points_do():
    """On a bowl with a wrong half: the median over seeds beside that of as many random points."""
    found = np.median([search(seed)[1][-1] for seed in range(15)])
    random = np.random.default_rng(0)
    others = np.median([min(map(distance, random.random((72, 3)))) for _ in range(200)])
    assert found < 0.2 * others


def test_the_same_answers_lead_to_the_same_questions():
    assert search(3) == search(3)
    assert search(3)[0] != search(4)[0]


def test_points_that_are_asked_for_together_differ():
    assert len(set(search(0, rounds=2)[0])) == 18


def test_what_went_further_counts_as_better():
    sampler = Sampler([None], seed=0, first=1)
    sampler.ask()
    for number in range(20):
        far = number < 5
        sampler.tell((0.9 if far else 0.1,), 1.0 if far else 1 / 9, 0.5 if far else 0.4)
    assert np.mean([sampler.ask()[0] > 0.5 for _ in range(20)]) > 0.7


def test_values_keep_their_ends():
    assert Real(0.001, 0.03).value(0.0) == 0.001
    assert Whole(4, 64).value(0.0) == 4
    assert Whole(4, 64).value(np.nextafter(1.0, 0.0)) == 64
    assert [Choice("ab").value(u) for u in (0.0, 0.49, 0.5, 0.999)] == ["a", "a", "b", "b"]


def test_halving_keeps_a_third_and_the_default():
    rung = first_rung(0)
    assert rung == Rung(RUNGS[0], tuple(range(9)))
    scores = [9.0, 8.0, 1.0, 7.0, 2.0, 6.0, inf, 5.0, 4.0]
    second = next_rung(rung, scores, always=(0,))
    assert second == Rung(RUNGS[1], (0, 2, 4))
    assert next_rung(second, [9.0, 1.0, 2.0], always=(0,)) == Rung(1.0, (0, 2))
    assert next_rung(first_rung(1), scores) == Rung(RUNGS[1], (11, 13, 17))
    assert next_rung(Rung(1.0, (0,)), [1.0]) is None


def test_importance_sees_what_matters():
    random = np.random.default_rng(1)
    options = [{"a": str(random.integers(2)), "b": float(random.random())} for _ in range(60)]
    scores = [float(tried["a"]) + 0.05 * random.normal() for tried in options]
    found = find_importance(options, scores)
    assert list(found) == ["a", "b"]
    assert found["a"] > 0.7
    assert found["b"] < 0.1


def test_importance_is_the_correlation_ratio_by_hand():
    """Ranks 0 1 2 3 in groups (0, 1) and (2, 3): within 1 of 5; epsilon squared = 1 - (1 / 2) / (5 / 3)."""
    options = [{"cell": "gru"}, {"cell": "gru"}, {"cell": "lstm"}, {"cell": "lstm"}]
    assert find_importance(options, [0.1, 0.2, 0.3, 0.4])["cell"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("search", "fixed", "sentence"),
    [
        (("hiden_size",), {}, "Did you mean 'hidden_size'"),
        (("cell",), {"cell": "gru"}, "search must name options that are not given, got 'cell'"),
        ((), dict.fromkeys(SPACE, 1), "search must leave at least one option"),
    ],
)
def test_spaces_that_make_no_sense_are_refused(search, fixed, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        choose_space(search, fixed)
