"""Where `elman fit` reads from and writes to, and how much it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from elman.cli.durations import parse_duration
from elman.errors import ArgumentError
from elman.storage.whole_file import check_target
from elman.tables import Rows, parse_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class FitPlaces:
    """What both kinds of fit take from the command line.

    Raises:
        ArgumentError: a file cannot go where it is to go.
    """

    data: list[Path]
    """Tables."""
    rows: Rows | None
    """Of each."""
    output: Path
    """Of the model or the forecaster."""
    checkpoint: Path | None
    """Of the run."""
    every_seconds: float
    """Least time between two saves of it."""
    plot: Path | None
    """Of the picture of the training."""
    as_json: bool
    """Whether JSON is printed, and nothing else."""
    quiet: bool
    """Whether nothing is."""

    def __post_init__(self) -> None:
        if self.output.suffix.lower() != ".safetensors":
            raise ArgumentError(
                f"output must end in .safetensors, got {str(self.output)!r}. "
                "Name a file such as model.safetensors."
            )
        check_target("output", self.output, sources=self.data)
        if self.checkpoint is not None:
            _check_checkpoint(self.checkpoint, self)
        if self.plot is not None:
            from elman.plots import check_plot_path

            check_plot_path(self.plot)

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Self:
        """Those that the command's parameters name."""
        rows = parameters["rows"]
        return cls(
            every_seconds=parse_duration(parameters["checkpoint_every"], "checkpoint_every"),
            rows=None if rows is None else parse_rows(rows),
            **{
                name: parameters[name]
                for name in ("data", "output", "checkpoint", "plot", "as_json", "quiet")
            },
        )

    @property
    def talks(self) -> bool:
        """Whether it says how it goes."""
        return not (self.quiet or self.as_json)


def _check_checkpoint(checkpoint: Path, places: FitPlaces) -> None:
    check_target("checkpoint", checkpoint, sources=places.data)
    if checkpoint.resolve() == places.output.resolve():
        raise ArgumentError(
            f"checkpoint must be another file than the output, got {str(checkpoint)!r} for both. "
            "Name a file such as run.checkpoint."
        )
