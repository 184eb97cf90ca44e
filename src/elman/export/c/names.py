"""Names and remarks as C may hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence


def identifier(name: str, otherwise: str) -> str:
    """A C identifier in small letters made of any name.

    Args:
        name: a file's or a column's name.
        otherwise: what it is called if no letter or digit of it is ASCII.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    joined = "_".join(words).lower() or otherwise
    return joined if joined[0].isalpha() else f"{otherwise}_{joined}"


def distinct_identifiers(names: Sequence[str], otherwise: str) -> tuple[str, ...]:
    """An identifier for each name; those that would be the same end in their column's number."""
    plain = [identifier(name, otherwise) for name in names]
    found: list[str] = []
    for place, name in enumerate(plain):
        alone = plain.count(name) == 1 and name not in found
        candidate = name if alone else f"{name}_{place}"
        while candidate in found or (not alone and candidate in plain):
            candidate += "_"
        found.append(candidate)
    return tuple(found)


def in_comment(name: str) -> str:
    """A name as a comment can show it: on one line, without what would end or open a comment."""
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return re.sub(r"(?<=[*/?])(?=[*/?])", " ", printable.replace("\\", "/"))
