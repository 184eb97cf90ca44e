"""Names to things: one lookup, one sentence for a name that is not there."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, MutableMapping
from difflib import get_close_matches
from importlib import import_module
from typing import TypeVar

from elman.errors import UnknownNameError

T = TypeVar("T")


class LazyRegistry(MutableMapping[str, T]):
    """Names to things of a package, each imported when it is first asked for.

    A fit with one cell and one loss does not load the others. More things can be put in, as into a dict.
    """

    def __init__(self, package: str, places: Mapping[str, str]) -> None:
        """Remembers where things are; nothing is imported yet.

        Args:
            package: whose modules they are in.
            places: module and name of each thing: `{"huber": "huber:Huber"}`.
        """
        self._package = package
        self._places = dict(places)
        self._things: dict[str, T] = {}

    def name_of(self, thing: object) -> str | None:
        """The name of a thing; None if it is not here, as one of the caller's own class of the same name."""
        for name in self:
            if self._known(name) is thing:
                return name
        return None

    def __getitem__(self, name: str) -> T:
        if name not in self._things:
            module, _, attribute = self._places[name].partition(":")
            self._things[name] = getattr(import_module(f"{self._package}.{module}"), attribute)
        return self._things[name]

    def __setitem__(self, name: str, thing: T) -> None:
        self._places.setdefault(name, "")
        self._things[name] = thing

    def __delitem__(self, name: str) -> None:
        del self._places[name]
        self._things.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def _known(self, name: str) -> object:
        """A thing, if it has been put in, or if its module is loaded already."""
        if name in self._things:
            return self._things[name]
        module, _, attribute = self._places[name].partition(":")
        return getattr(sys.modules.get(f"{self._package}.{module}"), attribute, None)


_LONGEST_NAME = 120
"""Of a name that is shown: one out of a damaged file may be of any length."""


_ALSO_CALLED = {
    "adam_w": "adamw",
    "elman": "rnn",
    "l1": "mae",
    "l2": "mse",
    "quantile": "pinball",
    "relu": "rnn_relu",
    "simple": "rnn",
    "simplernn": "rnn",
    "tanh": "rnn",
    "torch": "pytorch",
    "xlsx": "excel",
}
"""Names that users know things by, and ours."""


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
    meant = _ALSO_CALLED.get(str(name).casefold())
    close = [meant] if meant in folded else get_close_matches(str(name).casefold(), folded, n=1)
    hint = f" Did you mean {folded[close[0]]!r}?" if close else ""
    asked = repr(name) if len(repr(name)) <= _LONGEST_NAME else f"{repr(name)[:_LONGEST_NAME]}..."
    raise UnknownNameError(f"unknown {kind} {asked}. Known: {', '.join(sorted(known))}.{hint}")
