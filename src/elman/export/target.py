"""The interface between exports and their formats."""

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
    """Runs an exported file on one sequence."""

    def run(self, x_TF: Array, state: Any) -> tuple[Array, Any]:
        """Runs some rows. Between two calls it remembers only what the state holds.

        Args:
            x_TF: the inputs in their units, float64; NaN where missing.
            state: the state that the last call returned; None: the start.

        Returns:
            The prediction `(T, O)` in the targets' units, and the state after the last row.
        """
        ...


class Target(Protocol):
    """A format to which a model can be exported."""

    @property
    def name(self) -> str:
        """The name of the format in the registry, such as `onnx`."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of its files, in lower case and with the dot; the first one is customary."""
        ...

    @property
    def takes_missing(self) -> bool:
        """Whether inputs may be missing in the format; if not, the proof uses rows without missing values."""
        ...

    def check(self, exportable: Exportable) -> None:
        """Checks, before any work is done, that this model can be written here.

        Raises:
            ArgumentError: the format cannot express the model.
            MissingExtraError: writing takes a package that is not installed.
        """
        ...

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """Returns what the format cannot express and the model does not need, one sentence each."""
        ...

    def render(self, exportable: Exportable) -> bytes:
        """Returns the content of the file."""
        ...

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> Runner:
        """Makes the exported file itself run, not the model from which it was made.

        Args:
            content: the content of the file.
            exportable: the model that the file should agree with.
            folder: an empty folder for files that this needs; it is removed afterwards.

        Raises:
            Unchecked: a program or a package that running the file needs is missing.
        """
        ...
