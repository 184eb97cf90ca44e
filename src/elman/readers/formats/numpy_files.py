"""Files of NumPy: one array (`.npy`), or several by name (`.npz`)."""

from __future__ import annotations

import zipfile
from typing import Any

import numpy as np

from elman.errors import DataError
from elman.readers.files import StoredFile
from elman.readers.options import ReadOptions
from elman.readers.variables import VariablesTable, array_table


def open_npy(file: StoredFile, options: ReadOptions) -> VariablesTable:
    """The array of a `.npy` file; its columns are `column_1`, `column_2` unless it has fields.

    Raises:
        DataError: it is damaged, holds objects, or has more than two dimensions.
    """
    array = _load(file)
    if array.dtype.names is None and array.ndim not in (1, 2):
        raise DataError(
            f"{file.label} must hold an array of rows and columns, got the shape {array.shape}. Reshape it "
            "first."
        )
    return array_table(array, file.label)


def open_npz(file: StoredFile, options: ReadOptions) -> VariablesTable:
    """The arrays of a `.npz` file, by name.

    Raises:
        DataError: it is damaged, or holds objects.
    """
    with _load(file) as archive:
        return VariablesTable({name: _member(file, archive, name) for name in archive.files}, file.label)


def _load(file: StoredFile) -> Any:
    try:
        return np.load(file.place(), allow_pickle=False)
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise _damaged(file, error) from None


def _member(file: StoredFile, archive: Any, name: str) -> Any:
    try:
        return archive[name]
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise _damaged(file, error) from None


def _damaged(file: StoredFile, error: Exception) -> DataError:
    if "allow_pickle" in str(error) or "pickled" in str(error):
        return DataError(
            f"{file.label} must hold plain arrays, and it holds Python objects, which may run programs when "
            "they are "
            "read. Save its numbers as plain arrays."
        )
    return DataError(
        f"{file.label} must be a whole NumPy file, and it cannot be read. Write or copy it again."
    )
