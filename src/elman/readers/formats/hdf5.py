"""HDF5 files, MATLAB 7.3 and netCDF 4: a column is called by its path, `run1/u`."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from elman.errors import DataError
from elman.readers.extras import need
from elman.readers.files import StoredFile
from elman.readers.options import ReadOptions
from elman.readers.variables import VariablesTable

_SINCE = re.compile(r"(\w+?)s? since (\d{4}-\d{1,2}-\d{1,2})(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?.*")
_SECONDS = {"microsecond": 1e-6, "millisecond": 1e-3, "second": 1, "minute": 60, "hour": 3600, "day": 86400}


class StoredArray:
    """An array in an HDF5 file that is read when it is needed."""

    def __init__(self, place: Path | io.BytesIO, dataset: Any, *, transposed: bool) -> None:
        self._place, self._name = place, dataset.name
        self.shape = dataset.shape[::-1] if transposed else dataset.shape
        self.dtype = dataset.dtype
        self._transposed = transposed

    def load(self) -> Any:
        """Reads the values; those that netCDF marks as missing are masked."""
        h5py = need("h5py", self._name)

        with h5py.File(self._place, "r") as file:
            dataset = file[self._name]
            is_text = h5py.check_string_dtype(dataset.dtype) is not None
            values = dataset.asstr()[()] if is_text else dataset[()]
            attributes = {key: dataset.attrs[key] for key in _USED if key in dataset.attrs}
        return _decoded(values.T if self._transposed else values, attributes)


_USED = ("_FillValue", "missing_value", "scale_factor", "add_offset", "units")


def open_hdf5(file: StoredFile, options: ReadOptions) -> VariablesTable:
    """The arrays of an HDF5 file.

    Raises:
        DataError: it is damaged, or holds no array.
        MissingExtraError: h5py is not installed.
    """
    return read_arrays(file, transposed=False)


def read_arrays(file: StoredFile, *, transposed: bool) -> VariablesTable:
    """The arrays of a file that is HDF5 inside.

    Args:
        file: the file.
        transposed: whether its rows and columns are exchanged, as MATLAB writes them.

    Raises:
        DataError: it is damaged, or holds no array.
        MissingExtraError: h5py is not installed.
    """
    h5py = need("h5py", file.label)
    place = file.place()
    found: dict[str, StoredArray] = {}

    def collect(name: str, thing: Any) -> None:
        usable = isinstance(thing, h5py.Dataset) and thing.ndim in (1, 2) and not name.startswith("#")
        if usable and (thing.dtype.kind in "fiubSOV" or thing.dtype.names):
            found[name] = StoredArray(place, thing, transposed=transposed)

    try:
        with h5py.File(place, "r") as opened:
            opened.visititems(collect)
    except (OSError, RuntimeError) as error:
        reason = str(error).splitlines()[0][:120]
        raise DataError(
            f"{file.label} must be a whole HDF5 file, and it cannot be read: {reason}. Write or copy it "
            "again."
        ) from None
    if not found:
        raise DataError(
            f"{file.label} must hold arrays, and it holds none. Save its columns as plain arrays."
        )
    return VariablesTable(found, file.label, nested=True, load=StoredArray.load)


def _decoded(values: Any, attributes: Mapping[str, Any]) -> Any:
    """Returns values decoded by the conventions of netCDF."""
    codes = [np.ravel(attributes[key]) for key in ("_FillValue", "missing_value") if key in attributes]
    if codes and values.dtype.kind in "fiu":
        values = np.ma.masked_where(np.isin(values, np.concatenate(codes)), values)
    for key, combine in (("scale_factor", np.multiply), ("add_offset", np.add)):
        if key in attributes:
            values = combine(values, float(np.ravel(attributes[key])[0]))
    units = attributes.get("units", "")
    since = _SINCE.fullmatch(units.decode() if isinstance(units, bytes) else str(units))
    if since and since[1].lower() in _SECONDS and values.dtype.kind in "fiu":
        year, month, day = since[2].split("-")
        begin = np.datetime64(f"{year}-{int(month):02d}-{int(day):02d}", "us")
        clock = [float(part) for part in (since[3] or "0:0").split(":")]
        seconds = sum(part * factor for part, factor in zip(clock, (3600, 60, 1), strict=False))
        elapsed = np.ma.getdata(values) * _SECONDS[since[1].lower()] + seconds
        moments = begin + np.rint(np.asarray(elapsed, np.float64) * 1e6).astype("m8[us]")
        return np.ma.masked_array(moments, np.ma.getmask(values)) if np.ma.isMaskedArray(values) else moments
    return values
