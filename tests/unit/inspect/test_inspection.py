"""Every number from inside a network beside PyTorch's autograd, and wrong ones are told."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

import elman.inspect.walk as walk_module
from elman.errors import ArgumentError, StateError
from elman.inspect import (
    find_components,
    find_time_constants,
    look_inside,
    measure_reach,
    measure_saturation,
    measure_sensitivity,
    record_activity,
    unroll,
)
from elman.network.losses import MAE, Pinball
from tests.unit.inspect.conftest import make_case

WINDOW = 10


def reach_by_autograd(case, ends, steps, window=None):
    """`d loss(row e) / d state(e - k)`: the run is begun anew from that state, and differentiated."""
    states, x, y = case.torch.states(case.x_BTF), torch.tensor(case.x_BTF).double(), torch.tensor(case.y_BTO)
    squares = np.zeros((steps, case.layers))
    for end in ends:
        for k in range(steps if window is None else min(steps, window)):
            state = tuple(array.clone().requires_grad_() for array in states[end - k])
            # The prediction of the row itself, from the state after it, is the head alone.
            said = (
                case.torch.out(state[0][-1])
                if k == 0
                else case.torch.run(x[:, end - k + 1 : end + 1], state)[0][:, -1]
            )
            loss = ((said - y[:, end]) ** 2).mean(dim=1).sum()
            gradients = torch.autograd.grad(loss, state, allow_unused=True)
            for gradient in gradients:
                if gradient is not None:
                    squares[k] += (gradient**2).sum(dim=2).mean(dim=1).numpy()
    return np.sqrt(squares / len(ends))


def test_states_are_those_of_pytorch(case):
    activity = record_activity(unroll(case.network, case.x_BTF))
    for t, state in enumerate(case.torch.states(case.x_BTF)):
        for name, expected in zip(activity.states, state, strict=True):
            np.testing.assert_allclose(activity.states[name][:, :, t], expected, atol=1e-6)


def test_states_are_those_that_the_native_engine_carries(case):
    activity, state = record_activity(unroll(case.network, case.x_BTF)), None
    for t in range(case.x_BTF.shape[1]):
        _, state = case.network.forward(case.x_BTF[:, t : t + 1].copy(), state)
        for name, array in activity.states.items():
            scale = max(1.0, np.abs(array).max())
            np.testing.assert_allclose(array[:, :, t], state[name], atol=1e-6 * scale)


def test_a_run_goes_on_from_a_state(case):
    _, state = case.network.forward(case.x_BTF[:, :12].copy())
    whole, rest = unroll(case.network, case.x_BTF), unroll(case.network, case.x_BTF[:, 12:].copy(), state)
    np.testing.assert_allclose(rest.prediction, whole.prediction[:, 12:], atol=1e-6)


def test_gates_make_the_states():
    """The textbook's equations, from the gates alone."""
    lstm = make_case("lstm")
    found = record_activity(unroll(lstm.network, lstm.x_BTF))
    i, f, g, o = (found.gates[name] for name in "ifgo")
    c = found.states["c"]
    np.testing.assert_allclose(c[:, :, 1:], f[:, :, 1:] * c[:, :, :-1] + (i * g)[:, :, 1:], atol=1e-12)
    np.testing.assert_allclose(found.states["h"], o * np.tanh(c), atol=1e-12)
    gru = make_case("gru")
    found = record_activity(unroll(gru.network, gru.x_BTF))
    z, n, h = found.gates["z"], found.gates["n"], found.states["h"]
    np.testing.assert_allclose(
        h[:, :, 1:], (1 - z[:, :, 1:]) * n[:, :, 1:] + z[:, :, 1:] * h[:, :, :-1], atol=1e-12
    )


def test_the_reach_is_that_of_autograd(case):
    reach = measure_reach(unroll(case.network, case.x_BTF), case.y_BTO, steps=12)
    expected = reach_by_autograd(case, reach.ends_E, 12)
    np.testing.assert_allclose(reach.by_layer_KL, expected, rtol=1e-5, atol=1e-9)


def test_truncation_is_a_cliff(case):
    reach = measure_reach(unroll(case.network, case.x_BTF), case.y_BTO, steps=15, window=WINDOW)
    assert (reach.ends_E % WINDOW == WINDOW - 1).all()
    expected = reach_by_autograd(case, reach.ends_E, 15, WINDOW)
    np.testing.assert_allclose(reach.by_layer_KL, expected, rtol=1e-5, atol=1e-9)
    assert (reach.whole[:WINDOW] > 0).all()
    assert (reach.whole[WINDOW:] == 0).all()
    assert reach.rows_to(1e-9) == WINDOW


def test_the_gradient_of_training_has_the_same_cliff(cell):
    """Back-propagation as PyTorch truncates it: the states within the window have it, and none before."""
    case = make_case(cell, rows=2 * WINDOW)
    x, y, state = torch.tensor(case.x_BTF).double(), torch.tensor(case.y_BTO), case.torch.zeros(2)
    states = []
    for t in range(2 * WINDOW):
        if t % WINDOW == 0:
            state = tuple(array.detach() for array in state)
        _, state = case.torch.run(x[:, t : t + 1], state)
        for array in state:
            array.requires_grad_()
            array.retain_grad()
        states.append(state)
    ((case.torch.out(state[0][-1]) - y[:, -1]) ** 2).mean(dim=1).sum().backward()
    size = [
        np.sqrt(sum(float((a.grad**2).sum()) for a in state if a.grad is not None) / 2)
        for state in states[::-1]
    ]
    reach = measure_reach(unroll(case.network, case.x_BTF), case.y_BTO, steps=2 * WINDOW, window=WINDOW)
    last = measure_reach(
        unroll(case.network, case.x_BTF), _only_last(case.y_BTO), steps=2 * WINDOW, window=WINDOW
    )
    # Of the two windows' ends only the last counts, so the mean is over twice as many.
    np.testing.assert_allclose(last.whole * np.sqrt(2), size, rtol=1e-5, atol=1e-12)
    assert [value == 0 for value in size] == [value == 0 for value in reach.whole]


def _only_last(y_BTO):
    y_BTO = y_BTO.copy()
    y_BTO[:, :-1] = np.nan
    return y_BTO


@pytest.mark.parametrize("loss", [MAE(), Pinball((0.1, 0.9))])
def test_other_losses(loss):
    case = make_case("gru")
    y_BTO = case.y_BTO[:, :, : 2 // loss.num_quantiles].copy()
    reach = measure_reach(unroll(case.network, case.x_BTF), y_BTO, steps=1, loss=loss)
    unrolled, squares = unroll(case.network, case.x_BTF), []
    for end in reach.ends_E:
        for b in range(2):
            h = torch.tensor(unrolled.run.layers[0].h_BTH[b, end], requires_grad=True)
            error = case.torch.out(h) - torch.tensor(np.repeat(y_BTO[b, end], loss.num_quantiles))
            parts = error.abs() if isinstance(loss, MAE) else torch.maximum(*_pinball(error))
            parts.mean().backward()
            squares.append(float((h.grad**2).sum()))
    assert reach.whole[0] == pytest.approx(np.sqrt(np.mean(squares)), rel=1e-9)


def _pinball(error):
    level = torch.tensor([0.1, 0.9], dtype=torch.float64)
    return -level * error, (1 - level) * error


def test_time_constants_are_eigenvalues_of_the_jacobian(case):
    unrolled = unroll(case.network, case.x_BTF)
    found = find_time_constants(unrolled, places=3)
    states, x = case.torch.states(case.x_BTF), torch.tensor(case.x_BTF).double()
    for place, row in enumerate(found.rows_P):
        before = case.torch.zeros(1) if row == 0 else tuple(a[:, :1] for a in states[row - 1])
        flat, shape = torch.stack(before).reshape(-1), torch.stack(before).shape

        def after(flat, row=row, shape=shape):
            _, state = case.torch.run(x[:1, row : row + 1], tuple(flat.reshape(shape)))
            return torch.stack(state).reshape(-1)

        expected = np.linalg.eigvals(torch.autograd.functional.jacobian(after, flat).numpy())
        np.testing.assert_allclose(
            np.sort(np.abs(found.eigenvalues_PN[place])), np.sort(np.abs(expected)), atol=1e-7
        )


def test_a_leak_has_the_time_constant_that_it_was_given():
    """A linear unit `h' = 0.9 h + x` falls to 1/e after -1 / ln 0.9 rows."""
    case = make_case("rnn_relu", inputs=1, outputs=1, hidden=1)
    ones = {"rnn.weight_ih_l0": [[1.0]], "rnn.weight_hh_l0": [[0.9]], "rnn.bias_ih_l0": [0.0]}
    ones |= {"rnn.bias_hh_l0": [0.0], "out.weight": [[1.0]], "out.bias": [0.0]}
    case.network.load({name: np.array(value) for name, value in ones.items()})
    unrolled = unroll(case.network, np.ones((1, 30, 1), np.float32))
    assert find_time_constants(unrolled).typical[0] == pytest.approx(-1 / np.log(0.9), rel=1e-6)
    reach = measure_reach(unrolled, np.zeros((1, 30, 1)), steps=10)
    np.testing.assert_allclose(reach.whole / reach.whole[0], 0.9 ** np.arange(10), rtol=1e-6)
    sensitivity = measure_sensitivity(unrolled, steps=10)
    np.testing.assert_allclose(sensitivity.by_lag_KFO[:, 0, 0], 0.9 ** np.arange(10), rtol=1e-6)


def test_components_are_those_of_scikit_learn(case):
    from sklearn.decomposition import PCA

    activity = record_activity(unroll(case.network, case.x_BTF))
    found = find_components(activity)
    h = activity.states["h"].transpose(1, 2, 0, 3).reshape(60, -1)
    oracle = PCA().fit(h)
    np.testing.assert_allclose(found.share_C, oracle.explained_variance_ratio_, atol=1e-10)
    strong = found.share_C > 1e-8
    along = np.abs((found.axes_CN * oracle.components_).sum(axis=1))[strong]
    np.testing.assert_allclose(along, 1.0, atol=1e-6)
    back = found.values_BTC @ found.axes_CN + found.mean_N
    np.testing.assert_allclose(back.reshape(60, -1), h, atol=1e-12)
    assert 1 <= found.count_for(0.99) <= len(found.share_C)


def test_a_state_that_rests_has_no_components():
    case = make_case("rnn")
    case.network.load({name: 0 * array for name, array in case.network.parameters().items()})
    assert find_components(record_activity(unroll(case.network, case.x_BTF))).share_C.max() == 0


def test_saturation_counts_what_is_at_an_end(cell):
    case = make_case(cell)
    larger = {name: array * (1 if "out" in name else 20) for name, array in case.network.parameters().items()}
    case.network.load(larger)
    unrolled = unroll(case.network, case.x_BTF)
    found = measure_saturation(unrolled, record_activity(unrolled))
    for name, gate in record_activity(unrolled).gates.items():
        low, high = (-1, 1) if name in "gn" or cell == "rnn" else (0, 1)
        if cell == "rnn_relu":
            expected = (gate == 0).mean()
        else:
            slope = (gate - low) * (high - gate) * (1 if low else 4)
            expected = (slope < 4 * 0.025 * 0.975).mean()
        assert found.share(name) == pytest.approx(expected)
        assert found.share(name) > 0.2


def test_sensitivity_is_that_of_autograd(case):
    found = measure_sensitivity(unroll(case.network, case.x_BTF), steps=8)
    squares = np.zeros((8, 2, 2))
    for end in found.ends_E:
        x = torch.tensor(case.x_BTF).double().requires_grad_()
        said, _ = case.torch.run(x, case.torch.zeros(2))
        for o in range(2):
            (gradient,) = torch.autograd.grad(said[:, end, o].sum(), x, retain_graph=True)
            squares[:, :, o] += (gradient[:, end - 7 : end + 1] ** 2).mean(dim=0).flip(0).numpy()
    expected = np.sqrt(squares / len(found.ends_E))
    np.testing.assert_allclose(found.by_lag_KFO, expected, rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(found.share.sum(axis=0), 1.0)


@pytest.mark.parametrize("wrong", ["no recurrence", "no layer above", "transposed", "no carried part"])
def test_a_wrong_way_back_is_told(wrong, monkeypatch):
    case = make_case("lstm" if wrong == "no carried part" else "gru", layers=2)
    right = walk_module.step_back

    def mutant(unrolled, d_state_SLMH, saved):
        parameters = dict(unrolled.parameters)
        if wrong == "no recurrence":
            parameters |= {n: 0 * a for n, a in parameters.items() if "weight_hh" in n}
        if wrong == "no layer above":
            parameters |= {n: 0 * a for n, a in parameters.items() if n == "rnn.weight_ih_l1"}
        if wrong == "transposed":
            turned = parameters["rnn.weight_hh_l0"].reshape(3, 5, 5).swapaxes(1, 2).reshape(15, 5)
            parameters["rnn.weight_hh_l0"] = turned
        if wrong == "no carried part":
            d_state_SLMH = d_state_SLMH * np.array([1.0, 0.0])[:, None, None, None]
        other = SimpleNamespace(cell=unrolled.cell, parameters=parameters)
        return right(other, d_state_SLMH, saved)

    monkeypatch.setattr(walk_module, "step_back", mutant)
    reach = measure_reach(unroll(case.network, case.x_BTF), case.y_BTO, steps=6)
    expected = reach_by_autograd(case, reach.ends_E, 6)
    assert not np.allclose(reach.by_layer_KL, expected, rtol=1e-5, atol=1e-9)


def test_all_at_once_and_in_words(case):
    found = look_inside(case.network, case.x_BTF, case.y_BTO, steps=10, input_names=("valve", "pump"))
    text = found.describe()
    assert "valve" in text
    assert "time constants" in text
    table = found.activity.columns(sequence=1)
    np.testing.assert_array_equal(table["h_l0_u3"], found.activity.states["h"][0, 1, :, 3])


def test_bad_arguments():
    case = make_case("rnn")
    unrolled = unroll(case.network, case.x_BTF)
    with pytest.raises(ArgumentError, match="window from 1 to the 30 rows, got 100 and 31"):
        measure_reach(unrolled, case.y_BTO, window=31)
    with pytest.raises(ArgumentError, match="steps must be at least 1, got 0"):
        measure_sensitivity(unrolled, steps=0)
    with pytest.raises(ArgumentError, match="x_BTF must"):
        unroll(case.network, case.x_BTF[:, :, :1].copy())
    other = make_case("gru").network.forward(case.x_BTF)[1]
    with pytest.raises(StateError, match="state must come from this network"):
        unroll(case.network, case.x_BTF, other)
