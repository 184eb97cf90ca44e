import numpy as np

from elman.plots import draw_horizon, save_figure
from elman.plots.colours import BASELINE, PREDICTION

BASELINES = {"naive": [1.0, 2.0, 40.0], "linear": [0.5, 0.6, 0.7]}


def test_it_draws_the_errors_from_zero(tmp_path):
    figure = draw_horizon(BASELINES, [0.45, 0.65, None], metric="MASE", best="linear", title="a", caption="b")
    (axes,) = figure.axes
    naive, best, forecaster = axes.lines
    assert [part.get_label() for part in axes.lines] == ["naive", "linear, the best baseline", "forecaster"]
    assert (best.get_color(), forecaster.get_color()) == (BASELINE, PREDICTION)
    assert best.get_alpha() > naive.get_alpha()
    np.testing.assert_array_equal(forecaster.get_ydata(), [0.45, 0.65, np.nan])
    np.testing.assert_array_equal(best.get_xdata(), [1, 2, 3])
    # A hopeless baseline may leave at the top: what is compared must fill the picture, from 0.
    assert axes.get_ylim()[0] == 0.0
    assert 0.7 < axes.get_ylim()[1] < 3.0
    assert axes.get_ylabel() == "MASE"
    assert figure.get_suptitle() == "a\nb"
    save_figure(figure, tmp_path / "a.png")


def test_coverage_stands_below_with_what_was_promised():
    coverage = {80.0: [70.0, 82.0, None], 90.0: [91.0, 30.0, 88.0]}
    above, below = draw_horizon(BASELINES, [1, 1, 1], metric="MASE", best="naive", coverage=coverage).axes
    assert above.get_ylim()[0] == 0.0
    drawn = {line.get_label(): line for line in below.lines}
    np.testing.assert_array_equal(drawn["90 % band"].get_ydata(), [91.0, 30.0, 88.0])
    promised = sorted(line.get_ydata()[0] for line in below.lines if line.get_color() == "black")
    assert promised == [80.0, 90.0]
    assert below.get_ylim()[0] < 30.0


def test_baselines_alone_and_errors_that_nobody_has(tmp_path):
    (axes,) = draw_horizon({"naive": [None, None]}, metric="MASE").axes
    assert len(axes.lines) == 1
    save_figure(axes.figure, tmp_path / "a.png")
    save_figure(draw_horizon({}, [None], metric="MASE", coverage={90.0: [None]}), tmp_path / "b.png")
