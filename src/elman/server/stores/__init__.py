"""Where sessions are kept while they are idle: memory, files, or a Redis server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from elman.server.stores.protocol import ConflictError, Store, Stored, StoreDownError, StoreFullError

if TYPE_CHECKING:
    from elman.server.options import ServeOptions

__all__ = ["ConflictError", "Store", "StoreDownError", "StoreFullError", "Stored", "open_store"]


def open_store(options: ServeOptions) -> Store:
    """The store that the options name.

    Raises:
        ArgumentError: its folder cannot be used, or another server uses it.
        MissingExtraError: Redis is asked for, and its client is not installed.
    """
    if options.store:
        from elman.server.stores.redis_store import RedisStore

        return RedisStore(options.store, expire=options.expire)
    if options.spool:
        from elman.server.stores.file_store import FileStore

        return FileStore(options.spool, expire=options.expire, most=options.sessions)
    from elman.server.stores.memory_store import MemoryStore

    return MemoryStore(expire=options.expire, most=options.sessions)
