"""Text of users as it may be shown: a name is never an order to a terminal."""

from __future__ import annotations

import re

_ORDERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, among them ESC; not the tab and the line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text round
    "\u2028\u2029\ud800-\udfff]"  # other line ends; halves of letters, and bytes of names that are not UTF-8
)


def printable(text: str) -> str:
    r"""The text with everything escaped that a terminal would obey, as Python writes it: `\x1b`."""
    return _ORDERS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
