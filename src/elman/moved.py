"""Public names that have moved: the old place works for one release, with a warning."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from warnings import warn


def find_moved(package: str, name: str, homes: Mapping[str, str]) -> object:
    """What `package.name` was, from where it is now.

    Args:
        package: where it is looked for, as `elman.data`.
        name: what is looked for.
        homes: the new module of every name that has moved.

    Raises:
        AttributeError: no such name has moved.
    """
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    # The caller of the package's `__getattr__`.
    warn(
        f"{package}.{name} has moved: import it from {homes[name]}. The next release drops the old place.",
        DeprecationWarning,
        stacklevel=3,
    )
    value: object = getattr(import_module(homes[name]), name)
    return value
