"""Files that are there in full or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from elman.errors import ArgumentError
from elman.storage.partial_file import partial_file, remove_leftovers


def check_target(name: str, path: Path, *, sources: Sequence[Path] = ()) -> None:
    """Checks where a file is to go, before any work is done for it.

    A file is made there and removed: names that are too long, full disks and folders that cannot be
    written to are found now, and not after an hour of training.

    Args:
        name: of the file for the message: "plot", "output".
        path: where it is to go.
        sources: files that are read, or written too, and so must not be overwritten.

    Raises:
        ArgumentError: it cannot go there.
    """
    with _as_sentence(name, path):
        _check_place(name, path)
        for source in sources:
            same_name = path.absolute() == source.absolute()
            if same_name or (path.exists() and source.exists() and path.samefile(source)):
                raise ArgumentError(
                    f"{name} must not be a file that is read or written too, got {str(path)!r}. "
                    "Name another file."
                )
        with partial_file(_behind_links(path)):
            pass


@contextmanager
def whole_file(name: str, path: Path) -> Iterator[Path]:
    """Yields a temporary name beside `path`; what is written there is synced and renamed at the end.

    After an error, an interrupt or a crash, `path` is what it was before. Any number of processes and
    threads may write to one `path` at the same time: each has a temporary file of its own, and the last
    one that is renamed stays. What a killed process has left is removed by the next one.

    Args:
        name: of the file for the message: "plot", "output".
        path: where the file is to be. A link stays a link, and the file it leads to is replaced; a file
            that is replaced keeps its mode, and its owner where that is allowed.

    Raises:
        ArgumentError: its folder does not exist, it is a folder itself, or it cannot be written.
    """
    with _as_sentence(name, path):
        _check_place(name, path)
        real = _behind_links(path)
        remove_leftovers(real)
        with partial_file(real) as partial:
            yield partial
            _take_over_rights(real, partial)
            _sync(partial)
            partial.replace(real)
            _sync(partial.parent)


def write_whole(name: str, path: Path, content: bytes) -> None:
    """Writes a file, in full or not at all; see `whole_file`.

    Raises:
        ArgumentError: it cannot be written.
    """
    with whole_file(name, path) as partial:
        partial.write_bytes(content)


def _check_place(name: str, path: Path) -> None:
    if not path.parent.is_dir():
        raise ArgumentError(
            f"{name} must be in a folder that exists, got {str(path)!r}. Make {str(path.parent)!r} first."
        )
    if path.is_dir():
        raise ArgumentError(f"{name} must be a file, got the folder {str(path)!r}. Name a file in it.")
    if path.exists() and not path.is_file():
        raise ArgumentError(f"{name} must be a file, got the pipe or device {str(path)!r}. Name a file.")


@contextmanager
def _as_sentence(name: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArgumentError(
            f"{name} must be a file that can be written, got {str(path)!r} ({error.strerror or error}). "
            "Choose another folder."
        ) from error


def _behind_links(path: Path) -> Path:
    """The file itself: a rename onto a link would replace the link."""
    return Path(os.path.realpath(path))


def _take_over_rights(old: Path, new: Path) -> None:
    """Gives a new file the owner and the mode of the one that it replaces."""
    try:
        before = old.stat()
    except OSError:
        return
    with suppress(PermissionError):  # root alone may give a file away; a group may be one's own
        os.chown(new, before.st_uid, before.st_gid)
    new.chmod(stat.S_IMODE(before.st_mode))


def _sync(path: Path) -> None:
    """Brings a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
