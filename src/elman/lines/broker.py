"""A broker of MQTT messages: its address, and a connection to it."""

from __future__ import annotations

import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from elman.errors import ArgumentError, MissingExtraError

try:
    import aiomqtt
except ModuleNotFoundError as error:
    if (error.name or "").startswith("elman"):
        raise
    raise MissingExtraError(
        f"{error.name} must be installed for MQTT, and it is not. Run: pip install aiomqtt"
    ) from None

_PORTS = {"mqtt": 1883, "mqtts": 8883}
"""What an address means without a port."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Broker:
    """Where messages come from and go to."""

    host: str
    port: int
    encrypted: bool = False
    """By TLS, with the certificates that the system trusts."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, address: str, password: str | None = None) -> Broker:
        """Reads an address: `mqtt://[user[:password]@]host[:port]`, or `mqtts://` for TLS.

        Raises:
            ArgumentError: it is no such address.
        """
        parts = urlsplit(address)
        port = _port(parts)
        if parts.scheme not in _PORTS or not parts.hostname or port is None or parts.path.strip("/"):
            raise ArgumentError(
                f"broker must be mqtt://host:port or mqtts://host:port, got {_without_password(parts)!r}. "
                "Topics are options of their own."
            )
        return cls(
            host=parts.hostname,
            port=port,
            encrypted=parts.scheme == "mqtts",
            user=unquote(parts.username) if parts.username else None,
            password=password or (unquote(parts.password) if parts.password else None),
        )

    def client(self) -> aiomqtt.Client:
        """A connection to it, which is not open yet."""
        return aiomqtt.Client(
            self.host,
            self.port,
            username=self.user,
            password=self.password,
            protocol=aiomqtt.ProtocolVersion.V5,
            tls_context=ssl.create_default_context() if self.encrypted else None,
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def _port(parts: SplitResult) -> int | None:
    """What the address says, or the customary one; None where it is no number."""
    with suppress(ValueError):
        return parts.port or _PORTS.get(parts.scheme)
    return None


def _without_password(parts: SplitResult) -> str:
    user, at, place = parts.netloc.rpartition("@")
    shown = user.partition(":")[0]
    return parts._replace(netloc=f"{shown}{at}{place}").geturl()
