"""Who may use a server: tokens, compared in a time that does not tell how much of one was right."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from elman.errors import ArgumentError

_LEAST = 16
NOBODY = "0" * 32
"""The owner of what was made without a token."""


class Tokens:
    """The tokens of a file, of which only fingerprints are kept."""

    def __init__(self, tokens: list[str]) -> None:
        """Some tokens."""
        self._key = secrets.token_bytes(32)
        self._owners = {self._digest(token.encode()): owner_of(token) for token in tokens}

    @classmethod
    def read(cls, path: Path) -> Tokens:
        """Reads a file with one token a line; empty lines, and those that begin with #, are left out.

        Raises:
            ArgumentError: it cannot be read, has no token, or one that can be guessed.
        """
        try:
            lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
        except (OSError, UnicodeDecodeError):
            raise ArgumentError(
                f"token_file must be a text file of letters and digits, got {str(path)!r}. Make one with: "
                "openssl rand -hex 32"
            ) from None
        tokens = [line for line in lines if line and not line.startswith("#")]
        if not tokens or min(map(len, tokens)) < _LEAST or any(" " in token for token in tokens):
            raise ArgumentError(
                f"token_file must have one token of at least {_LEAST} letters a line, got {len(tokens)} "
                "tokens, or a short one. Make one with: openssl rand -hex 32"
            )
        return cls(tokens)

    def owner(self, token: bytes) -> str | None:
        """The owner whose token this is; None if it is nobody's. Every token is compared to the end."""
        digest, found = self._digest(token), None
        for known, owner in self._owners.items():
            if hmac.compare_digest(known, digest):
                found = owner
        return found

    def _digest(self, token: bytes) -> bytes:
        return hashlib.blake2b(token, key=self._key, digest_size=32).digest()


def owner_of(token: str) -> str:
    """What stands for a token in files: it does not tell the token."""
    return hashlib.blake2b(token.encode(), digest_size=16, person=b"elman owner").hexdigest()
