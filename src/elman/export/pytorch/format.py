"""The format PyTorch, as a target of an export."""

from __future__ import annotations

from pathlib import Path
from typing import final

from elman.errors import ArgumentError
from elman.export.exportable import Exportable
from elman.export.pytorch.text import render_module
from elman.export.target import Runner, Unchecked

_CELLS = ("gru", "lstm", "rnn", "rnn_relu")


@final
class PyTorch:
    """One `.py` file that needs PyTorch and nothing else; it is text, so writing it needs no PyTorch."""

    name = "pytorch"
    suffixes = (".py",)
    takes_missing = True

    def check(self, exportable: Exportable) -> None:
        """Checks that there is a module for the cell.

        Raises:
            ArgumentError: there is none.
        """
        if exportable.spec.cell not in _CELLS:
            raise ArgumentError(
                f"cell must be one that PyTorch has ({', '.join(_CELLS)}), got {exportable.spec.cell!r}. "
                "Choose another format."
            )

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """None: the module does all that the model does."""
        return ()

    def render(self, exportable: Exportable) -> bytes:
        """The file's content."""
        return render_module(exportable).encode()

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> Runner:
        """Imports the file.

        Raises:
            Unchecked: PyTorch is not installed.
        """
        try:
            from elman.export.pytorch.runner import PyTorchRunner
        except ImportError:
            raise Unchecked("PyTorch is not installed. Run: pip install torch, and export again") from None
        return PyTorchRunner(content, folder)
