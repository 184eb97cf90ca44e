"""What a fleet is: its columns and options, and the shards that its units are divided into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from elman.errors import ArgumentError, ElmanError
from elman.storage.container import check_version
from elman.storage.fields import as_json, at_least, list_of, record, text, whole
from elman.storage.whole_file import write_whole

FORMAT_VERSION = 1
NAME = "fleet.json"
UNIT = "elman_unit"
"""The column of a shard that holds the unit's id; no table of a user's has it by chance."""

_FIELDS = record(
    format_version=whole(FORMAT_VERSION, FORMAT_VERSION),
    inputs=list_of(text(), least=1),
    targets=list_of(text(), least=1),
    options=as_json(at_least()),
    candidates=list_of(text(), least=1),
    shards=list_of(record(name=text(100), units=whole(1), rows=whole(1)), least=1),
    fingerprint=text(),
    elman_version=text(),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shard:
    """Some units whose fit is one piece of work."""

    name: str
    """Of its files, without a suffix."""
    units: int
    """How many."""
    rows: int
    """Of all its units together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FleetChoices:
    """What is asked for of a fleet, beside its data."""

    inputs: tuple[str, ...]
    """Input columns."""
    targets: tuple[str, ...]
    """Target columns."""
    options: Mapping[str, Any]
    """Of every fit, as JSON has them."""
    candidates: tuple[str, ...]
    """The kinds of model that each unit chooses from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """Everything that decides what a fleet becomes, and where its parts are."""

    inputs: tuple[str, ...]
    """Input columns."""
    targets: tuple[str, ...]
    """Target columns."""
    options: Mapping[str, Any]
    """Of every fit, as JSON has them."""
    candidates: tuple[str, ...]
    """The kinds of model that each unit chooses from."""
    shards: tuple[Shard, ...]
    """In the order of the units."""
    fingerprint: str
    """Of the data."""
    elman_version: str
    """That planned the fleet."""

    @property
    def units(self) -> int:
        """How many."""
        return sum(shard.units for shard in self.shards)

    @property
    def rows(self) -> int:
        """Of all units together."""
        return sum(shard.rows for shard in self.shards)

    @property
    def has_shared(self) -> bool:
        """Whether a global model belongs to it."""
        return bool({"global", "tuned"} & set(self.candidates))

    def write(self, directory: Path) -> None:
        """Writes its file, in full or not at all.

        Raises:
            ArgumentError: it cannot be written.
        """
        plain = {"format_version": FORMAT_VERSION, **asdict(self)}
        write_whole("output", directory / NAME, json.dumps(plain, indent=1).encode())

    @classmethod
    def read(cls, directory: Path) -> Manifest:
        """Reads the file of a fleet's directory.

        Raises:
            ArgumentError: there is none, or it is damaged.
        """
        path = directory / NAME
        if not path.is_file():
            raise ArgumentError(
                f"fleet must be a directory that `elman fleet fit` wrote, got {str(directory)!r} without "
                f"{NAME}. Check the name."
            )
        try:
            plain = json.loads(path.read_bytes())
            check_version(plain, "format_version", FORMAT_VERSION)
            checked = _FIELDS("", plain)
        except (ElmanError, ValueError) as error:
            raise ArgumentError(
                f"fleet must be whole, got {str(path)!r}, which is damaged: {error} Fit the fleet again."
            ) from None
        del checked["format_version"]
        shards = tuple(Shard(**shard) for shard in checked.pop("shards"))
        return cls(**checked, shards=shards)

    def check_same(self, found: Manifest, directory: Path) -> None:
        """Checks that a directory holds this fleet and no other.

        Raises:
            ArgumentError: it was planned for other data, columns or options.
        """
        for name in ("inputs", "targets", "options", "candidates", "fingerprint"):
            if getattr(found, name) != getattr(self, name):
                raise ArgumentError(
                    f"output must be a new directory or one of the same fleet, got {str(directory)!r} of "
                    f"other {'data' if name == 'fingerprint' else name}. Run the command that began it, or "
                    "name another directory."
                )
