"""Names of a package that are imported when they are first asked for (PEP 562).

A process loads what it uses: a prediction does not wait for the training, nor a fit for the pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

from elman.moved import find_moved


def later(
    package: str, places: Mapping[str, str], moved: Mapping[str, str] | None = None
) -> Callable[[str], object]:
    """What a package takes as its `__getattr__`.

    Args:
        package: its name.
        places: the module, in the package, of every name that is imported later.
        moved: the new home of names that have moved, as `find_moved` takes them.
    """

    def get(name: str) -> object:
        if name not in places:
            return find_moved(package, name, moved or {})
        value: object = getattr(import_module(f"{package}.{places[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return get
