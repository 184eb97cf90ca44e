"""The seam of the stores: two methods, and an end."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from elman.server.refusals import RefusedError


class Stored(NamedTuple):
    """What stands in a store under a key."""

    content: bytes
    version: int
    """Grows with every write; 0 stands for a key that is not there."""


class ConflictError(Exception):
    """Another server has written this key since it was read."""


class StoreDownError(RefusedError):
    """The store cannot be reached, or cannot write."""

    def __init__(self) -> None:
        super().__init__(503, "store must be there and have room, and it has not. Try again later.")


class StoreFullError(Exception):
    """The store takes no new key."""


LASTING = "model-"
"""What the keys of models' files begin with; they neither expire nor count."""


class Store(Protocol):
    """Bytes by key, written only by whoever has seen the newest version."""

    @property
    def shared(self) -> bool:
        """Whether other servers may write too."""
        ...

    async def read(self, key: str) -> Stored | None:
        """What stands under a key; None if nothing does.

        Raises:
            StoreDownError: it cannot be read.
        """
        ...

    async def write(self, key: str, content: bytes | None, version: int) -> int:
        """Puts bytes under a key, or removes it (None), and returns the new version.

        Args:
            key: letters, digits and hyphens.
            content: None: the key is removed.
            version: the one that was read last; 0 for a new key.

        Raises:
            ConflictError: another version stands there.
            StoreFullError: there are too many keys already.
            StoreDownError: it cannot be written.
        """
        ...

    async def close(self) -> None:
        """Gives up what it holds."""
        ...
