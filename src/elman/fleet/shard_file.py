"""The file of a shard: what became of its units, and the models of those that have one of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ModelFileError
from elman.fleet.units import UNIT_RESULTS, UnitResult
from elman.model import Model
from elman.storage import container
from elman.storage.fields import record, whole
from elman.storage.kinds import Kind, register

KIND = register(
    Kind(
        key="elman_fleet_shard",
        title="a shard of a fleet",
        argument="shard",
        written_by="`elman fleet fit` has written",
        advice="Remove it, and run the command again that made the fleet.",
        order="The fleet comes first, then the data.",
    )
)
_FORMAT = 1
_RECORD = record(format_version=whole(_FORMAT, _FORMAT), units=UNIT_RESULTS)


@dataclass(frozen=True, slots=True)
class ShardFile:
    """The content of the file."""

    results: tuple[UnitResult, ...]
    """Of its units, in order."""
    contents: Mapping[int, bytes]
    """The model files of units by their place; a unit that took the global model has none."""

    @classmethod
    def read(cls, source: container.Source) -> ShardFile:
        """Reads the file, or its content.

        Raises:
            ModelFileError: it is not there, another kind of file, or damaged.
        """
        plain, arrays = container.read(source, KIND, _parse, lambda plain: {})
        results = tuple(UnitResult(**unit) for unit in plain["units"])
        wanted = {str(place) for place, result in enumerate(results) if result.has_own}
        if set(arrays) != wanted or any(
            array.dtype != np.uint8 or array.ndim != 1 for array in arrays.values()
        ):
            raise ModelFileError(
                f"{container.place_of(source)!r} must hold the models of its units, and it does not. "
                f"{KIND.advice}"
            )
        return cls(results, {int(name): array.tobytes() for name, array in arrays.items()})

    def to_bytes(self) -> bytes:
        """The content of the file: the same bytes for the same units."""
        plain = {"format_version": _FORMAT, "units": [result.plain() for result in self.results]}
        arrays: dict[str, Array] = {
            str(place): np.frombuffer(content, np.uint8) for place, content in self.contents.items()
        }
        return container.to_bytes(KIND, plain, arrays)

    def models(self) -> dict[str, Model]:
        """The models by their units' ids.

        Raises:
            ModelFileError: one is damaged.
        """
        return {
            self.results[place].unit: Model.from_bytes(content) for place, content in self.contents.items()
        }


def _parse(plain: Any) -> dict[str, Any]:
    container.check_version(plain, "format_version", _FORMAT)
    checked: dict[str, Any] = _RECORD("", plain)
    return checked
