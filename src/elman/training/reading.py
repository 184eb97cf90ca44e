"""Options that were given by name, each to the class that owns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from elman import registry


def names_of(*owners: type) -> tuple[str, ...]:
    """The names of the fields of options classes."""
    return tuple(field.name for owner in owners for field in fields(owner))


def check_option_names(given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Checks that every option that is given exists.

    Args:
        given: options by name.
        known: the names that exist.

    Raises:
        UnknownNameError: one does not; the nearest name is suggested.
    """
    for name in given:
        registry.lookup("option", dict.fromkeys(known), name)


def part_of(given: Mapping[str, Any], owner: type) -> dict[str, Any]:
    """Those of the options that belong to one class."""
    return {name: given[name] for name in names_of(owner) if name in given}
