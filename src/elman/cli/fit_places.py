"""Where `elman fit` reads from and writes to, and how much it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from elman.errors import ArgumentError
from elman.storage.whole_file import check_target


@dataclass(frozen=True, kw_only=True, slots=True)
class FitPlaces:
    """The files of a fit as the command line names them, and how much it says.

    Raises:
        ArgumentError: a file cannot go where it is to go.
    """

    data: list[Path]
    """Tables."""
    output: Path
    """Of the model or the forecaster."""
    checkpoint: Path | None
    """Of the run."""
    plot: Path | None
    """Of the picture of the training."""
    report: Path | None
    """Of the report on the validation part."""
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
        if self.checkpoint is not None and self.checkpoint.resolve() == self.output.resolve():
            raise ArgumentError(
                f"checkpoint must be another file than the output, got {str(self.checkpoint)!r} for both. "
                "Name a file such as run.checkpoint."
            )
        if self.plot is not None:
            from elman.plots import check_plot_path

            check_plot_path(self.plot, "plot")
        if self.report is not None:
            from elman.page import check_page_path

            check_page_path("report", self.report)

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Self:
        """Those that the command's parameters name."""
        return cls(**{field.name: parameters[field.name] for field in fields(cls)})

    @property
    def talks(self) -> bool:
        """Whether it says how it goes."""
        return not (self.quiet or self.as_json)
