"""Where pages go."""

from __future__ import annotations

from pathlib import Path

from elman.errors import ArgumentError
from elman.storage.whole_file import check_target


def check_page_path(name: str, path: Path) -> None:
    """Checks where a page is to go, before any work is done for it.

    Args:
        name: of the argument.
        path: as it was given.

    Raises:
        ArgumentError: it is no .html file, or its folder does not exist.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        raise ArgumentError(f"{name} must end in .html, got {str(path)!r}. Name a file such as report.html.")
    check_target(name, path)
