"""The parameters a network starts from."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from elman import registry
from elman.arrays import Array
from elman.errors import ArgumentError
from elman.network.parameters import Parameters, parameter_shapes
from elman.network.spec import NetworkSpec

HEAD_SCALE = 0.1
"""Size of the linear layer's start, as a share of 1 / sqrt(hidden_size): the first predictions are
near 0, so the first errors say what is missing and not what the head made up."""

_LARGEST_SEED = {"orthogonal": 2**63 - 1, "pytorch": 2**32 - 1}


def initialize(spec: NetworkSpec, scheme: str = "orthogonal", *, seed: int) -> Parameters:
    """The initial parameters of a network, float32.

    Args:
        spec: its shape.
        scheme: a name in `INITIALIZATIONS`: orthogonal, or pytorch.
        seed: of the draws; at most 2^32 - 1 for pytorch, where larger ones would repeat others.

    Raises:
        UnknownNameError: there is no such scheme.
        ArgumentError: the seed is out of range.
    """
    draw = registry.lookup("initialization", INITIALIZATIONS, scheme)
    largest = _LARGEST_SEED[scheme]
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= largest:
        raise ArgumentError(
            f"seed must be a whole number from 0 to {largest} for the {scheme} initialization, "
            f"got {seed!r}. Use 0."
        )
    return draw(spec, seed)


def _orthogonal(spec: NetworkSpec, seed: int) -> Parameters:
    """Orthogonal recurrent blocks, inputs of order one, no bias but the forget gate's, a small head.

    An orthogonal recurrent matrix neither swells nor shrinks what it carries, so a gradient
    survives the window. Reference: Saxe et al. 2014, arXiv:1312.6120; inputs as LeCun et al. 1998.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    parameters: Parameters = {}
    for name, shape in parameter_shapes(spec).items():
        if len(shape) == 1:
            parameters[name] = np.zeros(shape, np.float32)
        elif ".weight_hh" in name:
            blocks = [_orthogonal_block(random, spec.hidden_size) for _ in spec.cell_definition.gates]
            parameters[name] = np.concatenate(blocks).astype(np.float32)
        else:
            scale = (HEAD_SCALE if name == "out.weight" else 1.0) / math.sqrt(shape[1])
            parameters[name] = (scale * random.standard_normal(shape)).astype(np.float32)
    _lengthen_memory(spec, parameters)
    return parameters


def _orthogonal_block(random: np.random.Generator, size: int) -> Array:
    """An orthogonal matrix, every one equally likely: the signs of R's diagonal make QR unique."""
    q, r = np.linalg.qr(random.standard_normal((size, size)))
    return np.asarray(q * np.where(np.diag(r) < 0.0, -1.0, 1.0))


def _lengthen_memory(spec: NetworkSpec, parameters: Parameters) -> None:
    """Sets the bias of the cell's `biased_gate` to 1."""
    cell = spec.cell_definition
    if cell.biased_gate is None:
        return
    start = cell.gates.index(cell.biased_gate) * spec.hidden_size
    for layer in range(spec.num_layers):
        parameters[f"rnn.bias_ih_l{layer}"][start : start + spec.hidden_size] = 1.0


def _pytorch(spec: NetworkSpec, seed: int) -> Parameters:
    """What PyTorch gives, bit for bit, without PyTorch.

    That is `torch.manual_seed(seed)`, then torch.nn.RNN, GRU or LSTM, then torch.nn.Linear, on the CPU.
    """
    # Both libraries seed the same Mersenne twister the same way.
    random = np.random.RandomState(seed)
    # Python's arithmetic in PyTorch's order, as kaiming_uniform_(a=sqrt(5)) does it for the head.
    recurrent_bound = 1.0 / math.sqrt(spec.hidden_size)
    gain = math.sqrt(2.0 / (1 + math.sqrt(5) ** 2))
    head_bound = math.sqrt(3.0) * (gain / math.sqrt(spec.hidden_size))
    return {
        name: _torch_uniform(random, shape, head_bound if name == "out.weight" else recurrent_bound)
        for name, shape in parameter_shapes(spec).items()
    }


def _torch_uniform(random: np.random.RandomState, shape: tuple[int, ...], bound: float) -> Array:
    """`torch.empty(shape).uniform_(-bound, bound)`: u of 24 random bits, u (high - low) + low.

    PyTorch rounds once, by a fused multiply-add, on every processor that has one. All the terms are
    multiples of one power of two and fit float64 exactly, so that float32 rounds once here as well.
    """
    low, high = np.float32(-bound), np.float32(bound)
    bits = random.randint(0, 2**32, size=shape, dtype=np.uint32) & np.uint32(2**24 - 1)
    draw = bits * 2.0**-24 * np.float64(high - low) + np.float64(low)
    return np.asarray(draw.astype(np.float32))


INITIALIZATIONS: dict[str, Callable[[NetworkSpec, int], Parameters]] = {
    "orthogonal": _orthogonal,
    "pytorch": _pytorch,
}
"""The schemes, by name; each takes the spec and the seed."""
