"""WebSocket frames and HTTP requests as bytes, so that the client costs as little as it can."""

from __future__ import annotations

import os
import socket
from base64 import b64encode


class Wire:
    """One connection, which sends prepared bytes and counts answers."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def upgrade(self, path: str) -> None:
        """Becomes a WebSocket."""
        key = b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.socket.recv(4096)
        assert head.startswith(b"HTTP/1.1 101"), head
        self.rest = head.partition(b"\r\n\r\n")[2]

    def messages(self, count: int) -> list[bytes]:
        """The next messages of a server, which masks none."""
        found: list[bytes] = []
        data, place = self.rest, 0
        while len(found) < count:
            size = _size(data, place)
            if size is None or len(data) < size[1]:
                data, place = data[place:] + self.socket.recv(1 << 20), 0
                continue
            found.append(data[size[0] : size[1]])
            place = size[1]
        self.rest = data[place:]
        return found

    def response(self) -> bytes:
        """The next HTTP response, whole."""
        data = b""
        while True:
            head, found, body = data.partition(b"\r\n\r\n")
            if found:
                size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                if len(body) >= size:
                    return data
            part = self.socket.recv(65536)
            assert part, data
            data += part


def _size(data: bytes, place: int) -> tuple[int, int] | None:
    """Where a message's content begins and ends."""
    if len(data) < place + 4:
        return None
    short = data[place + 1]
    if short < 126:
        return place + 2, place + 2 + short
    if short == 126:
        return place + 4, place + 4 + int.from_bytes(data[place + 2 : place + 4])
    if len(data) < place + 10:
        return None
    return place + 10, place + 10 + int.from_bytes(data[place + 2 : place + 10])


def masked(content: bytes) -> bytes:
    """A binary message of a client; the mask of zeros leaves it as it is."""
    size = len(content)
    if size < 126:
        head = bytes([0x82, 0x80 | size])
    elif size < 1 << 16:
        head = bytes([0x82, 0xFE]) + size.to_bytes(2)
    else:
        head = bytes([0x82, 0xFF]) + size.to_bytes(8)
    return head + b"\0\0\0\0" + content
