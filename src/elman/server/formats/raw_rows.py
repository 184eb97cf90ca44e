"""Rows as bare numbers, one row after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.server.formats.protocol import Frame

FLOAT32 = "application/vnd.elman.float32"
FLOAT64 = "application/vnd.elman.float64"


@final
class RawRows:
    """Little-endian floating-point numbers; NaN is a missing value.

    Answers are of the kind that the model makes, and their media type says which.
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
        return Frame(np.frombuffer(body, self._dtype).reshape(-1, len(inputs)), None)

    def write(
        self, y_TO: Array, targets: Sequence[str], frame: Frame, number: int | None
    ) -> tuple[str, bytes]:
        """As `RowFormat.write`."""
        return (FLOAT32 if y_TO.dtype == np.float32 else FLOAT64), to_raw(y_TO)


def to_raw(y_TO: Array) -> bytes:
    """Numbers as they are, little end first."""
    return np.ascontiguousarray(y_TO, y_TO.dtype.newbyteorder("<")).tobytes()
