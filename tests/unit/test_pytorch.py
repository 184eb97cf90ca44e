import subprocess
import sys

import numpy as np
import pytest
import torch

from elman.engines import get_engine
from elman.errors import ArgumentError, UnknownNameError
from elman.network import NetworkSpec, State, parameter_shapes
from elman.network.cells import CELLS
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.pytorch import Rnn, to_state_dict


def build(spec, engine="reference"):
    return get_engine(engine).build(spec, loss=MSE(), optimizer=Adam(learning_rate=0.01), seed=2)


@pytest.mark.parametrize("cell", CELLS)
def test_state_dict_fits_both_ways(cell):
    spec = NetworkSpec(input_size=2, hidden_size=7, num_layers=2, output_size=3, cell=cell)
    module, network = Rnn.from_spec(spec), build(spec)
    x_BTF = np.random.default_rng(1).standard_normal((4, 6, 2)).astype(np.float32)
    names = spec.cell_definition.states
    shapes = {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}
    assert list(shapes.items()) == list(parameter_shapes(spec).items())

    module.load_state_dict(to_state_dict(network.parameters()))
    states = np.random.default_rng(3).standard_normal((len(names), 2, 4, 7)).astype(np.float32)
    h_0 = torch.from_numpy(states[0]) if len(names) == 1 else tuple(torch.from_numpy(states))
    prediction, h_n = module(torch.from_numpy(x_BTF), h_0)
    wanted_BTO, after = network.forward(x_BTF, State(names, states, network.fingerprint))
    np.testing.assert_allclose(prediction.detach().numpy(), wanted_BTO, atol=1e-6)
    h_n = [h_n] if len(names) == 1 else h_n
    np.testing.assert_allclose([h.detach().numpy() for h in h_n], after.values_SLBH, atol=1e-6)

    trained = Rnn.from_spec(spec)
    network.load(trained.state_dict())
    for name, tensor in trained.state_dict().items():
        assert (network.parameters()[name] == tensor.numpy()).all()
    network.load(dict(trained.named_parameters()))


def test_the_experiments_module():
    module = Rnn(input_size=1)
    assert isinstance(module.rnn, torch.nn.RNN)
    assert module.rnn.batch_first
    assert (module.rnn.hidden_size, module.rnn.num_layers, module.rnn.nonlinearity) == (32, 1, "tanh")
    assert (module.out.in_features, module.out.out_features) == (32, 1)
    assert str(module).startswith("Rnn(\n  (rnn): RNN(1, 32, batch_first=True)\n  (out): Linear(")
    prediction, h_n = module(torch.zeros(2, 5, 1))
    assert prediction.shape == (2, 5, 1)
    assert h_n.shape == (1, 2, 32)


def test_it_learns_in_a_plain_loop():
    torch.manual_seed(0)
    module = Rnn(input_size=1, hidden_size=8, cell="gru")
    stepper = torch.optim.Adam(module.parameters(), lr=0.02)
    time = torch.linspace(0.0, 6.28, 40).reshape(1, -1, 1)
    losses = []
    for _ in range(60):
        stepper.zero_grad()
        prediction, _ = module(time.sin())
        loss = torch.nn.functional.mse_loss(prediction, time.cos())
        loss.backward()
        stepper.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 5.0


def test_pytorchs_own_initial_parameters():
    torch.manual_seed(5)
    module = Rnn(input_size=2, hidden_size=6, num_layers=2, cell="lstm")
    torch.manual_seed(5)
    plain = torch.nn.LSTM(2, 6, 2), torch.nn.Linear(6, 1)
    assert torch.equal(module.rnn.weight_hh_l1, plain[0].weight_hh_l1)
    assert torch.equal(module.out.weight, plain[1].weight)


def test_dropout_is_between_layers():
    assert Rnn(input_size=1, num_layers=2, dropout=0.3).rnn.dropout == 0.3
    assert Rnn(input_size=1, num_layers=1, dropout=0.3).rnn.dropout == 0.0


def test_to_state_dict_copies():
    network = build(NetworkSpec(input_size=1, hidden_size=3))
    tensors = to_state_dict(network.parameters())
    assert {tensor.dtype for tensor in tensors.values()} == {torch.float32}
    parameters = network.parameters()
    tensors = to_state_dict(parameters)
    tensors["out.bias"] += 1.0
    assert (parameters["out.bias"] == 0.0).all()


def test_wrong_arguments():
    with pytest.raises(UnknownNameError, match=r"^unknown cell 'gur'\. Known: gru, lstm, rnn, rnn_relu\."):
        Rnn(input_size=1, cell="gur")
    with pytest.raises(ArgumentError, match=r"^hidden_size must be at least 1, got 0\."):
        Rnn(input_size=1, hidden_size=0)


@pytest.mark.parametrize("module", ["elman.pytorch", "elman.engines.pytorch"])
def test_a_missing_torch_is_answered_by_the_command(module):
    program = f"import sys; sys.modules['torch'] = None; import {module}"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        "elman.errors.MissingExtraError: PyTorch must be installed for this, got no package torch. "
        "Run: pip install torch"
    )


def test_the_reference_needs_no_torch():
    program = "import sys; import elman.engines.reference, elman.network; print('torch' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"
