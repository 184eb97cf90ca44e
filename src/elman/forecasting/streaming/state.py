"""The state of a forecaster's stream: arrays by name, and the fingerprint of what they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Self

from elman.arrays import Array
from elman.errors import StateError
from elman.storage import container
from elman.storage.container import check_version
from elman.storage.fields import FINGERPRINT, record, whole
from elman.storage.kinds import Kind, register
from elman.storage.whole_file import write_whole

KIND = register(
    Kind(
        key="elman_forecast_state",
        title="the state of a forecaster's stream",
        argument="state",
        written_by="ForecastState.save wrote",
        advice="Name another file, or begin without a state.",
        order="A state goes where a state is asked for, and the data follow the forecaster.",
        error=StateError,
    )
)
_FORMAT = 1
_FIELDS = record(format=whole(_FORMAT, _FORMAT), fingerprint=FINGERPRINT)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ForecastState:
    """Everything that a stream remembers. Its size does not grow with the number of rows."""

    arrays: Mapping[str, Array]
    """Arrays by name: the networks' states, the last rows, sums over all rows, and the adaptive bands."""
    fingerprint: str
    """Identifies the networks, the framing and the bands that the state belongs to."""

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the state to a file, in full or not at all.

        Raises:
            ArgumentError: the file cannot be written.
        """
        write_whole("state", Path(path), self.to_bytes())

    def to_bytes(self) -> bytes:
        """Returns the content of the file that `save` writes."""
        return container.to_bytes(KIND, {"format": _FORMAT, "fingerprint": self.fingerprint}, self.arrays)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Reads a state from a file that `save` wrote.

        Raises:
            StateError: the file does not exist, holds no state of a forecaster, or is damaged.
        """
        return cls._read(Path(path))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Makes a state from the bytes that `to_bytes` returned.

        Raises:
            StateError: the bytes hold no state of a forecaster, or are damaged.
        """
        return cls._read(data)

    @classmethod
    def _read(cls, source: Path | bytes) -> Self:
        plain, arrays = container.read(source, KIND, _parse, lambda plain: {})
        return cls(arrays=arrays, fingerprint=plain["fingerprint"])

    def check(self, wanted: Mapping[str, Array], fingerprint: str) -> None:
        """Checks array by array that the state belongs to a forecaster.

        Args:
            wanted: the arrays of a stream of this forecaster.
            fingerprint: the fingerprint of a stream of this forecaster.

        Raises:
            StateError: the state belongs to another forecaster, or is damaged.
        """
        if self.fingerprint != fingerprint:
            raise StateError(
                f"state must come from a stream of this forecaster with the same bands ({fingerprint}), got "
                f"one of {self.fingerprint}. Begin a new stream, or ask for the levels of that one. "
                "A state that elman 0.1.0 saved in the process of the fit does not tell whose it is."
            )
        for name, array in wanted.items():
            own = self.arrays.get(name)
            if own is None or own.shape != array.shape or own.dtype != array.dtype:
                got = "none" if own is None else f"{own.dtype} {own.shape}"
                raise StateError(
                    f"state must hold {name!r} as {array.dtype} {array.shape}, got {got}. It is damaged."
                )
        if len(self.arrays) > len(wanted):
            raise StateError(f"state must hold {len(wanted)} arrays, got {len(self.arrays)}. It is damaged.")


def _parse(plain: Any) -> dict[str, Any]:
    check_version(plain, "format", _FORMAT)
    checked: dict[str, Any] = _FIELDS("", plain)
    return checked
