import re
from itertools import product

import numpy as np
import pytest
import torch

from elman.errors import ArgumentError
from elman.network import INITIALIZATIONS, NetworkSpec, initialize, parameter_shapes
from elman.network.cells import CELLS
from elman.network.initialization import HEAD_SCALE

LAYERS = {"rnn": torch.nn.RNN, "rnn_relu": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}


def pytorch_parameters(spec, seed):
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    rnn = LAYERS[spec.cell](spec.input_size, spec.hidden_size, spec.num_layers, batch_first=True)
    out = torch.nn.Linear(spec.hidden_size, spec.output_size)
    torch.set_rng_state(before)
    return {
        **{f"rnn.{name}": tensor.numpy() for name, tensor in rnn.state_dict().items()},
        **{f"out.{name}": tensor.numpy() for name, tensor in out.state_dict().items()},
    }


@pytest.mark.parametrize(("cell", "layers"), list(product(LAYERS, (1, 2, 3))))
def test_pytorch_bit_for_bit(cell, layers):
    sizes = ((1, 32, 1), (3, 5, 2), (1, 1, 1), (4, 37, 3), (16, 64, 5), (7, 100, 1))
    for (inputs, hidden, outputs), seed in product(sizes, (0, 1, 12345, 2**31 + 5, 2**32 - 1)):
        spec = NetworkSpec(
            input_size=inputs, hidden_size=hidden, num_layers=layers, output_size=outputs, cell=cell
        )
        got, wanted = initialize(spec, "pytorch", seed=seed), pytorch_parameters(spec, seed)
        assert list(got) == list(wanted)
        for name, array in wanted.items():
            assert got[name].dtype == np.float32
            assert got[name].tobytes() == array.tobytes(), f"{name} of {spec} with seed {seed}"


@pytest.mark.parametrize(("cell", "layers"), list(product(CELLS, (1, 3))))
def test_orthogonal(cell, layers):
    spec = NetworkSpec(input_size=4, hidden_size=64, num_layers=layers, output_size=50, cell=cell)
    parameters = initialize(spec, seed=3)
    gates = spec.cell_definition.gates
    for layer in range(layers):
        blocks = parameters[f"rnn.weight_hh_l{layer}"].astype(np.float64).reshape(len(gates), 64, 64)
        for block in blocks:
            np.testing.assert_allclose(block @ block.T, np.eye(64), atol=1e-6)
        # 1 / sqrt(fan in): over 64 x 4 or more draws the deviation is within a fifth of that.
        weight_ih = parameters[f"rnn.weight_ih_l{layer}"]
        assert 0.8 < weight_ih.std() * np.sqrt(weight_ih.shape[1]) < 1.2
        bias_ih = parameters[f"rnn.bias_ih_l{layer}"].reshape(len(gates), 64)
        assert {gate: set(row) for gate, row in zip(gates, bias_ih, strict=True)} == {
            gate: {1.0 if (cell, gate) == ("lstm", "f") else 0.0} for gate in gates
        }
        assert not parameters[f"rnn.bias_hh_l{layer}"].any()
    assert 0.9 < parameters["out.weight"].std() * 8.0 / HEAD_SCALE < 1.1
    assert not parameters["out.bias"].any()


def test_orthogonal_blocks_are_drawn_from_all():
    # Without the sign fix of QR, the diagonal of R and so the trace of Q would be of one sign.
    spec = NetworkSpec(input_size=1, hidden_size=1)
    signs = [float(initialize(spec, seed=seed)["rnn.weight_hh_l0"].item()) for seed in range(200)]
    assert set(signs) == {-1.0, 1.0}
    assert 70 <= signs.count(1.0) <= 130


@pytest.mark.parametrize("scheme", INITIALIZATIONS)
def test_every_scheme(scheme):
    spec = NetworkSpec(input_size=2, hidden_size=6, num_layers=2, output_size=3, cell="lstm")
    first, again, other = (initialize(spec, scheme, seed=seed) for seed in (5, 5, 6))
    assert {name: array.shape for name, array in first.items()} == parameter_shapes(spec)
    assert all(array.dtype == np.float32 for array in first.values())
    assert all(array.tobytes() == again[name].tobytes() for name, array in first.items())
    assert (first["rnn.weight_hh_l1"] != other["rnn.weight_hh_l1"]).any()


@pytest.mark.parametrize("scheme", INITIALIZATIONS)
@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, True, None])
def test_wrong_seeds(scheme, seed):
    sentence = f"seed must be a whole number from 0 to 2^63 - 1, got {seed!r}. Use 0."
    with pytest.raises(ArgumentError, match=f"^{re.escape(sentence)}$"):
        initialize(NetworkSpec(input_size=1), scheme, seed=seed)


def test_seeds_that_pytorch_would_repeat():
    spec = NetworkSpec(input_size=1)
    truncated = pytorch_parameters(spec, 2**32 + 7)
    wanted = initialize(spec, "pytorch", seed=7)
    assert all(truncated[name].tobytes() == array.tobytes() for name, array in wanted.items())
    sentence = f"seed must be below 2^32 for the pytorch initialization, got {2**32 + 7}."
    with pytest.raises(ArgumentError, match=f"^{re.escape(sentence)}"):
        initialize(spec, "pytorch", seed=2**32 + 7)
    initialize(spec, seed=2**63 - 1)
