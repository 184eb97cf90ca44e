"""Sessions in a Redis server, which several servers of one model share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, final

from elman.errors import MissingExtraError
from elman.server.stores.protocol import LASTING, ConflictError, Stored, StoreDownError

try:
    import redis.asyncio as redis
except ImportError:
    raise MissingExtraError(
        "redis must be installed for --store, and it is not. Run: pip install redis"
    ) from None

_LOG = logging.getLogger("elman.server")
_WRITE = """
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if version ~= tonumber(ARGV[1]) then return -1 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) return 0 end
redis.call('HSET', KEYS[1], 'version', version + 1, 'content', ARGV[2])
if ARGV[3] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return version + 1
"""
"""Redis runs a script whole: nobody writes between its look at the version and its write."""


@final
class RedisStore:
    """Keeps each key as a hash of its version and its content."""

    shared = True

    def __init__(self, address: str, *, expire: float) -> None:
        self._redis: Any = redis.from_url(address, socket_timeout=10, socket_connect_timeout=5)
        self._milliseconds = max(1, int(expire * 1000))
        self._write = self._redis.register_script(_WRITE)

    async def read(self, key: str) -> Stored | None:
        """As `Store.read`."""
        with _as_refusal():
            version, content = await self._redis.hmget(_named(key), "version", "content")
        return None if version is None else Stored(bytes(content), int(version))

    async def write(self, key: str, content: bytes | None, version: int) -> int:
        """As `Store.write`."""
        expire = 0 if key.startswith(LASTING) else self._milliseconds
        with _as_refusal():
            written = await self._write(keys=[_named(key)], args=[version, content or b"", expire])
        if int(written) < 0:
            raise ConflictError(key)
        return int(written)

    async def close(self) -> None:
        """As `Store.close`."""
        await self._redis.aclose()


@contextmanager
def _as_refusal() -> Iterator[None]:
    try:
        yield
    except (redis.RedisError, OSError) as error:
        _LOG.error("Redis fails: %s", error)
        raise StoreDownError from None


def _named(key: str) -> str:
    return f"elman:{key}"
