"""The seam between an export and the formats it may have."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from elman.arrays import Array
from elman.export.exportable import Exportable


class Unchecked(Exception):  # noqa: N818 (no error: the file is written, and the user is told)
    """An exported file cannot be run here.

    Its text is the reason and the one command that would allow the check, as
    `onnxruntime is not installed. Run: pip install onnxruntime`.
    """


class Runner(Protocol):
    """An exported file at work on one sequence."""

    def run(self, x_TF: Array, state: Any) -> tuple[Array, Any]:
        """Runs some rows, and remembers nothing between two calls but what the state says.

        Args:
            x_TF: inputs in their units, float64; NaN where missing.
            state: what the last call returned; None: the start.

        Returns:
            The prediction `(T, O)` in the targets' units, and the state after the last row.
        """
        ...


class Target(Protocol):
    """A format that a model can be exported to."""

    @property
    def name(self) -> str:
        """As the registry has it: `onnx`."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Of its files, lower case, with the dot; the first is the customary one."""
        ...

    @property
    def takes_missing(self) -> bool:
        """Whether an input may be missing in the format; if not, it is proved on rows that are whole."""
        ...

    def check(self, exportable: Exportable) -> None:
        """Checks, before any work is done, that this model can be written here.

        Raises:
            ArgumentError: the format cannot express the model.
            MissingExtraError: writing takes a package that is not installed.
        """
        ...

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """What the format cannot express and the model can live without: one sentence each, for the user."""
        ...

    def render(self, exportable: Exportable) -> bytes:
        """The file's content."""
        ...

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> Runner:
        """Makes the exported file itself run: what was written, not what it was written from.

        Args:
            content: of the file.
            exportable: what it should be.
            folder: an empty one for the files that this takes; it is removed afterwards.

        Raises:
            Unchecked: what it takes to run it is not here.
        """
        ...
