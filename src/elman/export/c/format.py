"""C as a format of export."""

from __future__ import annotations

from pathlib import Path
from typing import final

from elman import registry
from elman.export.c.cells import CELL_CODES
from elman.export.c.compiled import Compiled, open_compiled
from elman.export.c.source import identifiers, memory, render_source
from elman.export.exportable import Exportable


@final
class C:
    """One C99 file: init, reset, step; no allocation, no library, memory known when it is compiled."""

    name = "c"
    suffixes = (".c",)
    takes_missing = True

    def check(self, exportable: Exportable) -> None:
        """Checks that C has the cell.

        Raises:
            UnknownNameError: it has not.
        """
        registry.lookup("cell of the C export", CELL_CODES, exportable.spec.cell)

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """What the file leaves out: nothing but the names that are no identifiers."""
        name, inputs, targets = identifiers(exportable)
        preparation = exportable.preparation
        pairs = [(exportable.name, name)]
        pairs += zip(preparation.inputs + preparation.targets, inputs + targets, strict=True)
        return tuple(
            f"{given!r} is called {found!r} in C." for given, found in pairs if given.lower() != found
        )

    def render(self, exportable: Exportable) -> bytes:
        """The file's content."""
        return render_source(exportable).encode()

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> Compiled:
        """Compiles the file and runs its self-test; see `Target`.

        Raises:
            Unchecked: there is no C compiler whose programs run here.
            ExportError: the file does not compile, or fails its own test.
        """
        name, _, targets = identifiers(exportable)
        source = folder / f"{name}.c"
        source.write_bytes(content)
        return open_compiled(
            source, name, len(targets), memory(exportable).state, exportable.preparation.numbers
        )
