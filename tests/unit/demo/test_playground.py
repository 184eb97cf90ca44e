"""The playground trains as the demo does, frame by frame, and refuses what is no option."""

import json

import numpy as np
import pytest

from elman.cli.app import run
from elman.cli.exit_codes import NOT_LEARNED
from elman.data import sine_to_cosine
from elman.demo import DemoOptions, run_demo
from elman.demo.experiment import build_network
from elman.demo.film import WARM_UP, make_film
from elman.demo.inside import inside_blocks
from elman.demo.playground import Playground, kept_page
from elman.demo.tasks import make_windows
from elman.errors import ArgumentError


@pytest.mark.parametrize("recipe", ["robust", "tutorial"])
def test_a_film_is_the_demos_training(recipe):
    options = DemoOptions(num_windows=40, recipe=recipe, seed=3)
    film, demo = make_film(options), run_demo(options)
    assert list(film.losses) == demo.history.losses
    assert [frame.windows for frame in film.frames] == list(range(41))


def test_a_frame_is_the_network_at_that_moment():
    """Trained anew up to there, and asked for the stretch."""
    options = DemoOptions(num_windows=12, num_points=8)
    film = make_film(options)
    network, state = build_network(options), None
    for window in sine_to_cosine(12, 8)[:5]:
        _, state = network.train_window(window.x_BTF, window.y_BTO, None, state)
    x_BTF = np.concatenate([window.x_BTF for window in sine_to_cosine(6, 8)], axis=1)
    said = network.forward(x_BTF)[0][0, WARM_UP * 8 :, 0]
    np.testing.assert_array_equal(film.frames[5].prediction_T, said)
    np.testing.assert_allclose(film.truth_T, np.cos(film.angle_T), atol=1e-6)


def test_resetting_starts_every_window_from_zeros():
    options = DemoOptions(num_windows=30)
    film, network = make_film(options, resets=True), build_network(options)
    losses = [network.train_window(w.x_BTF, w.y_BTO)[0] for w in sine_to_cosine(30)]
    assert list(film.losses) == losses
    assert film.losses != make_film(options).losses


@pytest.mark.parametrize("restarts", [False, True])
def test_tasks_are_what_they_say(restarts):
    windows = make_windows("parity", 20, 6, restarts=restarts)
    bits, said = (np.stack([window[part][0, :, 0] for window in windows]) for part in (0, 1))
    counts = np.cumsum(bits, axis=1) if restarts else np.cumsum(bits).reshape(20, 6)
    np.testing.assert_array_equal(said, np.where(counts % 2 == 1, 1.0, -1.0))
    windows = make_windows("echo", 20, 6, restarts=restarts)
    x, y = (np.stack([window[part][0, :, 0] for window in windows]) for part in (0, 1))
    if not restarts:
        x, y = x.reshape(1, -1), y.reshape(1, -1)
    np.testing.assert_array_equal(y[:, 3:], x[:, :-3])
    assert (y[:, :3] == 0).all()


def test_an_echo_is_learned_and_shown_on_inputs_that_were_not_trained_on():
    film = make_film(DemoOptions(cell="gru", num_windows=600, num_points=20), task="echo")
    error = np.sqrt(np.mean((film.frames[-1].prediction_T - film.truth_T) ** 2))
    assert error < 0.35 * np.std(film.truth_T)
    blind = np.sqrt(np.mean((film.frames[0].prediction_T - film.truth_T) ** 2))
    assert blind > 0.8 * np.std(film.truth_T)


def test_a_large_network_has_fewer_frames():
    film = make_film(DemoOptions(num_windows=200, hidden_size=128, cell="gru"))
    assert 35 <= len(film.frames) <= 60
    assert film.frames[-1].windows == 200
    assert [frame.windows for frame in film.frames[:20]] == list(range(20))
    assert abs(film.nearest(101).windows - 101) <= 6


def test_a_loss_that_becomes_infinite_ends_the_film():
    film = make_film(DemoOptions(cell="rnn_relu", recipe="tutorial", learning_rate=1e6, num_windows=60))
    assert film.diverged
    assert "infinite" in Playground(film.options).page().sections[0].blocks[-1].text


def test_the_inside_says_why():
    thrown = make_film(DemoOptions(recipe="tutorial", learning_rate=0.5, num_windows=60))
    text = inside_blocks(thrown, 60)[-1].text
    assert "too large a rate" in text


def test_orders_train_and_look():
    playground = Playground(DemoOptions(num_windows=20))
    options = dict(playground.page().more["options"])
    done = playground.act(
        {"do": "train", "options": options | {"cell": "lstm", "num_windows": 30, "seed": 4}}
    )
    assert len(done["film"]["predictions"]) == 31
    expected = make_film(DemoOptions(cell="lstm", num_windows=30, seed=4)).frames[-1].prediction_T
    np.testing.assert_allclose(done["film"]["predictions"][-1], expected, atol=1e-4)
    blocks = playground.act({"do": "look", "windows": 10})["blocks"]
    assert {block["id"] for block in blocks} >= {"units-h", "units-c", "units-gate-f", "reach", "findings"}
    assert json.dumps(done, allow_nan=False)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"num_windows": 10**9}, "num_windows must be a whole number up to 1000, got 1000000000"),
        ({"hidden_size": 4096}, "hidden_size must be a whole number up to 128"),
        ({"hidden_size": "32"}, "hidden_size must be a whole number up to 128, got '32'"),
        ({"cell": "elu"}, "elu"),
        ({"task": "chess"}, "task must be one of cosine, echo, parity, got 'chess'"),
    ],
)
def test_what_is_no_option_is_refused(wrong, sentence):
    playground = Playground(DemoOptions(num_windows=5))
    with pytest.raises(ArgumentError, match=sentence):
        playground.act({"do": "train", "options": playground.page().more["options"] | wrong})


def test_a_kept_page_has_the_inside_of_30_moments():
    page = kept_page(DemoOptions(num_windows=60))
    inside = page.more["film"]["inside"]
    assert len(inside) == 31
    assert inside[-1]["windows"] == 60
    assert len(json.dumps(page.to_json())) < 800_000


def test_the_command(tmp_path, capsys):
    assert run(["demo", "--windows", "5", "--no-plot", "--page", str(tmp_path / "d.html")]) == NOT_LEARNED
    assert "page: " in capsys.readouterr().out
    assert '"kind":"playground"' in (tmp_path / "d.html").read_text()
    assert run(["demo", "--no-plot", "--page", str(tmp_path / "d.png")]) == 2
    assert "page must end in .html" in capsys.readouterr().err
