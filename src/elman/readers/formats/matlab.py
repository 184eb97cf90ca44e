"""MATLAB files: SciPy reads those up to version 7; those of version 7.3 are HDF5 files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from elman.errors import DataError
from elman.readers.extras import need
from elman.readers.files import StoredFile
from elman.readers.options import ReadOptions
from elman.readers.variables import VariablesTable

_HDF5 = b"\x89HDF\r\n\x1a\n"
_AS_HDF5 = b"MATLAB 7.3"


def open_matlab(file: StoredFile, options: ReadOptions) -> VariablesTable:
    """The arrays of a MATLAB file.

    Raises:
        DataError: it is damaged, or holds no plain array.
        MissingExtraError: SciPy, or for version 7.3 h5py, is not installed.
    """
    with file.stream() as stream:
        head = stream.read(520)
    if head.startswith(_AS_HDF5) or _HDF5 in head:
        from elman.readers.formats.hdf5 import read_arrays

        return read_arrays(file, transposed=True)
    variables = dict(_flat("", _load(file)))
    if not variables:
        raise DataError(
            f"{file.label} must hold plain arrays, and it holds none. Tables and time series of MATLAB are "
            "objects: "
            "save their columns, as u = T.u."
        )
    return VariablesTable(variables, file.label, nested=True)


def _load(file: StoredFile) -> dict[str, Any]:
    scipy_io = need("scipy.io", file.label)
    place = file.place()
    try:
        loaded: dict[str, Any] = scipy_io.loadmat(place, struct_as_record=False)
    except Exception as error:
        # SciPy's reader meets damage with errors of many types.
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise DataError(
            f"{file.label} must be a whole MATLAB file, and it cannot be read: {reason}. Write or copy it "
            "again."
        ) from None
    return loaded


def _flat(path: str, things: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Returns every array by its name, or by its path through structures."""
    for name, thing in things.items():
        if name.startswith("__"):
            continue
        full = f"{path}.{name}" if path else name
        fields = _fields(thing)
        if fields is not None:
            yield from _flat(full, fields)
        elif isinstance(thing, np.ndarray) and (
            thing.dtype.kind in "fiubc" or (thing.dtype.kind == "U" and thing.size > 1)
        ):
            yield full, thing


def _fields(thing: Any) -> dict[str, Any] | None:
    """Returns the fields of a structure; None if the value is no structure, or several."""
    if isinstance(thing, np.ndarray) and thing.dtype == object and thing.size == 1:
        thing = thing.item()
    names = getattr(thing, "_fieldnames", None)
    return None if names is None else {name: getattr(thing, name) for name in names}
