"""The format ONNX, as a target of an export."""

from __future__ import annotations

from pathlib import Path
from typing import final

from elman.errors import ArgumentError
from elman.export.exportable import Exportable
from elman.export.target import Runner, Unchecked

_MOST_BYTES = 2**31 - 2**20
"""Of a protobuf file, with some room for what is not a parameter."""


@final
class Onnx:
    """One `.onnx` file, run by ONNX Runtime and whatever else reads the format."""

    name = "onnx"
    suffixes = (".onnx",)
    takes_missing = True

    def check(self, exportable: Exportable) -> None:
        """Checks that there is an operator for the cell, room in the file, and the package onnx.

        Raises:
            ArgumentError: the format cannot express the model.
            MissingExtraError: onnx is not installed.
        """
        import elman.export.onnx.graph  # noqa: F401 (first, because it answers a missing onnx in one sentence)
        from elman.export.onnx.layers import OPERATORS

        if exportable.spec.cell not in OPERATORS:
            raise ArgumentError(
                f"cell must be one that ONNX has ({', '.join(sorted(OPERATORS))}), "
                f"got {exportable.spec.cell!r}. Choose another format."
            )
        num_bytes = sum(array.nbytes for array in exportable.parameters.values())
        if num_bytes > _MOST_BYTES:
            raise ArgumentError(
                f"parameters must be at most {_MOST_BYTES:,} bytes in an ONNX file, got {num_bytes:,}. "
                "Choose another format."
            )

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """A graph cannot refuse a missing input: with the policy `error` the prediction is NaN instead."""
        if exportable.preparation.missing != "error":
            return ()
        return (
            "The model refuses missing inputs (policy error), and a graph cannot raise an error: "
            "from a missing input on, every prediction of that sequence is NaN.",
        )

    def render(self, exportable: Exportable) -> bytes:
        """The file's content, checked by onnx."""
        from elman.export.onnx.graph import build_model, to_bytes

        return to_bytes(build_model(exportable))

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> Runner:
        """A session of ONNX Runtime.

        Raises:
            Unchecked: it is not installed.
        """
        try:
            from elman.export.onnx.runner import OnnxRunner
        except ImportError:
            raise Unchecked(
                "onnxruntime is not installed. Run: pip install onnxruntime, and export again"
            ) from None
        return OnnxRunner(content)
