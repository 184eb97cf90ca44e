"""The body of a request, read no further than it may be long, and waited for no longer than it may take."""

from __future__ import annotations

import asyncio

from elman.server.gate import Receive, Scope
from elman.server.refusals import RefusedError


class ClientGoneError(Exception):
    """The client has left."""


async def read_body(scope: Scope, receive: Receive, most: int, seconds: float) -> bytes:
    """The bytes of a body.

    Raises:
        RefusedError: it is too long, too slow, or packed.
        ClientGoneError: the client left before it was whole.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and int(value) > most:
            raise _too_long(most)
        if name == b"content-encoding" and value.lower() != b"identity":
            raise RefusedError(415, "a body must not be compressed. Send it as it is.")
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, most)
    except TimeoutError:
        raise RefusedError(408, f"a body must arrive within {seconds:g} seconds. Send it faster.") from None


async def _read(receive: Receive, most: int) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise _too_long(most)
        parts.append(part)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_long(most: int) -> RefusedError:
    return RefusedError(413, f"a body must have at most {most} bytes. Send the rows in several requests.")
