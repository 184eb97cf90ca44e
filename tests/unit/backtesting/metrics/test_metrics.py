"""Every metric against other programs or its formula in exact fractions, and against wrong metrics."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, mean_pinball_loss, root_mean_squared_error

from elman.backtesting.metrics import (
    MAE,
    MASE,
    METRICS,
    OWA,
    SMAPE,
    Coverage,
    MSEScaled,
    Outcome,
    Pinball,
    Width,
    scales_of,
)
from elman.errors import ArgumentError
from tests.awkward_series import awkward_set
from tests.made_series import made, monthly

NAN = np.nan


def outcome(truth, point, series=None, train=None, season=1, **bands):
    truth_MK, point_MK = np.atleast_2d(np.asarray(truth, float)), np.atleast_2d(np.asarray(point, float))
    series_M = np.arange(len(truth_MK)) if series is None else np.asarray(series)
    train = monthly(*[[1.0, 3.0, 2.0]] * (series_M.max() + 1)) if train is None else train
    return Outcome(
        truth_MK=truth_MK, point_MK=point_MK, series_M=series_M, scales=scales_of(train, season), **bands
    )


def value(name, given):
    return METRICS[name].values(given)[name]


def made_outcome():
    y_N = made()
    point_K = np.round(y_N[48:] * 1.1 - 3, 1)
    bands = {"levels": (90.0,), "low_LMK": point_K[None, None] - 20, "high_LMK": point_K[None, None] + 25}
    return outcome(y_N[48:], point_K, train=monthly(y_N[:48]), season=12, **bands)


def test_they_are_what_utilsforecast_has():
    # utilsforecast 0.2.17 of the same rows; its sMAPE is a share of 1, and the M4 competition's of 200.
    given = made_outcome()
    assert value("mase", given) == pytest.approx(0.8358180279856722, rel=1e-6)
    assert value("smape", given) == pytest.approx(200 * 0.039656471463545645, rel=1e-12)
    assert value("mae", given) == pytest.approx(15.060420498465819, rel=1e-12)
    assert value("rmse", given) == pytest.approx(15.48720695762267, rel=1e-12)
    ends = (0.24697897507670907 + 2.0030210249232927) / 2
    assert METRICS["pinball"].values(given) == {"pinball-90": pytest.approx(ends, rel=1e-12)}
    assert METRICS["coverage"].values(given) == {"coverage-90": 100.0}


def test_they_are_what_scikit_learn_has():
    rng = np.random.default_rng(0)
    truth_MK, point_MK = rng.normal(size=(2, 7, 5))
    low_MK, high_MK = point_MK - 0.5, point_MK + 0.7
    given = outcome(
        truth_MK, point_MK, levels=(80.0,), low_LMK=low_MK[None], high_LMK=high_MK[None], series=[0] * 7
    )
    assert value("mae", given) == pytest.approx(mean_absolute_error(truth_MK.ravel(), point_MK.ravel()))
    assert value("rmse", given) == pytest.approx(root_mean_squared_error(truth_MK.ravel(), point_MK.ravel()))
    low, high = (
        mean_pinball_loss(truth_MK.ravel(), end_MK.ravel(), alpha=q)
        for end_MK, q in ((low_MK, 0.1), (high_MK, 0.9))
    )
    assert METRICS["pinball"].values(given)["pinball-80"] == pytest.approx((low + high) / 2)


TRUTH = [[3.0, -1.0, NAN], [0.0, 2.5, 4.0], [7.0, NAN, NAN]]
POINT = [[2.5, 0.0, 9.0], [0.0, 2.0, 3.0], [8.5, 1.0, 1.0]]
SERIES = [0, 0, 1]
TRAIN = ([1.0, 3.0, NAN, 2.0, 5.0], [0.0, 1.0, 1.0, 4.0, 2.0])


def exact(name):
    """In rational arithmetic; the training part's naive errors are of neighbours that are both known."""
    naive = {0: Fraction(2 + 3, 2), 1: Fraction(1 + 0 + 3 + 2, 4)}
    means = {0: Fraction(11, 4), 1: Fraction(8, 5)}
    squares = {0: [1, 9, 4, 25], 1: [0, 1, 1, 16, 4]}
    variance = {i: Fraction(sum(squares[i]), len(squares[i])) - means[i] ** 2 for i in (0, 1)}
    errors = {0: [], 1: []}
    for truths, points, i in zip(TRUTH, POINT, SERIES, strict=True):
        for y, f in zip(truths, points, strict=True):
            if not np.isnan(y):
                e, size = Fraction(f) - Fraction(y), abs(Fraction(y)) + abs(Fraction(f))
                terms = {
                    "mase": abs(e) / naive[i],
                    "smape": 200 * abs(e) / size if size else Fraction(0),
                    "mse_scaled": e**2 / variance[i],
                    "mae_scaled": Fraction(abs(e)) / Fraction(float(variance[i]) ** 0.5),
                }
                errors[i].append(terms[name])
    return float(sum(sum(of) / len(of) for of in errors.values()) / 2)


def check(name, metric):
    given = outcome(TRUTH, POINT, series=SERIES, train=monthly(*TRAIN))
    assert metric.value(given) == pytest.approx(exact(name), rel=1e-12)


@pytest.mark.parametrize("name", ["mase", "smape", "mse_scaled", "mae_scaled"])
def test_a_short_series_counts_as_a_long_one_and_missing_truth_not_at_all(name):
    check(name, METRICS[name])


class Pooled(MASE):
    def value(self, outcome):
        scale_M1 = outcome.scales.naive_error_I[outcome.series_M][:, None]
        return float(np.nanmean(np.abs(outcome.point_MK - outcome.truth_MK) / scale_M1))


class HalfPercent(SMAPE):
    def value(self, outcome):
        return super().value(outcome) / 2


class ByVariance(MSEScaled):
    def value(self, outcome):
        deviation_I = outcome.scales.deviation_I**2
        return super().value(replace(outcome, scales=replace(outcome.scales, deviation_I=deviation_I)))


@pytest.mark.parametrize(
    ("name", "mutant"), [("mase", Pooled()), ("smape", HalfPercent()), ("mse_scaled", ByVariance())]
)
def test_a_wrong_metric_is_found(name, mutant):
    with pytest.raises(AssertionError):
        check(name, mutant)


def test_owa_is_the_mean_of_two_ratios():
    given = outcome([[2.0, 4.0]], [[3.0, 4.0]], reference_MK=np.array([[4.0, 4.0]]))
    # Errors (1, 0) against (2, 0): MASE 1/2, sMAPE (200 / 5) / (400 / 6).
    assert value("owa", given) == pytest.approx((1 / 2 + (200 / 5) / (400 / 6)) / 2)
    assert value("owa", outcome([[2.0]], [[3.0]])) is None
    assert OWA().value(replace(given, point_MK=given.reference_MK)) == 1.0


def test_coverage_counts_the_ends_and_not_what_is_missing():
    given = outcome(
        [[1.0, 2.0, NAN, 4.0]],
        [[0.0] * 4],
        levels=(50.0, 90.0),
        low_LMK=np.array([[[1.0, 1.0, 0.0, 0.0]], [[0.0] * 4]]),
        high_LMK=np.array([[[1.5, 2.0, 9.0, 3.0]], [[4.0] * 4]]),
    )
    assert Coverage().values(given) == {"coverage-50": pytest.approx(200 / 3), "coverage-90": 100.0}
    # The naive error of the training part, 1 3 2, is 1.5.
    assert Width().values(given) == {
        "width-50": pytest.approx(4.5 / 3 / 1.5),
        "width-90": pytest.approx(4 / 1.5),
    }
    assert set(Pinball().values(given)) == {"pinball-50", "pinball-90"}


def test_scales_are_of_the_training_part_and_floor_nothing_to_zero():
    scales = scales_of(awkward_set(), 24)
    by_name = dict(
        zip(awkward_set().ids, zip(scales.naive_error_I, scales.deviation_I, strict=True), strict=True)
    )
    for name in ("one point", "zeros", "constant"):
        assert np.isnan(by_name[name]).all(), name
    # Too short for a season: one row's difference.
    assert by_name["two points"] == (1.0, 0.5)
    assert by_name["a step at the end"][0] == pytest.approx(1 / 276)
    assert by_name["tiny"][0] > 0
    assert np.isfinite(by_name["huge"]).all()


def test_what_is_not_defined_is_none():
    nothing = outcome(
        [[NAN, NAN]], [[1.0, 2.0]], levels=(90.0,), low_LMK=np.zeros((1, 1, 2)), high_LMK=np.ones((1, 1, 2))
    )
    for metric in METRICS.values():
        assert all(number is None for number in metric.values(nothing).values())
    constant = outcome([[1.0]], [[2.0]], train=monthly([5.0, 5.0]))
    assert value("mase", constant) is None
    assert value("mse_scaled", constant) is None
    assert value("mae", constant) == 1.0


def test_both_at_zero_is_no_error():
    assert value("smape", outcome([[0.0, 0.0]], [[0.0, 1.0]])) == 100.0


def test_steps_and_forecasts_are_parts_of_the_whole():
    given = made_outcome()
    parts = [MAE().value(given.steps(step, step + 1)) for step in range(12)]
    assert MAE().value(given) == pytest.approx(np.mean(parts))
    twice = outcome(TRUTH, POINT, series=SERIES, train=monthly(*TRAIN))
    assert MASE().value(twice.forecasts(slice(2, 3))) == pytest.approx(1.5 / 1.5)


def test_arrays_that_do_not_fit_are_refused():
    for truth, point, options, sentence in (
        ([[1.0, 2.0]], [[1.0]], {}, "must have one shape"),
        ([[1.0]], [[NAN]], {}, "point_MK must be finite"),
        ([[1.0]], [[1.0]], {"levels": (90.0,)}, "low_LMK and high_LMK must have the shape"),
    ):
        with pytest.raises(ArgumentError, match=sentence):
            outcome(truth, point, **options)
