"""Shape letters of the whole package, and the checks that hold arrays to them.

    B  sequences (batch)     H  hidden units       K  horizon
    T  time steps            G  gates              Q  quantiles
    F  inputs (features)     L  layers             N  rows of a table
    O  outputs               S  arrays of a state (h; h and c)
    I  series of a set       M  forecasts (a series and an origin each)
    C  channels, covariates

An array's name ends in its letters: `x_BTF`, `h_LBH`. A gradient is `d_` + name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from elman.errors import ArgumentError, DtypeError

Array: TypeAlias = npt.NDArray[Any]
"""An array of floating-point numbers: float32 in the engines, float64 in the reference."""

FLOAT32 = (np.dtype(np.float32),)
FLOAT32_OR_64 = (np.dtype(np.float32), np.dtype(np.float64))


def check_array(
    name: str,
    array: object,
    shape: tuple[int | None, ...],
    *,
    dtypes: Sequence[np.dtype[Any]] = FLOAT32,
    finite: bool = True,
) -> None:
    """Checks one argument at the edge of an engine.

    Args:
        name: the argument's name with its shape letters, as `x_BTF`.
        array: what the caller passed.
        shape: the sizes asked for; None where any size of at least 1 will do.
        dtypes: the types accepted.
        finite: whether NaN and infinity are refused.

    Raises:
        DtypeError: not an array, not one of `dtypes`, or not C-contiguous.
        ArgumentError: another shape, or a number that is not finite.
    """
    if not isinstance(array, np.ndarray):
        raise DtypeError(
            f"{name} must be a NumPy array, got {type(array).__name__}. "
            f"Pass numpy.asarray(value, dtype=numpy.{dtypes[0]})."
        )
    if array.dtype not in dtypes:
        wanted = " or ".join(str(dtype) for dtype in dtypes)
        raise DtypeError(
            f"{name} must be {wanted}, got {array.dtype}. Convert it: array.astype(numpy.{dtypes[0]})."
        )
    _check_shape(name, array.shape, shape)
    if not array.flags.c_contiguous:
        raise DtypeError(
            f"{name} must be C-contiguous, got strides {array.strides}. Pass numpy.ascontiguousarray(array)."
        )
    if finite:
        check_finite(name, array)


def check_finite(name: str, array: Array, selected: Array | None = None) -> None:
    """Checks that every (selected) entry is finite, and names the first one that is not.

    Raises:
        ArgumentError: an entry is NaN or infinite.
    """
    bad = ~np.isfinite(array) if selected is None else ~np.isfinite(array) & selected
    if bad.any():
        index = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ArgumentError(
            f"{name} must be finite, got {array[index]} at index {index} "
            f"({int(bad.sum())} such in all). Fill or drop missing values first; "
            "a missing target gets the weight 0."
        )


def _check_shape(name: str, got: tuple[int, ...], wanted: tuple[int | None, ...]) -> None:
    fits = len(got) == len(wanted) and all(
        size >= 1 if rule is None else size == rule for size, rule in zip(got, wanted, strict=True)
    )
    if not fits:
        letters = name.rsplit("_", 1)[-1]
        rule = ", ".join(
            letter if size is None else f"{letter}={size}"
            for letter, size in zip(letters, wanted, strict=True)
        )
        order = "The order is batch, time, features. " if letters.startswith("BT") else ""
        raise ArgumentError(
            f"{name} must have the shape ({rule}), got {got}. {order}Every size is at least 1."
        )


def as_kept(values: Array) -> Array:
    """The numbers as a file of float32 keeps them, in float64: the same before and after it."""
    return values.astype(np.float32).astype(np.float64)
