"""A few values at a time, fed back until the horizon is reached."""

from __future__ import annotations

from elman.framing.strategies.strategy import Shape

_BLOCKS = 4


def recursive(horizon: int, season: int) -> Shape:
    """A step a row, which says a season or a quarter of the horizon, and goes on from its own values.

    A forecaster says how much worse its free run is than its first block (the gap that comes
    of training on true values alone). Blocks keep it small: errors are fed back three times, not forty-seven.
    """
    block = season if 1 < season < horizon else -(-horizon // _BLOCKS)
    return Shape(stride=1, block=min(block, horizon))
