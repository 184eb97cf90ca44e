"""What stands in a file or in a name, as a sentence may show it: printable, on one line, and not long."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ORDERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, among them ESC; not the tab and the line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text round
    "\u2028\u2029\ud800-\udfff]"  # other line ends; halves of letters, and bytes of names that are not UTF-8
)
_LONGEST = 60
_LONGEST_NAME = 120
_LONGEST_SENTENCE = 400
_MOST_BITS = 200


def printable(text: str) -> str:
    r"""The text with everything escaped that a terminal would obey, as Python writes it: `\x1b`."""
    return _ORDERS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"


def shown(value: object) -> str:
    """A value as a sentence may hold it, whatever it is."""
    if isinstance(value, Mapping):
        return f"{len(value)} named fields"
    if isinstance(value, list | tuple) and len(value) > 5:
        return f"a list of {len(value)} entries"
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"a whole number of {value.bit_length()} bits"
    written = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return written if len(written) <= _LONGEST else f"{written[:_LONGEST]}..."


def brief(error: Exception) -> str:
    """What an error says, without its full stop, and cut where it repeats a value without end."""
    sentence = str(error).rstrip(".")
    return sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[:_LONGEST_SENTENCE]}..."


def shown_name(name: str) -> str:
    """A name out of a file as a sentence may hold it: as it is, where that does no harm."""
    return name if name.isprintable() and len(name) <= _LONGEST_NAME else shown(name)
