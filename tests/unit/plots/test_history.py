import numpy as np

from elman.plots import draw_history, save_figure


def test_it_draws_losses_and_validation():
    losses = [1.0, 0.5, np.nan, 0.25]
    figure = draw_history(
        losses,
        [(2, 0.4), (4, 0.3), (6, 0.35)],
        title="a run",
        validation_label="RMSE [V]",
        baseline=("linear", 0.38),
    )
    above, below = figure.axes
    np.testing.assert_array_equal(above.lines[0].get_ydata(), losses)
    np.testing.assert_array_equal(above.lines[0].get_xdata(), [1, 2, 3, 4])
    network, best, baseline = below.lines
    np.testing.assert_array_equal(network.get_xdata(), [2, 4, 6])
    assert (best.get_xdata(), best.get_ydata()) == ([4], [0.3])
    assert set(baseline.get_ydata()) == {0.38}
    labels = [text.get_text() for text in below.get_legend().get_texts()]
    assert labels == ["network", "best: 0.3 at step 4", "baseline linear: 0.38"]
    assert above.get_yscale() == below.get_yscale() == "log"
    assert [above.get_ylabel(), below.get_ylabel(), below.get_xlabel()] == [
        "training loss",
        "RMSE [V]",
        "step",
    ]


def test_many_steps_are_a_range_and_a_median():
    losses = 1 + np.random.default_rng(0).random(90_000)
    losses[5_000:5_300] = np.nan
    (axes,) = draw_history(losses, title="a run").axes
    (median,) = axes.lines
    values = median.get_ydata()
    assert len(values) == 900
    # 900 columns of 100 steps each.
    np.testing.assert_array_equal(values[:50], np.median(losses[:5000].reshape(50, 100), axis=1))
    assert np.flatnonzero(np.isnan(values)).tolist() == [50, 51, 52]
    assert axes.collections


def test_losses_of_zero_and_nothing_at_all_can_be_drawn(tmp_path):
    for losses in ([], [0.0], [0.0, 0.5], [-1.0, -2.0], [np.nan]):
        save_figure(draw_history(losses, [(1, np.nan)], title="a run"), tmp_path / "a.png")
