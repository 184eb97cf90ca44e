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
    """Everything that a stream goes on from; its size does not grow with the rows."""

    arrays: Mapping[str, Array]
    """By name: the networks' states, the last rows, the sums of all rows, and the bands' aims."""
    fingerprint: str
    """Of the networks, the framing and the bands."""

    def save(self, path: str | PathLike[str]) -> None:
        """Writes a file, in full or not at all.

        Raises:
            ArgumentError: it cannot be written.
        """
        write_whole("state", Path(path), self.to_bytes())

    def to_bytes(self) -> bytes:
        """The content of the file that `save` writes."""
        return container.to_bytes(KIND, {"format": _FORMAT, "fingerprint": self.fingerprint}, self.arrays)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Reads what `save` wrote.

        Raises:
            StateError: the file is not there, no such state, or damaged.
        """
        return cls._read(Path(path))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Reads what `to_bytes` gave.

        Raises:
            StateError: it is no such state, or damaged.
        """
        return cls._read(data)

    @classmethod
    def _read(cls, source: Path | bytes) -> Self:
        plain, arrays = container.read(source, KIND, _parse, lambda plain: {})
        return cls(arrays=arrays, fingerprint=plain["fingerprint"])

    def check(self, wanted: Mapping[str, Array], fingerprint: str) -> None:
        """Checks that it is one of this forecaster, array by array.

        Raises:
            StateError: it is not.
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
