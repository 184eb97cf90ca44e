import numpy as np
import pytest
import torch

from elman.network.cells import CELLS
from elman.network.cells.cell import sigmoid
from elman.network.cells.rnn import relu, tanh


def test_gate_orders_are_those_of_torch():
    assert {name: cell.gates for name, cell in CELLS.items()} == {
        "gru": ("r", "z", "n"),
        "lstm": ("i", "f", "g", "o"),
        "rnn": ("h",),
        "rnn_relu": ("h",),
    }
    assert {name: cell.states for name, cell in CELLS.items() if cell.states != ("h",)} == {
        "lstm": ("h", "c")
    }
    assert {name: cell.biased_gate for name, cell in CELLS.items() if cell.biased_gate} == {"lstm": "f"}


@pytest.mark.parametrize(("ours", "theirs"), [(tanh, torch.tanh), (relu, torch.relu)])
def test_activations_on_their_kink_and_far_away(ours, theirs):
    x = np.array([-800.0, -1.5, -1e-300, -0.0, 0.0, 1e-300, 0.3, 800.0])
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    value = theirs(tensor)
    value.sum().backward()
    np.testing.assert_allclose(ours.function(x), value.detach().numpy(), rtol=1e-15)
    np.testing.assert_allclose(ours.derivative(ours.function(x)), tensor.grad.numpy(), rtol=1e-14, atol=1e-16)


def test_sigmoid_overflows_nowhere():
    x = np.array([-1e4, -30.0, -1.0, 0.0, 1.0, 30.0, 1e4])
    np.testing.assert_allclose(sigmoid(x), torch.sigmoid(torch.from_numpy(x)).numpy(), atol=1e-15)


@pytest.mark.parametrize("name", CELLS)
def test_backward_is_the_derivative_of_forward(name):
    """Entry by entry, with a loss that depends on every array of the new state."""
    cell, random = CELLS[name], np.random.default_rng(8)
    gates = len(cell.gates)
    a_BGH, u_BGH = random.standard_normal((2, 2, gates, 3))
    state = tuple(random.standard_normal((2, 3)) for _ in cell.states)
    pull = tuple(random.standard_normal((2, 3)) for _ in cell.states)

    def loss(a_BGH, u_BGH, *state):
        after, _ = cell.forward(a_BGH, u_BGH, state)
        return sum((weight * array).sum() for weight, array in zip(pull, after, strict=True))

    _, saved = cell.forward(a_BGH, u_BGH, state)
    d_a_BGH, d_u_BGH, d_state = cell.backward(pull, saved)
    inputs, gradients = [a_BGH, u_BGH, *state], [d_a_BGH, d_u_BGH, *d_state]
    for number, gradient in enumerate(gradients):
        for index in np.ndindex(gradient.shape):
            values = []
            for step in (1e-5, -1e-5):
                moved = [array.copy() for array in inputs]
                moved[number][index] += step
                values.append(loss(*moved))
            assert abs((values[0] - values[1]) / 2e-5 - gradient[index]) < 1e-9
