"""The parameters of a network: named, ordered and shaped as PyTorch has them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any, TypeAlias

import numpy as np

from elman.arrays import Array, check_finite
from elman.errors import ArgumentError, DtypeError
from elman.network.spec import NetworkSpec

Parameters: TypeAlias = dict[str, Array]
"""Arrays by PyTorch's names, in PyTorch's order."""


def parameter_shapes(spec: NetworkSpec) -> dict[str, tuple[int, ...]]:
    """The name and shape of every parameter, as torch.nn.RNN/GRU/LSTM `rnn` and torch.nn.Linear `out`."""
    shapes: dict[str, tuple[int, ...]] = {}
    rows = len(spec.cell_definition.gates) * spec.hidden_size
    for layer in range(spec.num_layers):
        inputs = spec.input_size if layer == 0 else spec.hidden_size
        shapes[f"rnn.weight_ih_l{layer}"] = (rows, inputs)
        shapes[f"rnn.weight_hh_l{layer}"] = (rows, spec.hidden_size)
        shapes[f"rnn.bias_ih_l{layer}"] = (rows,)
        shapes[f"rnn.bias_hh_l{layer}"] = (rows,)
    shapes["out.weight"] = (spec.output_size, spec.hidden_size)
    shapes["out.bias"] = (spec.output_size,)
    return shapes


def _advice(parameters: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]]) -> str:
    """A renaming, where the shapes fit one after the other; otherwise what to look at."""
    given = [tuple(getattr(array, "shape", ())) for array in parameters.values()]
    if given != list(shapes.values()):
        if sorted(given) == sorted(shapes.values()):
            return f"The shapes are those of the network in another order. Its names: {', '.join(shapes)}."
        return "Check cell and num_layers."
    return (
        "Only the names differ: the shapes fit in this order. Pass dict(zip(network.parameters(), "
        "parameters.values()))."
    )


def convert_parameters(
    parameters: Mapping[str, Any], spec: NetworkSpec, dtype: type[np.floating[Any]]
) -> Parameters:
    """A fresh copy in PyTorch's order, checked name by name; a torch `state_dict` will do.

    Raises:
        ArgumentError: a name is missing or unknown, a shape differs, a number is not finite.
        DtypeError: one of them is not made of numbers.
    """
    if not isinstance(parameters, Mapping):
        raise ArgumentError(
            f"parameters must be a dictionary of arrays by name, got {type(parameters).__name__}. "
            "Pass what parameters() or a torch state_dict() returned."
        )
    shapes = parameter_shapes(spec)
    missing = [name for name in shapes if name not in parameters]
    unknown = [name for name in parameters if name not in shapes]
    if missing or unknown:
        raise ArgumentError(
            f"parameters must be those of the network, got {len(missing)} missing {missing[:3]} "
            f"and {len(unknown)} unknown {unknown[:3]}. {_advice(parameters, shapes)}"
        )
    converted = {name: _to_array(name, parameters[name], dtype) for name in shapes}
    for name, array in converted.items():
        if array.shape != shapes[name]:
            raise ArgumentError(
                f"{name} must have the shape {shapes[name]}, got {array.shape}. Check the network's sizes."
            )
        check_finite(name, array)
    return converted


def _to_array(name: str, value: Any, dtype: type[np.floating[Any]]) -> Array:
    """A fresh array of what may be a torch tensor, which may want a gradient or live on a GPU."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    try:
        return np.array(value, dtype=dtype, order="C")
    except (TypeError, ValueError) as error:
        raise DtypeError(
            f"{name} must be an array of numbers, got {type(value).__name__}. Pass a NumPy array or a tensor."
        ) from error


def flatten_parameters(parameters: Parameters) -> Array:
    """All arrays one after the other, in order."""
    return np.concatenate([array.ravel() for array in parameters.values()])


def unflatten_parameters(vector: Array, spec: NetworkSpec) -> Parameters:
    """The inverse of `flatten_parameters`: views into `vector`."""
    parameters: Parameters = {}
    start = 0
    for name, shape in parameter_shapes(spec).items():
        size = int(np.prod(shape))
        parameters[name] = vector[start : start + size].reshape(shape)
        start += size
    return parameters


def fingerprint(spec: NetworkSpec, parameters: Parameters) -> str:
    """16 hexadecimal digits that tell this network from others, whatever engine runs it."""
    digest = hashlib.blake2b(repr(astuple(spec)).encode(), digest_size=8)
    digest.update(flatten_parameters(parameters).astype("<f4").tobytes())
    return digest.hexdigest()
