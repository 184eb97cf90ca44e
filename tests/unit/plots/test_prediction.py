from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.image import imread

from elman.plots import PredictedTarget, draw_prediction, save_figure
from elman.plots.colours import PREDICTION, TRUTH
from elman.plots.prediction import worst_stretch


def target(rows, lengths=None, name="y", skip=0):
    random = np.random.default_rng(1)
    truth_N = np.sin(np.arange(rows) / 9) + 0.2 * random.standard_normal(rows)
    lengths = lengths or (rows,)
    return PredictedTarget(
        name=name,
        title=f"{name}: RMSE 0.1",
        truth_N=truth_N,
        prediction_N=truth_N + 0.1 * random.standard_normal(rows),
        lengths=lengths,
        ids=tuple(f"run {number}" for number in range(len(lengths))),
        skip=skip,
    )


def test_few_points_are_drawn_as_they_are():
    one = target(100)
    above, below = draw_prediction([one], title="all").axes
    truth, prediction = above.lines
    assert (truth.get_color(), prediction.get_color()) == (TRUTH, PREDICTION)
    np.testing.assert_array_equal(truth.get_ydata(), one.truth_N)
    np.testing.assert_array_equal(prediction.get_ydata(), one.prediction_N)
    np.testing.assert_allclose(below.lines[1].get_ydata(), one.prediction_N - one.truth_N)
    assert above.get_title() == "y: RMSE 0.1"
    assert above.get_legend() is not None
    assert [below.get_xlabel(), above.get_ylabel(), below.get_ylabel()] == ["row", "y", "error"]


def test_many_points_are_an_envelope_and_a_closer_look_at_the_worst():
    one = target(50_000)
    one.prediction_N[31_000:31_200] += 3.0
    above, below, closer = draw_prediction([one]).axes
    (band,) = above.collections
    assert band.get_facecolor()[0][:3] == pytest.approx(to_rgba(TRUTH)[:3])
    low, high = above.lines
    assert len(low.get_ydata()) == len(high.get_ydata()) < 2000
    assert low.get_ydata().min() == one.prediction_N.min()
    assert high.get_ydata().max() == one.prediction_N.max()
    assert below.collections
    rows = closer.lines[0].get_xdata()
    assert rows[0] < 31_000
    assert rows[-1] > 31_199
    np.testing.assert_array_equal(closer.lines[1].get_ydata(), one.prediction_N[rows])


def test_sequences_are_parted_and_what_is_not_scored_is_shaded():
    above, below = draw_prediction([target(60, (20, 30, 10), skip=5)]).axes
    parts = [line.get_xdata()[0] for line in above.lines[2:]]
    assert parts == [19.5, 49.5]
    shades = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in below.patches]
    assert shades == [(-0.5, 4.5), (19.5, 24.5), (49.5, 54.5)]
    assert [text.get_text() for text in above.texts] == ["run 0", "run 1", "run 2"]


def test_every_target_has_its_panels():
    figure = draw_prediction([target(50, name="level"), target(50, name="flow")])
    assert [axes.get_ylabel() for axes in figure.axes] == ["level", "error", "flow", "error"]


@pytest.mark.parametrize("rows", [1, 2, 100, 20_000, 1_000_000])
@pytest.mark.parametrize("missing", [False, True])
def test_the_picture_shows_red_and_blue(rows, missing, tmp_path):
    one = target(rows)
    if missing:
        one.truth_N[rows // 3 : rows // 2] = np.nan
    save_figure(draw_prediction([one], title="model on data"), tmp_path / "a.png")
    pixels = imread(tmp_path / "a.png")[:, :, :3]
    assert pixels.shape[1] == 1000
    for colour in (TRUTH, PREDICTION):
        assert (np.abs(pixels - to_rgb(colour)).max(axis=2) < 0.02).sum() > 10


@pytest.mark.parametrize("name", ["a.svg", "a.pdf"])
def test_a_million_points_make_a_small_file(name, tmp_path):
    save_figure(draw_prediction([target(1_000_000)]), tmp_path / name)
    assert (tmp_path / name).stat().st_size < 1_000_000


def test_the_worst_stretch_stays_in_one_sequence_and_is_scored():
    error_N = np.zeros(100)
    error_N[[0, 39, 40, 41, 70]] = 9.0, 2.0, 2.0, 2.0, np.nan
    # Rows 39 and 40 are of different sequences, and row 0 is skipped.
    assert worst_stretch(error_N, (40, 60), 0, 3) == (0, 3)
    first, last = worst_stretch(error_N, (40, 60), 1, 1)
    assert (first, last) == (39, 40)
    assert worst_stretch(error_N, (39, 61), 1, 3) == (40, 43)
    assert worst_stretch(error_N, (40, 60), 40, 3) == (80, 83)
    assert worst_stretch(np.zeros(2), (2,), 0, 5) == (0, 2)


def test_times_stand_on_the_axis_where_they_ascend():
    dated = np.datetime64("2024-03-01T22:00") + np.arange(100) * np.timedelta64(30, "s")
    one = replace(target(100, name="level [m]"), time_N=dated, time_name="when")
    below = draw_prediction([one]).axes[1]
    texts = [label.get_text() for label in below.get_xticklabels()]
    assert texts[0] == "22:00\n2024-03-01"
    rows = dict(zip(texts, below.get_xticks(), strict=True))
    assert rows["22:30"] == pytest.approx(60)  # thirty minutes are sixty rows of 30 s
    assert [below.get_xlabel(), below.get_ylabel()] == ["when", "error [m]"]


def test_numbers_of_a_time_column_stand_at_round_places():
    one = replace(target(101), time_N=0.5 * np.arange(101) + 10, time_name="seconds")
    below = draw_prediction([one]).axes[1]
    assert [label.get_text() for label in below.get_xticklabels()] == ["10", "20", "30", "40", "50", "60"]
    assert list(below.get_xticks()) == pytest.approx([0, 20, 40, 60, 80, 100])


def test_times_that_begin_again_are_rows():
    again = np.tile(np.arange(30), 2)
    below = draw_prediction([replace(target(60, (30, 30)), time_N=again, time_name="t")]).axes[1]
    assert below.get_xlabel() == "row"


def test_the_worst_tenth_is_marked():
    one = target(200)
    one.prediction_N[90:105] += 3.0
    above, below = draw_prediction([one]).axes
    (patch,) = above.patches
    assert patch.get_x() <= 90
    assert patch.get_x() + patch.get_width() >= 104
    assert [text.get_text() for text in below.texts] == ["worst"]
