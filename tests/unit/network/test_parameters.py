import re

import numpy as np
import pytest
import torch

from elman.errors import ArgumentError, DtypeError
from elman.network import (
    NetworkSpec,
    convert_parameters,
    fingerprint,
    flatten_parameters,
    initialize,
    parameter_shapes,
    unflatten_parameters,
)

SPEC = NetworkSpec(input_size=3, hidden_size=5, num_layers=2, output_size=2, cell="gru")
PARAMETERS = initialize(SPEC, seed=1)


@pytest.mark.parametrize(
    ("cell", "layers"),
    [("rnn", torch.nn.RNN), ("rnn_relu", torch.nn.RNN), ("gru", torch.nn.GRU), ("lstm", torch.nn.LSTM)],
)
def test_names_order_and_shapes_are_those_of_torch(cell, layers):
    spec = NetworkSpec(input_size=3, hidden_size=5, num_layers=3, output_size=2, cell=cell)
    module = torch.nn.ModuleDict({"rnn": layers(3, 5, 3), "out": torch.nn.Linear(5, 2)})
    wanted = {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}
    assert list(parameter_shapes(spec).items()) == list(wanted.items())


def test_converts_in_order_into_a_copy():
    backwards = dict(reversed(PARAMETERS.items()))
    converted = convert_parameters(backwards, SPEC, np.float64)
    assert list(converted) == list(PARAMETERS)
    for name, array in converted.items():
        assert array.dtype == np.float64
        assert (array == PARAMETERS[name]).all()
        assert not np.shares_memory(array, PARAMETERS[name])


def test_takes_tensors_that_want_a_gradient():
    tensors = {name: torch.nn.Parameter(torch.from_numpy(array)) for name, array in PARAMETERS.items()}
    converted = convert_parameters(tensors, SPEC, np.float32)
    for name, array in converted.items():
        assert array.tobytes() == PARAMETERS[name].tobytes()
        assert not np.shares_memory(array, PARAMETERS[name])


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        (
            {"out.bias": None, "out.scale": np.ones(2)},
            ArgumentError,
            "parameters must be those of the network, got 1 missing ['out.bias'] and 1 unknown "
            "['out.scale']. Only the names differ: the shapes fit in this order. ",
        ),
        (
            {
                "out.bias": None,
                "out.weight": None,
                "fc.bias": np.ones(2),
                "fc.weight": PARAMETERS["out.weight"],
            },
            ArgumentError,
            "parameters must be those of the network, got 2 missing ['out.weight', 'out.bias'] and 2 unknown "
            "['fc.bias', 'fc.weight']. The shapes are those of the network in another order. Its names: rnn.",
        ),
        (
            {"out.bias": np.ones(3)},
            ArgumentError,
            "out.bias must have the shape (2,), got (3,). Check the network's sizes.",
        ),
        ({"out.bias": np.array([0.0, np.nan])}, ArgumentError, "out.bias must be finite, got nan at index"),
        ({"out.bias": "two"}, DtypeError, "out.bias must be an array of numbers, got str. Pass a NumPy"),
        ({"out.bias": [[1], [2, 3]]}, DtypeError, "out.bias must be an array of numbers, got list. Pass a"),
    ],
)
def test_refuses(change, error, sentence):
    changed = {name: array for name, array in {**PARAMETERS, **change}.items() if array is not None}
    with pytest.raises(error, match=f"^{re.escape(sentence)}"):
        convert_parameters(changed, SPEC, np.float32)


def test_refuses_what_is_no_dictionary():
    with pytest.raises(ArgumentError, match=r"^parameters must be a dictionary of arrays by name"):
        convert_parameters([1.0], SPEC, np.float32)


def test_flat_and_back():
    vector = flatten_parameters(PARAMETERS)
    assert vector.shape == (sum(array.size for array in PARAMETERS.values()),)
    back = unflatten_parameters(vector, SPEC)
    assert list(back) == list(PARAMETERS)
    assert all((back[name] == array).all() for name, array in PARAMETERS.items())
    assert all(np.shares_memory(array, vector) for array in back.values())


def test_fingerprint_tells_networks_apart():
    wanted = fingerprint(SPEC, PARAMETERS)
    assert len(wanted) == 16
    assert wanted == fingerprint(SPEC, convert_parameters(PARAMETERS, SPEC, np.float64))
    changed = convert_parameters(PARAMETERS, SPEC, np.float32)
    changed["out.bias"][1] += 1e-6
    assert wanted != fingerprint(SPEC, changed)
    dropped = NetworkSpec(input_size=3, hidden_size=5, num_layers=2, output_size=2, cell="gru", dropout=0.1)
    assert wanted != fingerprint(dropped, PARAMETERS)
