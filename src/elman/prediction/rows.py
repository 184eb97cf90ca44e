"""Rows of inputs in the forms that a caller may give, and the errors for rows that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from elman.arrays import Array
from elman.data import Preparation, as_read
from elman.errors import ArgumentError, DataError

_MISSING = "None or NaN is a missing value."


def has_names(rows: object) -> bool:
    """Tells whether values are found by name: in a mapping, a frame, or a row of a frame."""
    return isinstance(rows, Mapping) or (
        not isinstance(rows, np.ndarray) and (hasattr(rows, "keys") or hasattr(rows, "columns"))
    )


def read_rows(rows: Any, names: Sequence[str], shape: Mapping[str, int | None]) -> Array:
    """Values in units as a C-contiguous float64 array, NaN where missing; a copy only where it must be.

    Args:
        rows: an array or nested lists, or a mapping of every name to its own array or list without the
            last axis. With one input the last axis may be left out.
        names: of the inputs, for the last axis.
        shape: what is asked for, by shape letters, inputs last; None where any size will do.

    Raises:
        ArgumentError: another shape, or a name is absent.
        DataError: a value is no number.
    """
    if has_names(rows):
        columns = [_read_numbers(_value_of(rows, name), name) for name in names]
        sizes = {name: column.shape for name, column in zip(names, columns, strict=True)}
        if len(set(sizes.values())) > 1:
            raise ArgumentError(
                f"rows must have equally many values for each input, got {sizes}. Fill the shorter ones."
            )
        values = np.stack(columns, axis=-1)
    else:
        values = _read_numbers(rows)
        if len(names) == 1 and values.ndim == len(shape) - 1:
            values = values[..., np.newaxis]
    wanted = tuple(shape.values())
    if values.ndim != len(wanted) or any(
        rule not in (None, size) for rule, size in zip(wanted, values.shape, strict=True)
    ):
        rules = ", ".join(letter if size is None else f"{letter}={size}" for letter, size in shape.items())
        raise ArgumentError(
            f"rows must have the shape ({rules}), got {values.shape}. The last axis is the inputs "
            f"{', '.join(names)}, in this order."
        )
    return np.ascontiguousarray(values)


def explain_rows(x_BTF: Array, preparation: Preparation) -> NoReturn:
    """Says why the extension refuses rows that were read.

    Raises:
        DataError: a value is infinite, or missing where it may not be.
    """
    _check_usable(x_BTF, preparation)
    raise AssertionError("the extension refused rows that can be used")


def explain_row(row: Any, preparation: Preparation) -> NoReturn:
    """Says why a stream's `step` refuses a row.

    Raises:
        ArgumentError, DataError: what is wrong, and what to do.
    """
    names = preparation.inputs
    values = [_value_of(row, name) for name in names] if has_names(row) else row
    if isinstance(values, str | bytes) or not np.iterable(values):
        values = [values]
    items = list(values)
    if len(items) != len(names):
        raise ArgumentError(
            f"row must have {len(names)} values ({', '.join(names)}), got {len(items)}. Give one number for "
            "each input, in this order, or a mapping of names."
        )
    numbers = [_number(item, name) for item, name in zip(items, names, strict=True)]
    _check_usable(np.array(numbers)[np.newaxis, np.newaxis], preparation)
    raise ArgumentError(
        f"row must be a mapping of names, an array, a list or a number, got {type(row).__name__}. "
        "Write list(row)."
    )


def _value_of(rows: Any, name: str) -> Any:
    if name not in (rows.keys() if hasattr(rows, "keys") else rows.columns):
        raise ArgumentError(
            f"a mapping must have every input, got none for {name!r}. Give None where its value is missing."
        )
    return rows[name]


def _read_numbers(values: Any, name: str = "") -> Array:
    """Returns values as float64, with NaN for None."""
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        return values
    try:
        array = np.asarray(values)
    except ValueError:
        raise ArgumentError(
            "rows must be equally long, got lists of different lengths. Fill the shorter ones."
        ) from None
    if array.dtype.kind in "US" and not isinstance(values, np.ndarray):
        array = np.array(values, dtype=object)  # NumPy made text of the numbers beside the text
    if array.dtype.kind not in "biufOSU":
        raise DataError(f"{_called(name)} must be numbers, got {array.dtype}. {_MISSING}")
    if array.dtype.kind in "OSU":
        array = np.array([_number(value, name) for value in array.ravel()]).reshape(array.shape)
    return array.astype(np.float64)


def _number(value: Any, name: str) -> float:
    if value is None:
        return float("nan")
    if np.ndim(value) > 0:
        raise DataError(
            f"{_called(name)} must be a number, got {np.size(value)} of them ({type(value).__name__}). "
            "A step takes one row; a table of many goes to run()."
        )
    try:
        if isinstance(value, str | bytes | complex):
            raise TypeError
        return float(value)
    except (TypeError, ValueError):
        raise DataError(f"{_called(name)} must be a number, got {value!r}. {_MISSING}") from None


def _called(name: str) -> str:
    return f"input {name!r}" if name else "an input"


def _check_usable(x_BTF: Array, preparation: Preparation) -> None:
    """Raises an error for a missing value under the policy `error`; other policies never get here."""
    scaled_BTF = preparation.input_scaling.apply(as_read(x_BTF, preparation.numbers))
    for bad_BTF, rule, remedy in (
        (np.isinf(scaled_BTF), "be finite, scaled too", _MISSING),
        (np.isnan(scaled_BTF), "have a value in every row", "Fill it in, or fit with the policy hold."),
    ):
        if bad_BTF.any():
            lane, row, channel = (int(place) for place in np.argwhere(bad_BTF)[0])
            where = f" in row {row}" if x_BTF.shape[1] > 1 else ""
            where += f" of lane {lane}" if x_BTF.shape[0] > 1 else ""
            name, value = preparation.inputs[channel], x_BTF[lane, row, channel]
            raise DataError(
                f"input {name!r} must {rule}, got {value:.6g}{where}. {remedy} Nothing has changed."
            )
