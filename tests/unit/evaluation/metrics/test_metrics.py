"""Every metric against its formula, in exact fractions, and against wrong metrics."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.errors import ArgumentError
from elman.evaluation.metrics import ESR, MAE, METRICS, NRMSE, R2, RMSE, FitPercent

TRUTH = np.array([3.0, -1.0, np.nan, 2.5, 7.0, 0.5, np.nan, -4.0])
PREDICTION = np.array([2.5, 0.0, 99.0, 2.0, 8.5, 0.5, np.nan, -1.0])


def exact(truth, prediction):
    """All metrics in rational arithmetic, whatever NumPy does."""
    pairs = [
        (Fraction(float(y)), Fraction(float(p)))
        for y, p in zip(truth, prediction, strict=True)
        if not np.isnan(y)
    ]
    count = len(pairs)
    mean = sum(y for y, _ in pairs) / count
    error = sum((p - y) ** 2 for y, p in pairs)
    spread = sum((y - mean) ** 2 for y, _ in pairs)
    return {
        "rmse": math.sqrt(error / count),
        "mae": float(sum(abs(p - y) for y, p in pairs) / count),
        "nrmse": math.sqrt(error / count) / math.sqrt(spread / count),
        "fit_percent": 100 * (1 - math.sqrt(error) / math.sqrt(spread)),
        "r2": float(1 - error / spread),
        "esr": float(error / sum(y**2 for y, _ in pairs)),
    }


def check(name, metric):
    value = metric(TRUTH, PREDICTION)
    assert type(value) is float
    assert value == pytest.approx(exact(TRUTH, PREDICTION)[name], rel=1e-14)


@pytest.mark.parametrize("name", METRICS)
def test_it_is_its_formula_and_leaves_missing_truth_out(name):
    check(name, METRICS[name])


class WithoutRoot(RMSE):
    def value(self, truth_N, prediction_N):
        return super().value(truth_N, prediction_N) ** 2


class SignedMAE(MAE):
    def value(self, truth_N, prediction_N):
        return float(np.mean(prediction_N - truth_N))


class SampleDeviation(NRMSE):
    def value(self, truth_N, prediction_N):
        return RMSE().value(truth_N, prediction_N) / float(truth_N.std(ddof=1))


class DividedByRange(NRMSE):
    def value(self, truth_N, prediction_N):
        return RMSE().value(truth_N, prediction_N) / float(np.ptp(truth_N))


class FitOfSquares(FitPercent):
    def value(self, truth_N, prediction_N):
        return 100 * R2().value(truth_N, prediction_N)


class SquaredCorrelation(R2):
    def value(self, truth_N, prediction_N):
        return float(np.corrcoef(truth_N, prediction_N)[0, 1] ** 2)


class Swapped(R2):
    def value(self, truth_N, prediction_N):
        return super().value(prediction_N, truth_N)


class CentredESR(ESR):
    def value(self, truth_N, prediction_N):
        return 1 - R2().value(truth_N, prediction_N)


class MissingAsZero(RMSE):
    def __call__(self, truth_N, prediction_N):
        return super().__call__(np.nan_to_num(truth_N), np.nan_to_num(prediction_N))


@pytest.mark.parametrize(
    ("name", "mutant"),
    [
        ("rmse", WithoutRoot()),
        ("rmse", MissingAsZero()),
        ("mae", SignedMAE()),
        ("nrmse", SampleDeviation()),
        ("nrmse", DividedByRange()),
        ("fit_percent", FitOfSquares()),
        ("r2", SquaredCorrelation()),
        ("r2", Swapped()),
        ("esr", CentredESR()),
    ],
)
def test_a_wrong_metric_is_found(name, mutant):
    with pytest.raises(AssertionError):
        check(name, mutant)


@pytest.mark.parametrize("name", METRICS)
def test_a_perfect_prediction(name):
    best = {"fit_percent": 100.0, "r2": 1.0}
    assert METRICS[name](TRUTH, TRUTH) == best.get(name, 0.0)


@pytest.mark.parametrize("name", METRICS)
def test_nothing_known_is_none(name):
    assert METRICS[name](np.array([np.nan, np.nan]), np.array([1.0, 2.0])) is None
    assert METRICS[name](np.array([]), np.array([])) is None


# Ten times 0.1 adds up to less than 1: a mean by summation misses the constant by a rounding error.
@pytest.mark.parametrize("constant", [0.0, 0.1, -3.0])
@pytest.mark.parametrize("name", METRICS)
def test_a_constant_truth(name, constant):
    truth_N, prediction_N = np.full(10, constant), np.full(10, constant + 2.0)
    value = METRICS[name](truth_N, prediction_N)
    if name in ("rmse", "mae"):
        assert value == pytest.approx(2.0, rel=1e-15)
    elif name == "esr" and constant:
        assert value == pytest.approx((2.0 / constant) ** 2, rel=1e-13)
    else:
        assert value is None


@pytest.mark.parametrize("name", METRICS)
def test_float32_is_summed_in_float64(name):
    truth_N = (1000 + np.sin(np.arange(5000))).astype(np.float32)
    prediction_N = (truth_N + 0.25).astype(np.float32)
    assert METRICS[name](truth_N, prediction_N) == pytest.approx(exact(truth_N, prediction_N)[name], rel=1e-9)


numbers = st.integers(-1000, 1000).map(lambda k: k / 8)


@given(
    pairs=st.lists(st.tuples(numbers, numbers), min_size=2, max_size=30).filter(
        lambda pairs: len({y for y, _ in pairs}) > 1
    ),
    # Powers of two and their like keep the products exact.
    factor=st.sampled_from([0.25, 0.5, 2.0, 1024.0, -4.0]),
    offset=numbers,
    seed=st.integers(0, 99),
)
def test_what_changes_no_score(pairs, factor, offset, seed):
    truth_N, prediction_N = np.array(pairs).T
    order = np.random.default_rng(seed).permutation(len(pairs))
    for name, metric in METRICS.items():
        value = metric(truth_N, prediction_N)
        scale = abs(factor) if metric.unit == "target" else 1.0
        scaled = metric(factor * truth_N, factor * prediction_N)
        assert scaled == pytest.approx(scale * value, rel=1e-9, abs=1e-9)
        assert metric(truth_N[order], prediction_N[order]) == pytest.approx(value, rel=1e-9, abs=1e-9)
        if name != "esr":
            moved = metric(truth_N + offset, prediction_N + offset)
            assert moved == pytest.approx(value, rel=1e-7, abs=1e-7)


def test_wrong_arguments():
    rmse = METRICS["rmse"]
    with pytest.raises(ArgumentError, match=r"must have one shape \(N,\), got \(3,\) and \(2,\)"):
        rmse(np.zeros(3), np.zeros(2))
    with pytest.raises(ArgumentError, match="must have one shape"):
        rmse(np.zeros((3, 1)), np.zeros((3, 1)))
    with pytest.raises(ArgumentError, match=r"prediction_N must be finite, got nan at index \(1,\)"):
        rmse(np.zeros(3), np.array([0.0, np.nan, 0.0]))
    with pytest.raises(ArgumentError, match=r"truth_N must be finite, got inf"):
        rmse(np.array([np.inf]), np.zeros(1))


def test_units_and_labels():
    assert {name: metric.unit for name, metric in METRICS.items()} == {
        "rmse": "target",
        "mae": "target",
        "nrmse": "none",
        "fit_percent": "percent",
        "r2": "none",
        "esr": "none",
    }
    assert len({metric.label for metric in METRICS.values()}) == len(METRICS)
