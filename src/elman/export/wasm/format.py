"""JavaScript with WebAssembly as a format of export."""

from __future__ import annotations

from pathlib import Path
from typing import final

import numpy as np

from elman import registry
from elman.export.c.cells import CELL_CODES
from elman.export.c.source import identifiers, memory, render_source
from elman.export.exportable import Exportable
from elman.export.wasm.compiler import compile_module, find_clang
from elman.export.wasm.module import render_module
from elman.export.wasm.runner import NodeRunner


@final
class Wasm:
    """One `.mjs` file that browsers and Node import: the C export, compiled, and streams around it."""

    name = "wasm"
    suffixes = (".mjs",)
    takes_missing = True

    def check(self, exportable: Exportable) -> None:
        """Checks that C has the cell, and that there is a clang.

        Raises:
            UnknownNameError: it has not.
            ArgumentError: there is none.
        """
        registry.lookup("cell of the C export", CELL_CODES, exportable.spec.cell)
        find_clang()

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """What the file leaves out: nothing."""
        return ()

    def render(self, exportable: Exportable) -> bytes:
        """The file's content.

        Raises:
            ArgumentError: clang cannot make WebAssembly.
        """
        name, _, _ = identifiers(exportable)
        number = "float" if exportable.rounds else "double"
        compiled = compile_module(render_source(exportable), name, number)
        return render_module(exportable, compiled, memory(exportable).state).encode()

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> NodeRunner:
        """Imports the file in Node; see `Target`.

        Raises:
            Unchecked: there is no Node.
        """
        return NodeRunner(content, folder, np.float32 if exportable.rounds else np.float64)
