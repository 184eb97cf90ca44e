"""Arguments and fields that have a new name: the old one works for one release, with a warning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from warnings import warn

from elman.errors import ArgumentError

T = TypeVar("T")


def with_new_names(given: Mapping[str, Any], new_names: Mapping[str, str]) -> dict[str, Any]:
    """Keyword arguments by their new names, with a warning for each old one.

    Args:
        given: keyword arguments, some perhaps by an old name.
        new_names: the new name of every old one.

    Raises:
        ArgumentError: an argument is given by both of its names.
    """
    for old in sorted(new_names.keys() & given.keys()):
        new = new_names[old]
        if new in given:
            raise ArgumentError(
                f"{new} must be given once, got {new} and {old}, its old name. Leave {old} out."
            )
        warn(_renamed(old, new), DeprecationWarning, stacklevel=3)
    return {new_names.get(name, name): value for name, value in given.items()}


def renamed_fields(**new_names: str) -> Callable[[type[T]], type[T]]:
    """A class decorator: the constructor takes the old names of fields, and they can be read by them.

    Args:
        **new_names: the new name of every old one.
    """

    def decorate(kind: type[T]) -> type[T]:
        build = kind.__init__

        @wraps(build)
        def build_with_new_names(self: object, *args: Any, **given: Any) -> None:
            build(self, *args, **with_new_names(given, new_names))

        setattr(kind, "__init__", build_with_new_names)  # noqa: B010
        for old, new in new_names.items():
            setattr(kind, old, _old_field(old, new))
        return kind

    return decorate


def _old_field(old: str, new: str) -> property:
    def read(self: object) -> Any:
        warn(_renamed(old, new), DeprecationWarning, stacklevel=2)
        return getattr(self, new)

    return property(read, doc=f"The old name of `{new}`.")


def _renamed(old: str, new: str) -> str:
    return f"{old} is called {new} now. The next release drops the old name."
