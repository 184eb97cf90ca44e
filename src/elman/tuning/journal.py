"""The record of a search: lines of JSON that are appended and synced, and never changed.

It holds nothing that depends on the clock, so that a search that was killed and goes on writes the same
bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from elman.errors import ArgumentError


class Journal:
    """A file of lines; what is there is read first, and a line that a kill has cut short is dropped."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        """Reads what is there, or begins.

        Args:
            path: of the file.
            header: what the search is; it must be that of the file.

        Raises:
            ArgumentError: the file is of another search, damaged, or cannot be written.
        """
        self._path = path
        self.lines = self._read()
        if not self.lines:
            self.append(header)
        elif self.lines[0] != json.loads(json.dumps(header)):
            raise ArgumentError(
                f"output must be a new directory or one of the same search, got {str(path.parent)!r} of "
                f"other {self._difference(header)}. Run the command that began it, or name another directory."
            )

    def append(self, line: Mapping[str, Any]) -> None:
        """Writes a line and brings it to the disk.

        Raises:
            ArgumentError: it cannot be written.
        """
        text = json.dumps(line, allow_nan=False)
        try:
            with self._path.open("ab") as file:
                file.write(f"{text}\n".encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ArgumentError(
                f"output must be a directory that can be written to, got {str(self._path.parent)!r} "
                f"({error.strerror or error}). Choose another one."
            ) from None
        self.lines.append(json.loads(text))

    def _read(self) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        try:
            lines = [json.loads(line) for line in whole.splitlines()]
        except ValueError:
            lines = [None]
        if not all(isinstance(line, dict) for line in lines):
            raise ArgumentError(
                f"output must hold a journal that is whole, got {str(self._path)!r}, which is damaged. "
                "Name another directory."
            )
        return lines

    def _difference(self, header: Mapping[str, Any]) -> str:
        found = self.lines[0]
        return next((name for name in header if found.get(name) != header[name]), "fields")
