"""Connections that send headers without end, or never send any."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEADERS = 1 << 16
"""Bytes before a body begins."""
SECONDS = 10.0
"""For the headers of a connection's first request."""


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, with limits on what comes before a body."""

    _before_body = 0
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begins to wait for the headers."""
        super().connection_made(transport)
        self._waiting = self.loop.call_later(SECONDS, transport.close)

    def data_received(self, data: bytes) -> None:
        """Counts what comes before a body."""
        self._before_body += len(data)
        super().data_received(data)
        if self._before_body > MOST_HEADERS and self._in_headers():
            self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._before_body = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        self._before_body = -(1 << 62)
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """There is nothing to wait for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _in_headers(self) -> bool:
        return self._before_body > 0 and not self.transport.is_closing()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
