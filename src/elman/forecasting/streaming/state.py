"""The state of a forecaster's stream: arrays by name, and the fingerprint of what they belong to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Self

import numpy as np

from elman.arrays import Array
from elman.errors import StateError
from elman.storage.whole_file import whole_file

_RECORD = "elman_forecast_state"
_FORMAT = 1


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ForecastState:
    """Everything that a stream goes on from; its size does not grow with the rows."""

    arrays: Mapping[str, Array]
    """By name: the networks' states, the last rows, the sums of all rows, and the bands' aims."""
    fingerprint: str
    """Of the networks, the framing and the bands."""

    def save(self, path: str | PathLike[str]) -> None:
        """Writes a safetensors file, in full or not at all.

        Raises:
            ArgumentError: it cannot be written.
        """
        from safetensors.numpy import save

        record = {"format": _FORMAT, "fingerprint": self.fingerprint}
        arrays = {name: np.ascontiguousarray(array) for name, array in self.arrays.items()}
        with whole_file("state", Path(path)) as partial:
            partial.write_bytes(save(arrays, metadata={_RECORD: json.dumps(record)}))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Reads what `save` wrote.

        Raises:
            StateError: the file is not there, no such state, or damaged.
        """
        from safetensors import SafetensorError, safe_open

        if not Path(path).is_file():
            raise StateError(f"state must be a file, got {str(path)!r}, which is none. Check the name.")
        try:
            with safe_open(path, framework="numpy") as file:
                record = json.loads((file.metadata() or {})[_RECORD])
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            if record["format"] != _FORMAT:
                raise ValueError(f"its format is {record['format']!r}")
            return cls(arrays=arrays, fingerprint=str(record["fingerprint"]))
        except (SafetensorError, KeyError, TypeError, ValueError, OSError) as error:
            raise StateError(
                f"state must be a file that ForecastState.save wrote, got {str(path)!r} ({error}). Name "
                "another file."
            ) from None

    def check(self, wanted: Mapping[str, Array], fingerprint: str) -> None:
        """Checks that it is one of this forecaster, array by array.

        Raises:
            StateError: it is not.
        """
        if self.fingerprint != fingerprint:
            raise StateError(
                f"state must come from a stream of this forecaster with the same bands ({fingerprint}), got "
                f"one of {self.fingerprint}. Begin a new stream, or ask for the levels of that one."
            )
        for name, array in wanted.items():
            own = self.arrays.get(name)
            if own is None or own.shape != array.shape or own.dtype != array.dtype:
                got = "none" if own is None else f"{own.dtype} {own.shape}"
                raise StateError(
                    f"state must hold {name!r} as {array.dtype} {array.shape}, got {got}. It is damaged."
                )
