"""What may be tried: each option as a stretch of the numbers from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any, Protocol

from elman import registry
from elman.errors import ArgumentError


class Dimension(Protocol):
    """One option."""

    @property
    def count(self) -> int | None:
        """How many values there are that have no order; None: they have one."""
        ...

    def value(self, u: float) -> Any:
        """The option's value at a number from 0 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some values without an order."""

    values: tuple[Any, ...]
    """They share the stretch evenly."""

    @property
    def count(self) -> int | None:
        """How many."""
        return len(self.values)

    def value(self, u: float) -> Any:
        """The value whose share `u` lies in."""
        return self.values[min(int(u * len(self.values)), len(self.values) - 1)]


@dataclass(frozen=True, slots=True)
class Real:
    """A number above 0; its logarithm is spread evenly."""

    low: float
    """The smallest."""
    high: float
    """The largest."""
    count = None

    def value(self, u: float) -> float:
        """The number, with three digits, so that a command line repeats it."""
        return float(f"{exp(log(self.low) + u * (log(self.high) - log(self.low))):.3g}")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number above 0; its logarithm is spread evenly."""

    low: int
    """The smallest."""
    high: int
    """The largest."""
    count = None

    def value(self, u: float) -> int:
        """The nearest whole number."""
        return min(self.high, max(self.low, round(Real(self.low, self.high).value(u))))


SPACE: Mapping[str, Dimension] = {
    "batch_size": Whole(2, 32),
    "cell": Choice(("gru", "lstm")),
    "hidden_size": Whole(4, 64),
    "layers": Choice((1, 2)),
    "learning_rate": Real(0.001, 0.03),
    "schedule": Choice(("shuffle", "carry")),
    "weight_decay": Real(0.003, 3.0),
    "window": Whole(16, 512),
}
"""What is searched where nothing else is said. To add an option: a line."""


def choose_space(search: Sequence[str], fixed: Mapping[str, Any]) -> dict[str, Dimension]:
    """The options to search, in the order of `SPACE`.

    Args:
        search: their names; none: all that are not fixed.
        fixed: options that every trial has.

    Raises:
        ArgumentError: an option is unknown, is searched and fixed, or none is left.
    """
    for name in search:
        registry.lookup("option to search", SPACE, name)
        if name in fixed:
            raise ArgumentError(
                f"search must name options that are not given, got {name!r}, which is {fixed[name]!r}. "
                "Leave one of the two out."
            )
    chosen = {name: SPACE[name] for name in SPACE if name in search or (not search and name not in fixed)}
    if not chosen:
        raise ArgumentError("search must leave at least one option to try, got none. Give fewer options.")
    return chosen
