"""Of many series, the smallest network that is as good in a short trial is taken, with fewer steps."""

from types import SimpleNamespace

import numpy as np
import pytest

from elman.forecasting import fit_forecaster, split_options
from elman.forecasting.fitting import trials
from elman.series import SeriesColumns, SeriesSet


class Sized:
    """An attempt of which only the size counts."""

    def __init__(self, units):
        self.plan = SimpleNamespace(spec=SimpleNamespace(hidden_size=units))

    def with_size(self, units):
        return Sized(units)


@pytest.mark.parametrize(
    ("errors", "wanted"),
    [
        ({128: 1.0, 32: 1.009, 64: 0.9}, 32),  # the smallest that is as good, not the best
        ({128: 1.0, 32: 1.011, 64: 1.0}, 64),
        ({128: 1.0, 32: 1.1, 64: 1.02}, 128),
        ({128: 1.0, 32: float("inf"), 64: float("inf")}, 128),
    ],
)
def test_the_smallest_that_is_as_good_is_taken(errors, wanted):
    tried = []

    def score(what, attempt):
        tried.append(what)
        return errors[attempt.plan.spec.hidden_size]

    assert trials._choose_size(SimpleNamespace(score=score), Sized(128), [32, 64]) == wanted
    assert tried[:2] == ["128 units", "32 units"]


def series_of(count=12, rows=90):
    random = np.random.default_rng(0)
    day_N = np.arange(rows)
    y = tuple(np.sin(2 * np.pi * day_N / 7) + 0.3 * random.standard_normal(rows) for _ in range(count))
    return SeriesSet(ids=tuple(map(str, range(count))), y=y, first=(0,) * count)


@pytest.mark.parametrize("many", [True, False])
def test_a_fit_of_many_series_tries_sizes(many, monkeypatch):
    monkeypatch.setattr(trials, "_MANY_SERIES", 10 if many else 1_000)
    monkeypatch.setattr(trials, "_SMALLER", (4,))
    monkeypatch.setattr(trials, "_AS_GOOD", 10.0)
    options = split_options({"threads": 1, "members": 1, "season": 7}, 3)
    fitted = fit_forecaster(series_of(), SeriesColumns(), options)
    plan = fitted.result.plan
    assert (plan.spec.hidden_size, plan.steps) == ((4, 500) if many else (16, 1_000))
    sizes = [trial.what for trial in fitted.result.trials if trial.what.endswith(" units")]
    assert sizes == (["16 units", "4 units"] if many else [])
