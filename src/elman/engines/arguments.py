"""What every engine asks of the arrays it is given: one place, one wording."""

from __future__ import annotations

import os
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from elman.arrays import FLOAT32, check_array, check_finite
from elman.engines.protocol import Snapshot
from elman.errors import ArgumentError
from elman.network import NetworkSpec, check_state, parameter_shapes
from elman.network.losses import Loss
from elman.optimizers import Optimizer

_MOST_PARAMETERS = 2**31 - 1
"""The native engine numbers them with 32 bits; nobody has asked for as many yet."""

_MOST_LAYERS = 2**16 - 1
"""A dropout mask's place has 16 bits for the layer."""

_MOST_STEPS = 2**63
"""The native engine counts them with 63 bits."""


def check_forward(
    spec: NetworkSpec,
    fingerprint: str,
    x_BTF: Any,
    state: object,
    dtypes: tuple[np.dtype[Any], ...] = FLOAT32,
) -> None:
    """Checks the arguments of `Network.forward`.

    Raises:
        DtypeError, ArgumentError, StateError: what is wrong, and what to do.
    """
    check_array("x_BTF", x_BTF, (None, None, spec.input_size), dtypes=dtypes)
    check_state(state, spec, x_BTF.shape[0], fingerprint, dtypes)


def check_targets(
    spec: NetworkSpec,
    loss: Loss,
    x_BTF: Any,
    y_BTO: Any,
    weight_BTO: Any,
    dtypes: tuple[np.dtype[Any], ...] = FLOAT32,
) -> None:
    """Checks what `Network.train_window` and `Network.gradients` take beside the arguments of `forward`.

    Raises:
        DtypeError, ArgumentError: what is wrong, and what to do.
    """
    shape = (*x_BTF.shape[:2], spec.output_size // loss.num_quantiles)
    check_array("y_BTO", y_BTO, shape, dtypes=dtypes, finite=False)
    if weight_BTO is None:
        check_finite("y_BTO", y_BTO)
        return
    check_array("weight_BTO", weight_BTO, shape, dtypes=dtypes)
    if weight_BTO.min() < 0:
        raise ArgumentError(
            f"weight_BTO must be at least 0, got {weight_BTO.min()}. A weight of 0 leaves a target out."
        )
    check_finite("y_BTO", y_BTO, selected=weight_BTO > 0)


def check_build(spec: object, loss: object, optimizer: object, seed: object, threads: object) -> None:
    """Checks the arguments of `Engine.build`.

    Raises:
        ArgumentError: what is wrong, and what to do.
    """
    if not isinstance(spec, NetworkSpec):
        raise ArgumentError(
            f"spec must be a NetworkSpec, got {spec!r}. Write elman.network.NetworkSpec(input_size=1)."
        )
    if not isinstance(loss, Loss):
        raise ArgumentError(f"loss must be a Loss, got {loss!r}. Write elman.network.losses.MSE().")
    if not isinstance(optimizer, Optimizer):
        raise ArgumentError(
            f"optimizer must be an Optimizer, got {optimizer!r}. Write elman.optimizers.Adam()."
        )
    if spec.num_layers > _MOST_LAYERS:
        raise ArgumentError(
            f"num_layers must be at most {_MOST_LAYERS}, got {spec.num_layers}. Networks of one to three "
            "layers are customary."
        )
    num_parameters = _count_parameters(spec)
    if num_parameters > _MOST_PARAMETERS:
        raise ArgumentError(
            f"hidden_size must leave at most {_MOST_PARAMETERS} parameters, got {num_parameters} with "
            f"{spec.hidden_size}. Choose a smaller one."
        )
    if spec.output_size % loss.num_quantiles:
        raise ArgumentError(
            f"output_size must be a multiple of the {loss.num_quantiles} quantiles, got "
            f"{spec.output_size}. Use targets * quantiles."
        )
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**63:
        raise ArgumentError(f"seed must be a whole number from 0 to 2^63 - 1, got {seed!r}. Use 0.")
    if threads is not None and (isinstance(threads, bool) or not isinstance(threads, int) or threads < 1):
        raise ArgumentError(f"threads must be at least 1, got {threads!r}. Use None for every core.")


def _count_parameters(spec: NetworkSpec) -> int:
    """Without a list of them, for there may be any number of layers: all above the first are alike."""
    one, two = (
        sum(prod(shape) for shape in parameter_shapes(replace(spec, num_layers=num_layers)).values())
        for num_layers in (1, 2)
    )
    return one + (spec.num_layers - 1) * (two - one)


def choose_threads(threads: int | None) -> int | None:
    """The most threads to use: `threads`, or else `ELMAN_THREADS`; None: every core.

    Raises:
        ArgumentError: `ELMAN_THREADS` is no whole number of at least 1.
    """
    setting = os.environ.get("ELMAN_THREADS")
    if threads is not None or setting is None:
        return threads
    if not (setting.isdecimal() and int(setting) >= 1):
        raise ArgumentError(f"ELMAN_THREADS must be at least 1, got {setting!r}. Unset it for every core.")
    return int(setting)


def check_snapshot(snapshot: object) -> None:
    """Checks the argument of `Network.restore`.

    Raises:
        ArgumentError: it is no snapshot, or its step is no count.
    """
    if not isinstance(snapshot, Snapshot):
        raise ArgumentError(
            f"snapshot must be a Snapshot, got {type(snapshot).__name__}. Pass what snapshot() returned."
        )
    step: object = snapshot.step
    if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step < _MOST_STEPS:
        raise ArgumentError(
            f"snapshot.step must be a whole number from 0 to 2^63 - 1, got {step!r}. "
            "Pass what snapshot() returned."
        )
