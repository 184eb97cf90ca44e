"""The strategies, by name: how steps become a horizon. To add one: write its file, and one line here."""

from collections.abc import Mapping

from elman.framing.strategies.direct import direct
from elman.framing.strategies.recursive import recursive
from elman.framing.strategies.segments import segments
from elman.framing.strategies.strategy import Shape, Strategy, choose_strategy
from elman.moved import find_moved

__all__ = ["STRATEGIES", "Shape", "Strategy", "choose_strategy"]

STRATEGIES: Mapping[str, Strategy] = {"direct": direct, "recursive": recursive, "segments": segments}
"""Every strategy by its name."""

_MOVED = {
    "HEADS": "elman.framing.strategies:STRATEGIES",
    "Head": "elman.framing.strategies:Strategy",
    "choose_head": "elman.framing.strategies:choose_strategy",
}


def __getattr__(name: str) -> object:
    return find_moved(__name__, name, _MOVED)
