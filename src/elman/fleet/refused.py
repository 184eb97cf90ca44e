"""Options of a fit that make no sense for a fleet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elman.errors import ArgumentError

NOT_OF_FLEETS: Mapping[str, str] = {
    "budget": "A time gives other models on another machine: give steps or epochs",
    "validation_ids": "Every unit chooses by its own last rows: leave it out",
    "validation_data": "Every unit chooses by its own last rows: leave it out",
}
"""Each with the reason."""


def check_options(options: Mapping[str, Any]) -> None:
    """Checks that none of these options is given.

    Raises:
        ArgumentError: one is.
    """
    for name, reason in NOT_OF_FLEETS.items():
        if options.get(name) is not None:
            raise ArgumentError(f"{name} must not be given to a fleet, got {options[name]!r}. {reason}.")
