"""What a strategy is: how far apart the network's steps are, and how many values each of them forecasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

_LONG_HORIZON = 64
"""Rows: beyond, a step a row would have too far to carry its state, and SegRNN's segments forecast better."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The steps of a network."""

    stride: int
    """Rows between two of them."""
    block: int
    """Values that each of them forecasts."""


Strategy: TypeAlias = Callable[[int, int], Shape]
"""From the horizon and the season to the shape."""


def choose_strategy(horizon: int) -> str:
    """Segments beyond 64 rows, where a step a row would have too far to carry; else direct."""
    return "segments" if horizon > _LONG_HORIZON else "direct"
