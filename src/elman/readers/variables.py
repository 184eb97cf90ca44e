"""Tables of arrays by name: mappings, and files of NumPy, MATLAB and HDF5."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, DataError
from elman.readers.column import Column, from_numpy
from elman.readers.rows import Rows

MOST_SPREAD = 100_000
"""A matrix with more columns than this is not split into columns."""


class VariablesTable:
    """Arrays as columns. A matrix `x` becomes the columns `x_1`, `x_2`; a single row or column is `x`."""

    notes: tuple[str, ...] = ()
    index = None

    def __init__(
        self,
        variables: Mapping[str, Any],
        label: str,
        *,
        numbered: bool = False,
        nested: bool = False,
        load: Callable[[Any], Any] = np.asanyarray,
    ) -> None:
        """Takes the variables of a table.

        Args:
            variables: arrays, or objects with `shape` and `dtype` that `load` turns into arrays.
            label: the name of the table.
            numbered: whether the names were made up.
            nested: whether names have parts, such as `group/u`, whose last part may be enough.
            load: makes an array of a variable.
        """
        self.label, self.numbered, self.nested = label, numbered, nested
        self._load = load
        self._columns = list(_columns(variables))
        self.names = tuple(name for name, _, _ in self._columns)
        self._variables = variables

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns; see `Table`."""
        loaded: dict[str, Any] = {}
        arrays = []
        for place in places:
            _, variable, part = self._columns[place]
            if variable not in loaded:
                loaded[variable] = self._load(self._variables[variable])
            arrays.append(_part(loaded[variable], part))
        self._check(places, arrays)
        return [self._column(array[slice(*rows)]) for array in arrays]

    def _check(self, places: Sequence[int], arrays: Sequence[Array]) -> None:
        lengths = {self.names[place]: array.shape for place, array in zip(places, arrays, strict=True)}
        if any(array.ndim != 1 or len(array) != len(arrays[0]) for array in arrays):
            raise DataError(
                f"{self.label} must have one-dimensional columns of the same length, got the shapes "
                f"{lengths}. "
                "Give one array (N,) a column."
            )

    def _column(self, array: Any) -> Column:
        try:
            return from_numpy(array)
        except TypeError as error:
            raise DataError(
                f"columns must hold real numbers, dates or text, got {error}. Turn them into numbers first."
            ) from None


def array_table(values: np.ndarray[Any, Any], label: str) -> VariablesTable:
    """Makes a table of one array `(rows, columns)`: `column_1`, `column_2` and so on, or its fields.

    Raises:
        ArgumentError: the array has more dimensions.
    """
    if values.dtype.names:
        return VariablesTable({"": values.reshape(-1)}, label)
    if values.ndim == 1:
        values = values[:, None]
    if values.ndim != 2:
        raise ArgumentError(
            f"an array must have the shape (rows, columns), got {values.shape}. "
            "Give a list of arrays for several sequences."
        )
    columns = {f"column_{place + 1}": values[:, place] for place in range(values.shape[1])}
    return VariablesTable(columns, label, numbered=True)


def _columns(variables: Mapping[str, Any]) -> Iterator[tuple[str, str, int | str | None]]:
    """Yields every column's name, its variable, and its place in the variable."""
    for name, variable in variables.items():
        shape, dtype = np.shape(variable), getattr(variable, "dtype", np.dtype(object))
        fields = getattr(dtype, "names", None)
        if fields:
            yield from ((f"{name}.{field}" if name else field, name, field) for field in fields)
        elif len(shape) == 2 and 1 not in shape and shape[1] <= MOST_SPREAD:
            yield from ((f"{name}_{place + 1}", name, place) for place in range(shape[1]))
        else:
            yield name, name, None


def _part(array: Any, part: int | str | None) -> Any:
    if isinstance(part, str):
        array = array[part]
        return array.reshape(-1) if array.ndim == 2 and 1 in array.shape else array
    if part is not None:
        return array[:, part]
    return array.reshape(-1) if array.ndim == 2 and 1 in array.shape else array
