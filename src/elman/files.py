"""Files that are there in full or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from elman.errors import ArgumentError


def check_target(name: str, path: Path) -> None:
    """Checks where a file is to go, before any work is done for it.

    Raises:
        ArgumentError: its folder does not exist, or it is a folder itself.
    """
    if not path.parent.is_dir():
        raise ArgumentError(
            f"{name} must be in a folder that exists, got {str(path)!r}. Make {str(path.parent)!r} first."
        )
    if path.is_dir():
        raise ArgumentError(f"{name} must be a file, got the folder {str(path)!r}. Name a file in it.")


@contextmanager
def whole_file(name: str, path: Path) -> Iterator[Path]:
    """Yields a temporary name beside `path`; what is written there is synced and renamed at the end.

    After an error, an interrupt or a crash, `path` is what it was before.

    Args:
        name: of the file for the message: "plot", "output".
        path: where the file is to be.

    Raises:
        ArgumentError: as `check_target`, or the file cannot be written.
    """
    check_target(name, path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        with open(partial, "rb") as written:
            os.fsync(written.fileno())
        partial.replace(path)
    except OSError as error:
        raise ArgumentError(
            f"{name} must be a file that can be written, got {str(path)!r} ({error.strerror}). "
            "Choose another folder."
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()
