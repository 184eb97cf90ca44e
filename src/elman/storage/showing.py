"""What stands in a file, put into a sentence: on one line, printable, and not long."""

from __future__ import annotations

from collections.abc import Mapping

_LONGEST = 60
_LONGEST_NAME = 120
_LONGEST_SENTENCE = 400
_MOST_BITS = 200


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
