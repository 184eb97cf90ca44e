"""Rows as bare numbers, one row after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.server.formats.protocol import Frame

FLOAT32 = "application/vnd.elman.float32"
FLOAT64 = "application/vnd.elman.float64"


@final
class RawRows:
    """Little-endian floating-point numbers; NaN is a missing value. Answers are of the same kind.

    A model's own are of 64 bits, so those of 32 bits are rounded.
    """

    def __init__(self, numbers: str) -> None:
        """Of one kind of number, as NumPy calls it: `<f4`, `<f8`."""
        self._dtype = np.dtype(numbers)

    def read(self, body: bytes, inputs: Sequence[str]) -> Frame:
        """As `RowFormat.read`."""
        size = self._dtype.itemsize * len(inputs)
        if len(body) % size:
            raise DataError(
                f"rows must be of {size} bytes each ({len(inputs)} inputs), got {len(body)}. Send whole rows."
            )
        return Frame(np.frombuffer(body, self._dtype).astype(np.float64).reshape(-1, len(inputs)), None)

    def write(
        self, y_TO: Array, targets: Sequence[str], frame: Frame, number: int | None
    ) -> tuple[str, bytes]:
        """As `RowFormat.write`."""
        return (FLOAT32 if self._dtype.itemsize == 4 else FLOAT64), to_raw(y_TO, self._dtype)


def to_raw(y_TO: Array, dtype: np.dtype[Any]) -> bytes:
    """Numbers of a kind, one after the other; what is too large for it becomes infinite."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(y_TO, dtype).tobytes()
