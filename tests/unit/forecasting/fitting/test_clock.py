"""A budget is divided beforehand, and what had too few steps is said."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from elman import SeriesSet
from elman.forecasting import fit_forecaster, split_options
from elman.forecasting.fitting import clock as clocks
from elman.forecasting.fitting.clock import Clock
from elman.forecasting.fitting.from_series import _shortness
from elman.forecasting.options import ForecastOptions
from elman.series import SeriesColumns


def at(seconds, monkeypatch):
    monkeypatch.setattr(clocks, "perf_counter", lambda: 100.0 + seconds)
    return Clock(began=100.0, budget=30.0)


def test_without_a_budget_nothing_ends():
    clock = Clock(began=0.0)
    assert (clock.for_trials(4), clock.for_training(9.0), clock.for_tests(2)) == (None, None, None)


def test_shares_are_known_beforehand_and_make_less_than_all(monkeypatch):
    clock = at(0.0, monkeypatch)
    trials, tests = 4 * clock.for_trials(4), 2 * clock.for_tests(2)
    assert trials == pytest.approx(4.5)
    assert tests == pytest.approx(3.0)
    assert trials + clock.for_training(after=6.0) + tests < 30.0


@pytest.mark.parametrize(
    ("passed", "after", "wanted"),
    [
        (5.0, 0.0, 0.7 * 30 - 5),  # until the share of training ends
        (5.0, 10.0, 0.86 * 30 - 10 - 5),  # or earlier, for what follows
        (5.0, 25.0, 0.38 * 30 - 5),  # but not too early
        (29.0, 0.0, 0.0),  # and never before now
    ],
)
def test_training_ends_in_time_for_what_follows(passed, after, wanted, monkeypatch):
    assert at(passed, monkeypatch).for_training(after) == pytest.approx(wanted)


def members(steps, count):
    return [
        SimpleNamespace(history=SimpleNamespace(num_windows=steps), interrupted=False) for _ in range(count)
    ]


def test_too_few_steps_and_networks_are_said():
    options = ForecastOptions(horizon=3, budget=30.0, members=5)
    told = _shortness(members(100, 2), 1_000, options)
    assert told[0] == "the budget was enough for 2 networks of 5"
    assert "100 where 1,000 are usual" in told[1]
    assert _shortness(members(500, 5), 1_000, options) == []
    assert _shortness(members(100, 5), 1_000, replace(options, budget=None)) == []


def test_a_fit_says_it_in_the_note_in_json_and_in_python():
    y_N = np.sin(np.arange(400.0)) + np.random.default_rng(0).standard_normal(400)
    series = SeriesSet(ids=("a",), y=(y_N,), first=(0,))
    fitted = fit_forecaster(series, SeriesColumns(), split_options({"budget": 0.05, "threads": 1}, 3))
    assert any("too few steps" in event for event in fitted.result.events)
    assert any("too few steps" in event for event in fitted.to_json()["events"])
    assert "too few steps" in fitted.describe()
