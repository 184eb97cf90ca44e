from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from elman.plots import MOST_PANELS, ForecastPanel, draw_forecasts, save_figure
from elman.plots.colours import HISTORY, PREDICTION, TRUTH


def make_panel(history_N, truth_K, forecast_K, *, stamps=None, width=1.0):
    history_N, truth_K, forecast_K = (np.asarray(part, float) for part in (history_N, truth_K, forecast_K))
    total = len(history_N) + len(forecast_K)
    stamps = np.arange(total) if stamps is None else stamps
    return ForecastPanel(
        name="y",
        title="y, MASE 0.5",
        past_N=stamps[: len(history_N)],
        history_N=history_N,
        ahead_K=stamps[len(history_N) :],
        truth_K=truth_K,
        forecast_K=forecast_K,
        levels=(80.0, 90.0),
        low_LK=np.stack([forecast_K - width, forecast_K - 2 * width]),
        high_LK=np.stack([forecast_K + width, forecast_K + 2 * width]),
    )


@pytest.fixture
def panel():
    return make_panel(np.sin(np.arange(30)), np.sin(np.arange(30, 36)), np.zeros(6))


def line(axes, label):
    return next(line for line in axes.lines if line.get_label() == label)


def test_it_draws_what_it_is_given(panel):
    (axes,) = draw_forecasts([panel]).axes
    history, truth, forecast = (line(axes, name) for name in ("history", "truth", "forecast"))
    assert [part.get_color() for part in (history, truth, forecast)] == [HISTORY, TRUTH, PREDICTION]
    np.testing.assert_array_equal(history.get_ydata(), panel.history_N)
    np.testing.assert_array_equal(forecast.get_xdata(), np.arange(30, 36))
    # The truth leaves from the last known value; the forecast begins at the first row that it is of.
    np.testing.assert_array_equal(truth.get_ydata(), [panel.history_N[-1], *panel.truth_K])
    assert line(axes, "cut-off").get_xdata() == [29, 29]


def test_the_bands_have_their_ends(panel):
    (axes,) = draw_forecasts([panel]).axes
    found = {band.get_label(): band.get_paths()[0].vertices[:, 1] for band in axes.collections}
    assert (found["80 % band"].min(), found["80 % band"].max()) == (-1.0, 1.0)
    assert (found["90 % band"].min(), found["90 % band"].max()) == (-2.0, 2.0)
    assert list(found) == ["90 % band", "80 % band"]  # the wide one first, or it would hide the other


def test_without_truth_there_is_no_red_line(panel):
    (axes,) = draw_forecasts([replace(panel, truth_K=np.full(6, np.nan))]).axes
    assert TRUTH not in [part.get_color() for part in axes.lines]


def test_a_series_that_does_not_move_is_drawn_as_one():
    """Bands of a hundred-thousandth, which are rounding, must not fill the picture; real ones must."""
    flat = make_panel(np.full(9, 5.5), np.full(3, 5.5), np.full(3, 5.5), width=1e-5)
    (axes,) = draw_forecasts([flat]).axes
    np.testing.assert_allclose(axes.get_ylim(), (5.225, 5.775))
    (axes,) = draw_forecasts([make_panel(np.zeros(9), np.zeros(3), np.zeros(3), width=0.0)]).axes
    assert axes.get_ylim() == (-1.0, 1.0)
    wide = make_panel(np.full(9, 5.5), np.full(3, 5.5), np.full(3, 5.5), width=2.0)
    (axes,) = draw_forecasts([wide]).axes
    assert axes.get_ylim()[0] < 1.6


def test_a_gap_before_the_cut_off_is_part_of_the_picture(panel):
    history_N = panel.history_N.copy()
    history_N[:-1] = np.nan
    (axes,) = draw_forecasts([replace(panel, history_N=history_N)]).axes
    low, high = axes.get_xlim()
    assert low < 0
    assert high > 35


@pytest.mark.parametrize("step", ["15m", "1h", "1D", "7D", "365D"])
@pytest.mark.parametrize("rows", [2, 25, 64])
def test_every_span_of_dates_finds_its_ticks(step, rows, tmp_path):
    """matplotlib warns where it finds none, and warnings are errors."""
    stamps = np.datetime64("2024-03-28", "us") + np.arange(rows + 3) * np.timedelta64(
        int(step[:-1]), step[-1]
    )
    panel = make_panel(np.arange(rows), np.arange(3), np.arange(3), stamps=stamps)
    save_figure(draw_forecasts([panel, panel]), tmp_path / "a.svg")


def test_many_panels_share_one_legend_and_stand_under_title_and_caption(panel):
    figure = draw_forecasts([panel] * 7, title="a title", caption="why these")
    drawn = [axes for axes in figure.axes if axes.lines]
    assert len(drawn) == 7
    assert all(axes.get_legend() is None for axes in drawn)
    assert len(figure.legends) == 1
    assert figure.get_suptitle() == "a title\nwhy these"
    assert MOST_PANELS == 9


def test_one_row_ahead_has_bands_that_can_be_seen():
    (axes,) = draw_forecasts([make_panel(np.arange(5), [5], [5])]).axes
    assert [band.get_linewidth()[0] for band in axes.collections] == [6, 6]


def test_the_picture_shows_red_and_blue(panel, tmp_path):
    save_figure(draw_forecasts([panel]), tmp_path / "a.png")
    pixels = imread(tmp_path / "a.png")[:, :, :3]
    for colour in (TRUTH, PREDICTION):
        assert (np.abs(pixels - to_rgb(colour)).max(axis=2) < 0.02).sum() > 100
