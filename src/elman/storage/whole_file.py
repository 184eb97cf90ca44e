"""Files that are there in full or not at all."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from elman.errors import ArgumentError


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
        partial = _partial(path)
        partial.touch(exist_ok=False)
        partial.unlink()


@contextmanager
def whole_file(name: str, path: Path) -> Iterator[Path]:
    """Yields a temporary name beside `path`; what is written there is synced and renamed at the end.

    After an error, an interrupt or a crash, `path` is what it was before. What a killed process has
    left under its temporary name is removed by the next one.

    Args:
        name: of the file for the message: "plot", "output".
        path: where the file is to be; a link stays one, and the file it leads to is replaced.

    Raises:
        ArgumentError: its folder does not exist, it is a folder itself, or it cannot be written.
    """
    with _as_sentence(name, path):
        _check_place(name, path)
        _remove_leftovers(path)
        partial = _partial(path)
        try:
            yield partial
            _sync(partial)
            partial.replace(path.resolve())
            _sync(partial.parent)
        finally:
            with suppress(OSError):
                partial.unlink()


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


def _partial(path: Path) -> Path:
    """The temporary name, in the folder that the file will be in: a rename does not cross disks."""
    real = path.resolve()
    return real.with_name(f".{real.name}.{os.getpid()}.partial")


def _remove_leftovers(path: Path) -> None:
    real = path.resolve()
    for left in real.parent.glob(f".{glob.escape(real.name)}.*.partial"):
        process = left.name.removesuffix(".partial").rpartition(".")[2]
        if process.isdigit() and not _is_running(int(process)):
            left.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _sync(path: Path) -> None:
    """Brings a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
