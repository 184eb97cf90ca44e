import json

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.evaluation import METRICS, compare, score


@pytest.fixture
def table():
    random = np.random.default_rng(7)
    truth_NO = random.standard_normal((60, 2)) * [1.0, 50.0]
    prediction_NO = truth_NO + random.standard_normal((60, 2)) * [0.1, 20.0]
    truth_NO[::7, 0] = np.nan
    return truth_NO, prediction_NO


LENGTHS, NAMES, IDS = (30, 4, 26), ("level", "flow"), ("a", "b", "c")


def test_every_target_and_sequence_is_scored_over_its_own_rows(table):
    truth_NO, prediction_NO = table
    scores = score(truth_NO, prediction_NO, LENGTHS, NAMES, ids=IDS, skip=5)
    rows = {"a": list(range(5, 30)), "b": [], "c": list(range(39, 60))}
    for o, name in enumerate(NAMES):
        for sequence, chosen in {**rows, None: rows["a"] + rows["c"]}.items():
            scored = scores.network if sequence is None else scores.sequences[sequence]
            for metric, formula in METRICS.items():
                assert scored.targets[name][metric] == formula(truth_NO[chosen, o], prediction_NO[chosen, o])
    assert scores.network.scored == 46
    assert [scores.sequences[name].scored for name in IDS] == [25, 0, 21]
    assert set(scores.sequences["b"].overall.values()) == {None}


def test_rows_that_are_skipped_do_not_count(table):
    truth_NO, prediction_NO = table
    spoiled_NO = prediction_NO.copy()
    for start in (0, 30, 34):
        spoiled_NO[start : start + 3] = 1e9
    one = score(truth_NO, prediction_NO, LENGTHS, NAMES, skip=3)
    assert score(truth_NO, spoiled_NO, LENGTHS, NAMES, skip=3) == one
    assert score(truth_NO, spoiled_NO, LENGTHS, NAMES, skip=2) != one


def test_with_one_target_overall_is_that_target(table):
    truth_NO, prediction_NO = table
    scores = score(truth_NO[:, 1:], prediction_NO[:, 1:], LENGTHS, ("flow",))
    assert scores.network.overall == scores.network.targets["flow"]


def test_with_several_targets_overall_is_the_mean_of_what_has_no_unit(table):
    truth_NO, prediction_NO = table
    scores = score(truth_NO, prediction_NO, LENGTHS, NAMES)
    overall, targets = scores.network.overall, scores.network.targets
    assert overall["rmse"] is None
    assert overall["mae"] is None
    for name in ("nrmse", "fit_percent", "r2", "esr"):
        assert overall[name] == pytest.approx((targets["level"][name] + targets["flow"][name]) / 2, rel=1e-14)
    # Kelvins for millikelvins of one target change nothing overall.
    scale_O = np.array([1.0, 1024.0])
    scaled = score(truth_NO * scale_O, prediction_NO * scale_O, LENGTHS, NAMES).network.overall
    for name in ("nrmse", "fit_percent", "r2", "esr"):
        assert scaled[name] == pytest.approx(overall[name], rel=1e-12)


def test_a_target_without_a_value_does_not_spoil_the_mean(table):
    truth_NO, prediction_NO = table
    truth_NO[:, 0] = 3.0
    scores = score(truth_NO, prediction_NO, LENGTHS, NAMES)
    assert scores.network.targets["level"]["r2"] is None
    assert scores.network.overall["r2"] == scores.network.targets["flow"]["r2"]


def test_the_order_of_sequences_does_not_matter(table):
    truth_NO, prediction_NO = table
    one = score(truth_NO, prediction_NO, LENGTHS, NAMES, ids=IDS, skip=3)
    order = np.r_[34:60, 0:30, 30:34]
    other = score(truth_NO[order], prediction_NO[order], (26, 30, 4), NAMES, ids=("c", "a", "b"), skip=3)
    for name in IDS:
        assert other.sequences[name] == one.sequences[name]
    for target in NAMES:
        assert other.network.targets[target] == pytest.approx(one.network.targets[target], rel=1e-12)


def test_the_json_has_the_promised_form(table):
    truth_NO, prediction_NO = table
    truth_NO[30:34, 0] = np.nan
    scores = compare(
        truth_NO, prediction_NO, {"mean": np.zeros((60, 2))}, LENGTHS, NAMES, ids=IDS, warnings=["So."]
    )
    document = json.loads(json.dumps(scores.to_json(), allow_nan=False))
    assert list(document) == ["overall", "targets", "sequences", "baselines", "warnings"]
    assert list(document["overall"]) == list(METRICS)
    assert list(document["targets"]) == list(NAMES)
    assert [sequence["id"] for sequence in document["sequences"]] == list(IDS)
    assert document["sequences"][1]["targets"]["level"]["rmse"] is None
    assert document["sequences"][1]["scored"] == 4
    assert document["baselines"]["mean"]["esr"] == pytest.approx(1.0, rel=1e-14)
    assert list(document["baselines"]["mean"]["targets"]) == list(NAMES)
    assert document["warnings"] == ["So."]


@pytest.mark.parametrize("skip", [-1, 30, 100])
def test_a_skip_that_leaves_nothing_is_refused(table, skip):
    with pytest.raises(ArgumentError, match=rf"skip must be at least 0 and below .* \(30\), got {skip}\."):
        score(*table, LENGTHS, NAMES, skip=skip)


def test_arrays_that_do_not_fit_are_refused(table):
    truth_NO, prediction_NO = table
    with pytest.raises(ArgumentError, match=r"prediction_NO must have the shape \(60, 2\).*got \(59, 2\)"):
        score(truth_NO, prediction_NO[1:], LENGTHS, NAMES)
    with pytest.raises(ArgumentError, match=r"truth_NO must have the shape \(61, 2\)"):
        score(truth_NO, prediction_NO, (61,), NAMES)
    prediction_NO[3, 1] = np.inf
    with pytest.raises(ArgumentError, match="prediction_N must be finite, got inf"):
        score(truth_NO, prediction_NO, LENGTHS, NAMES)
