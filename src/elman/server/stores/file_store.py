"""Sessions as files of one folder, which outlive the server."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import final

from elman.errors import ArgumentError
from elman.server.stores.protocol import LASTING, Stored, StoreDownError, StoreFullError
from elman.storage.whole_file import write_whole

_SUFFIX = ".session"
_LOG = logging.getLogger("elman.server")


@final
class FileStore:
    """Writes each key into a file of its own, in full or not at all.

    One server at a time holds the folder, by a lock that the system gives up when its process ends. So every
    version is the newest, and none is counted. The folder may be moved while no server runs.
    """

    shared = False

    def __init__(self, folder: Path, *, expire: float, most: int) -> None:
        """Takes the folder, which is made if it is not there.

        Raises:
            ArgumentError: it cannot be used, or another server holds it.
        """
        self._folder = folder
        self._expire = expire
        self._most = most
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ArgumentError(
                f"spool must be a folder of one server, got {str(folder)!r}, which another one holds. Name "
                "another folder."
            ) from None
        except OSError as error:
            raise ArgumentError(
                f"spool must be a folder that can be written, got {str(folder)!r} "
                f"({error.strerror or error}). Name another folder."
            ) from None
        self._count = self._remove_old()
        self._looked = time.monotonic()

    async def read(self, key: str) -> Stored | None:
        """As `Store.read`."""
        try:
            return Stored(await asyncio.to_thread(self._place(key).read_bytes), 1)
        except FileNotFoundError:
            return None
        except OSError:
            raise StoreDownError from None

    async def write(self, key: str, content: bytes | None, version: int) -> int:
        """As `Store.write`."""
        place = self._place(key)
        if content is None:
            with suppress(FileNotFoundError):
                await asyncio.to_thread(place.unlink)
                self._count -= 1
            return 0
        counted = version == 0 and not key.startswith(LASTING)
        if counted:
            await self._make_room()
        try:
            await asyncio.to_thread(self._put, place, content)
        except (OSError, ArgumentError) as error:
            _LOG.error("the spool cannot be written: %s", error)
            raise StoreDownError from None
        self._count += counted
        return 1

    async def close(self) -> None:
        """As `Store.close`."""
        os.close(self._lock)

    def _place(self, key: str) -> Path:
        if key.startswith(LASTING):
            return self._folder / "models" / f"{key}.safetensors"
        return self._folder / key[:2] / f"{key}{_SUFFIX}"

    def _put(self, place: Path, content: bytes) -> None:
        place.parent.mkdir(exist_ok=True)
        write_whole("spool", place, content)

    async def _make_room(self) -> None:
        """Removes what has expired, once in a tenth of that time, or where there is no room."""
        full = self._count >= self._most
        if full or time.monotonic() - self._looked > self._expire / 10:
            self._count = await asyncio.to_thread(self._remove_old)
            self._looked = time.monotonic()
        if self._count >= self._most:
            raise StoreFullError

    def _remove_old(self) -> int:
        """Removes what has expired, and returns how many files are left."""
        limit, left = time.time() - self._expire, 0
        for place in self._folder.glob(f"*/*{_SUFFIX}"):
            with suppress(FileNotFoundError):
                if place.stat().st_mtime < limit:
                    place.unlink()
                else:
                    left += 1
        return left
