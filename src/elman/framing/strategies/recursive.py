"""A few values at a time, fed back until the horizon is reached."""

from __future__ import annotations

from elman.framing.strategies.strategy import Shape

_BLOCKS = 4


def recursive(horizon: int, season: int) -> Shape:
    """A step a row, which forecasts a season or a quarter of the horizon, and goes on from its own values.

    A fit measures how much worse the free run is than its first block (the gap that comes
    of training on true values alone). Blocks keep it small: errors are fed back three times, not forty-seven.
    """
    block = season if 1 < season < horizon else -(-horizon // _BLOCKS)
    return Shape(stride=1, block=min(block, horizon))
