"""A WebSocket whose answers to messages that came together leave together."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_MOST_BYTES = 1 << 16


class CorkedSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket over a transport that collects what is written."""

    def connection_made(self, transport: Any) -> None:
        """Begins."""
        super().connection_made(_Corked(transport, self.loop))  # type: ignore[arg-type]


class _Corked:
    """A transport that writes once for all that is written while one task runs; or more often, if it is much.

    A call of the system for each answer took most of the time of a small one.
    """

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Collects bytes."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)
        self._size += len(data)
        if self._size > _MOST_BYTES:
            self._flush()

    def close(self) -> None:
        """Writes what is left, and closes."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()
            self._size = 0

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transport's."""
        return getattr(self._transport, name)
