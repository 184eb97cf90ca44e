import math

import numpy as np
import pytest

import elman.demo.experiment
from elman.demo import DemoOptions, run_demo
from elman.errors import DivergenceError
from elman.network import initialize
from peers.pytorch_loop import PlainNetwork, make_windows, train_plain


@pytest.fixture(scope="module")
def result():
    return run_demo(DemoOptions(engine="reference"))


def test_it_learns(result):
    assert result.final_loss < 1e-3
    assert result.has_learned
    assert result.unseen_rmse < 0.05


def test_the_traces_lie_on_the_cosine_where_they_should(result):
    assert result.history.num_windows == 300
    assert result.last.angle_T.size == 10
    assert result.unseen.angle_T.size == 200
    assert result.last.angle_T[0] == np.float32(299 * math.pi)
    assert result.unseen.angle_T[0] == np.float32(300 * math.pi)
    assert result.unseen.angle_T[-1] == np.float32(320 * math.pi)
    for trace in (result.last, result.unseen):
        np.testing.assert_allclose(trace.truth_T, np.cos(trace.angle_T.astype(float)), atol=1e-6)


def test_the_errors_are_those_of_the_unseen_trace(result):
    errors = [p - t for p, t in zip(result.unseen.prediction_T, result.unseen.truth_T, strict=True)]
    assert result.unseen_rmse == pytest.approx(math.sqrt(sum(e * e for e in errors) / 200))
    assert result.unseen_largest_error == pytest.approx(max(abs(e) for e in errors))
    assert result.final_loss == pytest.approx(sum(result.history.losses[-20:]) / 20)


def predict_with_torch(options, num_windows):
    """The same run in plain PyTorch: predictions of the last window and of the unseen ones."""
    torch = pytest.importorskip("torch")
    network = PlainNetwork(options.hidden_size)
    initial = initialize(options.spec, "pytorch", seed=options.seed)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in initial.items()})
    windows = make_windows(num_windows + 20)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.02)
    h_state = None
    for x, y in windows[:num_windows]:
        before_last = h_state
        prediction, h_state = network(x, h_state)
        h_state = h_state.detach()
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(prediction, y).backward()
        optimizer.step()
    with torch.no_grad():
        last, _ = network(windows[num_windows - 1][0], before_last)
        unseen = []
        for x, _ in windows[num_windows:]:
            prediction, h_state = network(x, h_state)
            unseen.append(prediction.ravel())
    return last.ravel().numpy(), torch.cat(unseen).numpy()


def test_predictions_carry_the_state_as_a_plain_pytorch_run_does():
    options = DemoOptions(engine="reference", recipe="tutorial", num_windows=25, seed=5)
    result = run_demo(options)
    last, unseen = predict_with_torch(options, 25)
    np.testing.assert_allclose(result.last.prediction_T, last, atol=1e-4)
    np.testing.assert_allclose(result.unseen.prediction_T, unseen, atol=1e-4)


def test_a_run_that_drops_the_state_would_be_noticed(monkeypatch):
    def train_without_state(network, windows, history, *, state=None, progress=None):
        for window in windows:
            loss, state = network.train_window(window.x_BTF, window.y_BTO)
            history.losses.append(loss)
        return state

    monkeypatch.setattr(elman.demo.experiment, "train", train_without_state)
    options = DemoOptions(engine="reference", recipe="tutorial", num_windows=25, seed=5)
    _, unseen = predict_with_torch(options, 25)
    assert np.abs(run_demo(options).unseen.prediction_T - unseen).max() > 1e-2


@pytest.mark.parametrize(
    "changes",
    [
        {"hidden_size": 16},
        {"hidden_size": 128},
        {"cell": "gru"},
        {"cell": "lstm"},
        {"num_layers": 2},
        {"num_windows": 100},
        {"num_points": 20},
    ],
    ids=str,
)
def test_the_robust_recipe_learns_with_other_sizes_too(changes):
    assert run_demo(DemoOptions(engine="pytorch", seed=1, **changes)).final_loss < 5e-3


def test_the_robust_recipe_learns_for_a_handful_of_seeds():
    for seed in range(8):
        assert run_demo(DemoOptions(engine="reference", seed=seed)).final_loss < 1e-3


def test_one_window_is_enough_to_run():
    result = run_demo(DemoOptions(engine="reference", num_windows=1))
    assert result.history.num_windows == 1
    assert not result.has_learned


def test_steps_far_too_large_end_in_a_sentence():
    options = DemoOptions(engine="reference", cell="rnn_relu", learning_rate=1e200)
    with np.errstate(all="ignore"), pytest.raises(DivergenceError, match="Lower the learning rate"):
        run_demo(options)


def test_the_plain_loop_trains_too():
    losses = train_plain(PlainNetwork(), make_windows(40))
    assert np.mean(losses[-5:]) < losses[0]
