"""Where the parts of a fleet are in its directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The files of a fleet."""

    directory: Path
    """Of the fleet."""

    @property
    def shared(self) -> Path:
        """The global model."""
        return self.directory / "global.safetensors"

    @property
    def checkpoint(self) -> Path:
        """The fit of the global model, while it runs."""
        return self.directory / "global.checkpoint"

    @property
    def scores(self) -> Path:
        """The table of units: their choice and their scores."""
        return self.directory / "scores.parquet"

    def rows_of(self, shard: str) -> Path:
        """The table of a shard's rows."""
        return self.directory / "rows" / f"{shard}.parquet"

    def models_of(self, shard: str) -> Path:
        """The models of a shard's units."""
        return self.directory / "models" / f"{shard}.safetensors"

    def make(self) -> None:
        """Makes the folders."""
        for folder in ("rows", "models"):
            (self.directory / folder).mkdir(parents=True, exist_ok=True)
