import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from elman.plots import Trace, draw_demo, save_figure
from elman.plots.colours import PREDICTION, TRUTH


@pytest.fixture
def figure():
    angle_T = np.linspace(0, np.pi, 10)
    last = Trace(angle_T, np.cos(angle_T), 0.5 * np.cos(angle_T))
    unseen = Trace(angle_T + np.pi, -np.cos(angle_T), np.zeros(10))
    return draw_demo([0.5, 0.01, 0.001], last, unseen, title="a title")


def test_it_draws_what_it_is_given(figure):
    last, losses, unseen = figure.axes
    angle_T = np.linspace(0, 1, 10)
    for axes, start, prediction in ((last, 0, 0.5 * np.cos(np.pi * angle_T)), (unseen, 1, np.zeros(10))):
        truth_line, prediction_line = axes.lines
        assert truth_line.get_color() == TRUTH
        assert prediction_line.get_color() == PREDICTION
        np.testing.assert_allclose(truth_line.get_xdata(), start + angle_T)
        np.testing.assert_allclose(prediction_line.get_ydata(), prediction)
    np.testing.assert_array_equal(losses.lines[0].get_ydata(), [0.5, 0.01, 0.001])
    assert losses.get_yscale() == "log"


def test_every_axis_is_labelled(figure):
    for axes in figure.axes:
        assert axes.get_title()
        assert axes.get_xlabel()
        assert axes.get_ylabel()
        assert axes.get_legend() is not None


def test_the_picture_shows_a_red_and_a_blue_curve(figure, tmp_path):
    save_figure(figure, tmp_path / "demo.png")
    pixels = imread(tmp_path / "demo.png")[:, :, :3]
    assert pixels.shape == (640, 1000, 3)
    for colour in (TRUTH, PREDICTION):
        distance = np.abs(pixels - to_rgb(colour)).max(axis=2)
        assert (distance < 0.02).sum() > 300
