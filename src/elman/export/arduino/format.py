"""An Arduino library as a format of export."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from elman.export.arduino.files import library_files
from elman.export.c.compiled import Compiled
from elman.export.c.format import C
from elman.export.c.source import identifiers
from elman.export.exportable import Exportable

_C = C()
_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The same model gives the same bytes."""


@final
class Arduino:
    """One `.zip` that the Arduino IDE takes as a library: the C export, a header, and a sketch."""

    name = "arduino"
    suffixes = (".zip",)
    takes_missing = True

    def check(self, exportable: Exportable) -> None:
        """Checks that C has the cell.

        Raises:
            UnknownNameError: it has not.
        """
        _C.check(exportable)

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """Which boards cannot run it."""
        name, _, _ = identifiers(exportable)
        return (
            f"the library is called {name!r}. Boards of 8 bits (Uno, Mega) have no double of 64 bits and "
            "cannot compile it: use a board of 32 bits.",
        )

    def render(self, exportable: Exportable) -> bytes:
        """The file's content."""
        name, _, _ = identifiers(exportable)
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for place, text in sorted(library_files(exportable).items()):
                entry = ZipInfo(f"{name}/{place}", _NO_DATE)
                entry.external_attr = 0o644 << 16
                entry.compress_type = ZIP_DEFLATED
                archive.writestr(entry, text.encode())
        return packed.getvalue()

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> Compiled:
        """Takes the C file out of the library, compiles it, and runs its self-test; see `Target`.

        Raises:
            Unchecked: there is no C compiler whose programs run here.
            ExportError: the file does not compile, or fails its own test.
        """
        name, _, _ = identifiers(exportable)
        with ZipFile(BytesIO(content)) as archive:
            return _C.open(archive.read(f"{name}/src/{name}.c"), exportable, folder)
