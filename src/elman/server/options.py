"""How a server is told to serve."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from elman.checks import check_number, check_whole
from elman.errors import ArgumentError

MEBIBYTE = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class ServeOptions:
    """Where a server listens, whom it answers, and how much it takes.

    Raises:
        ArgumentError: an option breaks its rule, or others than this machine could connect without a token.
    """

    host: str = "127.0.0.1"
    """Address to listen at."""
    port: int = 8000
    """Port to listen at; 0: one that is free."""
    token_file: Path | None = None
    """File with one token a line; whoever has one may use the server. Needed beyond this machine."""
    insecure: bool = False
    """Serve others than this machine without a token."""
    allow_host: tuple[str, ...] = ()
    """More names that the Host header may have."""
    allow_origin: tuple[str, ...] = ()
    """Web pages of other origins that may connect, as https://example.org."""
    idle: float = 600.0
    """Seconds without a row after which a session goes to the store."""
    expire: float = 86_400.0
    """Seconds without a row after which a stored session is removed."""
    sessions: int = 100_000
    """Most sessions that there may be."""
    spool: Path | None = None
    """Folder where sessions are kept, so that they outlive the server."""
    store: str | None = None
    """Redis server where sessions are kept and shared with other servers, as redis://localhost:6379/0."""
    durable: bool = False
    """Store each answer before it leaves, so that no kill of the server loses it."""
    body: int = 8 * MEBIBYTE
    """Most bytes of a request or of a WebSocket message."""
    rows: int = 100_000
    """Most rows of a request or of a WebSocket message."""
    seconds: float = 30.0
    """Most seconds that a request may take to arrive."""
    rate: float | None = None
    """Most requests and messages a second for each token."""
    connections: int = 4096
    """Most connections at a time."""
    drain: float = 10.0
    """Most seconds for open requests after SIGTERM."""
    tls_certificate: Path | None = None
    """File of the certificate, for HTTPS."""
    tls_key: Path | None = None
    """File of the certificate's key."""

    def __post_init__(self) -> None:
        check_whole("port", self.port, 0, 65_535, needed=True)
        for name in ("sessions", "body", "rows", "connections"):
            check_whole(name, getattr(self, name), 1, 1 << 40, needed=True)
        for name in ("idle", "expire", "seconds", "rate", "drain"):
            value = getattr(self, name)
            check_number(name, value, value is None or value > 0, "a number above 0")
        self._check_who_may_connect()
        self._check_places()

    @property
    def loopback(self) -> bool:
        """Whether only this machine can connect."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def _check_who_may_connect(self) -> None:
        if not (self.loopback or self.token_file or self.insecure):
            raise ArgumentError(
                f"host must be of this machine alone while there is no token, got {self.host!r}. Give "
                "--token-file, or say --insecure."
            )

    def _check_places(self) -> None:
        if self.spool and self.store:
            raise ArgumentError("spool must be left out where store is given, got both. Choose one.")
        if self.durable and not (self.spool or self.store):
            raise ArgumentError("durable must have a place for sessions, got none. Give --spool or --store.")
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise ArgumentError("tls_certificate and tls_key must both be given, got one. Give the other.")
        if self.store and not self.store.startswith(("redis://", "rediss://", "unix://")):
            raise ArgumentError(
                f"store must be the address of a Redis server, got {self.store!r}. Write redis://localhost."
            )
