import numpy as np
import pytest

from elman.evaluation import beats_baselines, best_baseline, compare, describe_verdict, skill
from elman.evaluation.comparison import lost_targets

TRUTH = np.arange(20.0)[:, None]


def scores(own, **baselines):
    """A network and baselines that miss the truth by so much in every row."""
    return compare(
        TRUTH, TRUTH + own, {name: TRUTH - error for name, error in baselines.items()}, (20,), ("y",)
    )


def test_the_best_baseline_is_the_one_with_the_least_error():
    result = scores(1.0, mean=9.0, linear=4.0, last_value=5.0)
    assert best_baseline(result) == "linear"
    assert skill(result) == 0.75
    assert beats_baselines(result) is True


@pytest.mark.parametrize(("own", "wanted"), [(4.0, 0.0), (5.0, -0.25)])
def test_equal_is_not_better(own, wanted):
    result = scores(own, mean=9.0, linear=4.0)
    assert beats_baselines(result) is False
    assert skill(result) == wanted


def test_nothing_to_compare_with():
    result = scores(1.0)
    assert best_baseline(result) is None
    assert skill(result) is None
    assert beats_baselines(result) is None


def test_a_baseline_without_error_cannot_be_beaten():
    result = scores(0.0, linear=0.0)
    assert beats_baselines(result) is False
    assert skill(result) is None


def test_with_several_targets_the_mean_nrmse_decides():
    truth_NO = np.hstack([TRUTH, 1000 * TRUTH])
    # In raw units the second target would drown the first.
    own_NO = truth_NO + np.array([0.1, 2000.0])
    other_NO = truth_NO + np.array([4.0, 1000.0])
    result = compare(truth_NO, own_NO, {"linear": other_NO}, (20,), ("y", "z"))
    assert skill(result) == pytest.approx(1 - 2.1 / 5.0, rel=1e-12)
    assert beats_baselines(result) is True


def test_baselines_are_scored_on_the_same_rows():
    truth_NO = TRUTH.copy()
    truth_NO[4] = np.nan
    spoiled_NO = truth_NO + 1.0
    spoiled_NO[:3], spoiled_NO[10:12], spoiled_NO[4] = 1e6, 1e6, np.nan
    result = compare(truth_NO, TRUTH, {"linear": spoiled_NO}, (10, 10), ("y",), skip=3)
    assert result.baselines["linear"].overall["rmse"] == 1.0
    assert result.baselines["linear"].scored == result.network.scored == 13


def test_what_is_worse_than_the_mean_of_the_rows_beats_nothing():
    """The mean of a training part that was elsewhere is no measure."""
    deviation = TRUTH.std()
    result = scores(1.01 * deviation, mean=50.0, linear=20.0)
    assert result.network.overall["r2"] < 0
    assert beats_baselines(result) is False
    assert describe_verdict(result).startswith(
        "The network is worse than the mean of these rows. Beside the "
    )
    assert beats_baselines(scores(0.99 * deviation, mean=50.0, linear=20.0)) is True


def test_targets_on_which_a_baseline_is_better_are_named():
    truth_NO = np.hstack([TRUTH, TRUTH, TRUTH])
    own_NO = truth_NO + np.array([0.1, 2.0, 0.1])
    baselines = {"mean": truth_NO + 6.0, "linear": truth_NO + np.array([4.0, 1.5, 5.0])}
    result = compare(truth_NO, own_NO, baselines, (20,), ("y", "column_8", "z"))
    assert lost_targets(result) == {"column_8": "linear"}
    assert describe_verdict(result).endswith("), but not for column_8 (linear).")
    assert lost_targets(scores(5.0, linear=4.0)) == {}
