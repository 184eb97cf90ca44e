"""A step every segment, for long horizons."""

from __future__ import annotations

from elman.framing.strategies.strategy import Shape

_SHORTEST, _LONGEST = 8, 48


def segments(horizon: int, season: int) -> Shape:
    """The network reads a segment at once and forecasts the whole horizon; a look-back has few steps then.

    A segment is a season where that is 8 to 48 rows, or else a quarter of the horizon in these bounds.
    Reference: Lin et al. 2023, SegRNN, arXiv:2308.11200.
    """
    suits = _SHORTEST <= season <= _LONGEST
    stride = season if suits else min(max(horizon // 4, _SHORTEST), _LONGEST)
    return Shape(stride=min(stride, horizon), block=horizon)
