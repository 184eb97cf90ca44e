"""The models of statsforecast, behind a stand-in: what they are given, and when they are not asked."""

import sys
from types import ModuleType

import numpy as np
import pytest

from elman.backtesting.baselines import BASELINES, fit_baselines
from elman.errors import MissingExtraError
from elman.series import last_origins, rolling_origins
from tests.awkward_series import awkward_set
from tests.made_series import made, monthly


@pytest.fixture
def asked(monkeypatch):
    """A module of that name, whose models say how many rows they were given, and by what season."""
    calls = []

    class Model:
        def __init__(self, season_length):
            self.season = season_length

        def forecast(self, y, h):
            assert np.isfinite(y).all()
            calls.append((type(self).__name__, len(y), self.season))
            return {"mean": np.full(h, np.nan if y[-1] == 13 else len(y), float)}

    module = ModuleType("statsforecast.models")
    module.AutoETS = type("AutoETS", (Model,), {})
    module.Theta = type("Theta", (Model,), {})
    monkeypatch.setitem(sys.modules, "statsforecast", ModuleType("statsforecast"))
    monkeypatch.setitem(sys.modules, "statsforecast.models", module)
    return calls


def test_each_origin_is_a_model_of_the_rows_before_it(asked):
    series = monthly(made())
    for name, model in (("auto_ets", "AutoETS"), ("theta", "Theta")):
        asked.clear()
        fitted = fit_baselines(series, horizon=4, season=12, names=[name])[name]
        found_MK = fitted.forecast(series, rolling_origins(series, 4, count=3, stride=20), 4)
        assert asked == [(model, 16, 1), (model, 36, 12), (model, 56, 12)]
        np.testing.assert_array_equal(found_MK[:, 0], [16, 36, 56])


def test_what_a_model_cannot_do_is_the_naive_forecast(asked):
    series = monthly([1, 2], [4, 4, 4, 4, 4], [9, 8, 7, 6, 13], [1, 2, np.nan, 5, 6])
    found_MK = BASELINES["theta"].fit(series, horizon=2, season=1).forecast(series, last_origins(series), 2)
    np.testing.assert_array_equal(found_MK[:, 0], [2, 4, 13, 5])
    assert [rows for _, rows, _ in asked] == [5, 5]


def test_every_awkward_series_has_a_finite_forecast(asked):
    series = awkward_set()
    fitted = BASELINES["auto_ets"].fit(series, horizon=3, season=24)
    assert np.isfinite(fitted.forecast(series, last_origins(series), 3)).all()


def test_without_it_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "statsforecast.models", None)
    with pytest.raises(MissingExtraError, match=r"pip install statsforecast"):
        fit_baselines(monthly(made()), horizon=2, season=12, names=["auto_ets"])
