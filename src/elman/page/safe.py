"""Text of users in a page."""

from __future__ import annotations

from html import escape

from elman.printable import printable


def safe(text: str) -> str:
    """Text as text: no markup, and nothing that a reader would not see."""
    return escape(printable(text), quote=True)
