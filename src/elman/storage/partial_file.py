"""Temporary files beside the file that they will become, and what is left of those of killed processes.

A temporary file is locked for as long as its maker lives: the system gives the lock up when a process ends,
however it ends. So a file that can be locked belongs to nobody, whatever the process numbers say: in a
container every process is number 1.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SUFFIX = ".partial"
_LONGEST = 200
"""Bytes of a name that go into the temporary one: file systems take 255 for both."""


@contextmanager
def partial_file(path: Path) -> Iterator[Path]:
    """Makes an empty file beside `path` that is no one else's, and removes it if it is still there.

    Its name is in the folder that `path` is in, for a rename does not cross disks. It may be read by those
    who may read the file at `path`, if there is one.

    Raises:
        OSError: it cannot be made.
    """
    partial, handle = _make(path)
    try:
        yield partial
    finally:
        with suppress(OSError):
            partial.unlink()
        os.close(handle)


def remove_leftovers(path: Path) -> None:
    """Removes the temporary files of `path` whose makers have ended."""
    start = _start_of(path)
    # What cannot be listed or opened, or is gone by now, is not ours to remove.
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if entry.name.startswith(start) and entry.name.endswith(_SUFFIX):
                with suppress(OSError):
                    _remove_if_left(entry.path)


def _make(path: Path) -> tuple[Path, int]:
    """The file's name, and a handle that holds its lock."""
    mode = _mode_of(path)
    while True:
        partial = path.with_name(f"{_start_of(path)}{secrets.token_hex(8)}{_SUFFIX}")
        try:
            handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        except FileExistsError:
            continue
        if _lock(handle) and not _is_gone(handle):
            return partial, handle
        os.close(handle)  # someone took it for a leftover before it had its lock


def _start_of(path: Path) -> str:
    return f".{os.fsdecode(os.fsencode(path.name)[:_LONGEST])}."


def _mode_of(path: Path) -> int:
    """That of the file that is there, but writable for us; else the usual one."""
    try:
        return path.stat().st_mode & 0o777 | 0o200
    except OSError:
        return 0o666


def _lock(handle: int) -> bool:
    """Locks a file; a file system that has no locks has no one who would take the file away."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _is_gone(handle: int) -> bool:
    return os.fstat(handle).st_nlink == 0


def _remove_if_left(name: str) -> None:
    handle = os.open(name, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Removed under the lock: whoever has just made it finds out, and makes another.
        if os.fstat(handle).st_ino == os.stat(name, follow_symlinks=False).st_ino:
            os.unlink(name)
    finally:
        os.close(handle)
