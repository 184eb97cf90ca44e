"""Which series a picture shows, and in what words."""

import numpy as np
import pytest

from elman import SeriesSet
from elman.forecasting import Forecast, ForecastOptions, fit_forecaster
from elman.forecasting.pictures import picture_forecasts
from elman.series import SeriesColumns
from elman.series.calendar import Frequency
from tests.awkward_series import awkward_set

ROWS, HORIZON = 40, 5


def made(count, *, back=HORIZON, frequency=None, first=0, still=()):
    """Series of one wave; the forecast of number k is k + 1 tenths too high, its bands as wide."""
    wave_N = np.sin(np.arange(ROWS)).astype(np.float32)
    y = tuple(wave_N * (0 if number in still else 1) for number in range(count))
    series = SeriesSet(
        ids=tuple(f"s{number}" for number in range(count)),
        y=y,
        first=(first,) * count,
        frequency=frequency or Frequency(),
    )
    off_M = (np.random.default_rng(0).permutation(count) + 1) / 10
    base_MK = np.stack([np.pad(y_N, (0, HORIZON))[ROWS - back :][:HORIZON] for y_N in y])
    point_MK = (base_MK + off_M[:, None]).astype(np.float32)
    return off_M, Forecast(
        series=series,
        series_M=np.arange(count),
        origins_M=np.full(count, ROWS - 1 - back),
        point_MK=point_MK,
        levels=(90.0,),
        low_LMK=(point_MK - off_M[:, None])[None],
        high_LMK=(point_MK + off_M[:, None])[None],
    )


def test_few_series_are_all_shown_in_their_order():
    _, forecast = made(9)
    picture = picture_forecasts(forecast, season=1)
    assert [panel.name for panel in picture.panels] == [f"s{number}" for number in range(9)]
    assert picture.caption == ""
    assert picture.title == "5 rows ahead, 9 series"


def test_of_many_the_best_the_median_and_the_worst_are_among_those_shown():
    off_M, forecast = made(101)
    picture = picture_forecasts(forecast, season=1)
    order = np.argsort(off_M)
    wanted = [f"s{order[place]}" for place in (0, 12, 25, 37, 50, 62, 75, 87, 100)]
    assert [panel.name for panel in picture.panels] == wanted
    naive = np.abs(np.diff(np.sin(np.arange(ROWS - HORIZON)))).mean()
    best, median, worst = (picture.panels[place] for place in (0, 4, 8))
    assert best.title == f"{best.name}, MASE {0.1 / naive:.3g} (best of 101)"
    assert median.title.endswith(f"MASE {5.1 / naive:.3g} (median of 101)")
    assert worst.title.endswith(f"MASE {10.1 / naive:.3g} (worst of 101)")
    assert "9 of 101 series are shown, evenly spaced by MASE, from the best to the worst." in picture.caption


def test_without_truth_the_least_sure_is_among_those_shown():
    off_M, forecast = made(50, back=0)
    picture = picture_forecasts(forecast, season=1)
    assert picture.panels[0].name == f"s{off_M.argmin()}"
    assert picture.panels[-1].name == f"s{off_M.argmax()}"
    assert picture.panels[-1].title.endswith("(widest of 50)")
    assert np.isnan(picture.panels[0].truth_K).all()
    assert "90 % band" in picture.caption


def test_series_without_a_number_are_left_out_and_counted():
    _, forecast = made(30, still=range(10, 20))
    picture = picture_forecasts(forecast, season=1, notes=["A word of warning."])
    assert not {f"s{number}" for number in range(10, 20)} & {panel.name for panel in picture.panels}
    assert "10 that have no such number are left out." in picture.caption
    assert picture.caption.endswith("\nA word of warning.")


def test_a_panel_has_the_history_up_to_the_origin_and_what_came():
    _, forecast = made(1)
    (panel,) = picture_forecasts(forecast, season=1).panels
    y_N = forecast.series.y[0]
    np.testing.assert_array_equal(panel.history_N, y_N[15:35])  # four horizons
    np.testing.assert_array_equal(panel.truth_K, y_N[35:])
    np.testing.assert_array_equal([*panel.past_N, *panel.ahead_K], np.arange(15, 40))
    (panel,) = picture_forecasts(forecast, season=12).panels
    np.testing.assert_array_equal(panel.history_N, y_N[11:35])  # two seasons


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Berlin", 1), (None, 0)])
def test_times_are_those_of_the_clock_on_the_wall(zone, hour):
    frequency = Frequency(unit="duration", step=3_600_000_000, zone=zone)
    _, forecast = made(1, frequency=frequency, first=np.datetime64("2024-01-01T00", "us"))
    (panel,) = picture_forecasts(forecast, season=1).panels
    assert panel.past_N[0] == np.datetime64("2024-01-01T15", "us") + np.timedelta64(hour, "h")


def test_its_errors_are_those_of_a_backtest():
    """Hourly: errors are counted in the naive error of a day, whatever season is drawn."""
    series = awkward_set("plain", "gaps", "negative", "far from zero")
    options = ForecastOptions(horizon=6, steps=5, members=1, hidden_size=4, trials=False, threads=1)
    forecaster = fit_forecaster(series, SeriesColumns(), options).forecaster
    tested = forecaster.backtest().series
    picture = picture_forecasts(forecaster.forecast(back=6), season=5)
    wanted = [f"{name}, MASE {values['forecaster']:.3g}" for name, values in tested.items()]
    assert [panel.title for panel in picture.panels] == wanted
