"""A linear filter as a network: whatever runs, streams, saves and exports a network does so with a filter.

A linear system `z[t] = A z[t - 1] + B u[t]`, `y[t] = C z[t] + c` runs on units that cut at zero (`rnn_relu`),
two for each number of its state: one holds what is positive, the other what is negative, and their difference
is the number. Nothing is lost but the last bits of float32.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from elman.arrays import Array
from elman.network.parameters import Parameters
from elman.network.spec import NetworkSpec

_LARGE = 700
"""Rows and columns of a matrix whose singular values take more than a second or so."""


class LinearSystem(NamedTuple):
    """`z[t] = A z[t - 1] + B u[t]`, `y[t] = C z[t]`."""

    a_SS: Array
    b_SF: Array
    c_OS: Array

    def impulse_response(self, length: int) -> Array:
        """The first lags of what every target answers to every input, `(O, L, F)`."""
        answers, z_SF = [], self.b_SF
        for _ in range(length):
            answers.append(self.c_OS @ z_SF)
            z_SF = self.a_SS @ z_SF
        return np.stack(answers, axis=1)


def register_of(weight_OLF: Array) -> LinearSystem:
    """The system with exactly this impulse response: its state is the inputs of the last L rows."""
    num_targets, length, num_inputs = weight_OLF.shape
    a_SS = np.eye(length * num_inputs, k=-num_inputs)
    b_SF = np.eye(length * num_inputs, num_inputs)
    return LinearSystem(a_SS, b_SF, weight_OLF.reshape(num_targets, -1))


def reduced_systems(
    weight_OLF: Array, orders: Sequence[int], *, lags: int | None = None
) -> Iterator[LinearSystem]:
    """The systems with so many numbers in their state that are nearest to this impulse response, or nearly.

    From the singular values of the Hankel matrix of the response; it is balanced, and stable where the
    response ends in zeros. Reference: Kung 1978, "A new identification and model reduction algorithm via
    singular value decomposition", Asilomar.

    Args:
        weight_OLF: the response.
        orders: how many numbers.
        lags: of the response that are looked at, as the beginning of one that goes on; it is known best
        there.
            None: all, and zeros after them.
    """
    num_targets, length, num_inputs = weight_OLF.shape
    if lags is not None:
        length = (lags - 1) // 2
    padded_OLF = np.pad(weight_OLF, ((0, 0), (0, length + 1), (0, 0)))
    lag_LL = np.arange(length)[:, np.newaxis] + np.arange(length)
    hankel, shifted = (
        padded_OLF[:, lag_LL + later].transpose(1, 0, 2, 3).reshape(length * num_targets, length * num_inputs)
        for later in (0, 1)
    )
    left, size, right = _singular_values(hankel)
    for order in orders:
        root_S = np.sqrt(np.maximum(size[:order], 1e-12 * size[0]))
        outer, inner = left[:, :order] / root_S, right[:order].T / root_S
        yield LinearSystem(
            a_SS=outer.T @ shifted @ inner,
            b_SF=(root_S[:, np.newaxis] * right[:order])[:, :num_inputs],
            c_OS=(left[:, :order] * root_S)[:num_targets],
        )


def _singular_values(matrix: Array) -> tuple[Array, Array, Array]:
    """Of a large matrix by way of its product with itself, which takes a quarter of the time.

    Singular values below a millionth of the largest are not exact then; a system has no use for them.
    """
    if min(matrix.shape) <= _LARGE:
        return np.linalg.svd(matrix, full_matrices=False)
    if matrix.shape[0] > matrix.shape[1]:
        left, size, right = _singular_values(matrix.T)
        return right.T, size, left.T
    square_S, left = np.linalg.eigh(matrix @ matrix.T)
    size_S, left = np.sqrt(np.maximum(square_S[::-1], 1e-16 * square_S[-1])), left[:, ::-1]
    return left, size_S, (left.T @ matrix) / size_S[:, np.newaxis]


def filter_spec(system: LinearSystem) -> NetworkSpec:
    """The shape of the network of a system."""
    return NetworkSpec(
        input_size=system.b_SF.shape[1],
        hidden_size=2 * len(system.a_SS),
        output_size=len(system.c_OS),
        cell="rnn_relu",
    )


def filter_parameters(system: LinearSystem, input_mean_F: Array, constant_O: Array) -> Parameters:
    """The parameters of the network of a system.

    Args:
        system: what it does with `u[t] = x[t] - input_mean`.
        input_mean_F: what the inputs are before a sequence begins.
        constant_O: what is added to its outputs.
    """
    a_SS, b_SF, c_OS = system
    offset_S = b_SF @ input_mean_F
    parameters = {
        "rnn.weight_ih_l0": np.concatenate([b_SF, -b_SF]),
        "rnn.weight_hh_l0": np.block([[a_SS, -a_SS], [-a_SS, a_SS]]),
        "rnn.bias_ih_l0": np.concatenate([-offset_S, offset_S]),
        "rnn.bias_hh_l0": np.zeros(2 * len(a_SS)),
        "out.weight": np.concatenate([c_OS, -c_OS], axis=1),
        "out.bias": constant_O,
    }
    return {name: array.astype(np.float32) for name, array in parameters.items()}
