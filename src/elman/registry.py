"""Names to things: one lookup, one sentence for a name that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from elman.errors import UnknownNameError

T = TypeVar("T")


def lookup(kind: str, known: Mapping[str, T], name: object) -> T:
    """Returns `known[name]`.

    Args:
        kind: what is looked up, for the message: "cell", "loss".
        known: the registry, by name.
        name: the name that was asked for.

    Raises:
        UnknownNameError: the name is not there; the nearest one is suggested.
    """
    if isinstance(name, str) and name in known:
        return known[name]
    folded = {key.casefold(): key for key in known}
    close = get_close_matches(str(name).casefold(), folded, n=1)
    hint = f" Did you mean {folded[close[0]]!r}?" if close else ""
    raise UnknownNameError(f"unknown {kind} {name!r}. Known: {', '.join(sorted(known))}.{hint}")
