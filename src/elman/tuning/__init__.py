"""A search for better options: successive halving with trials that pause and go on, to the same bits."""

from typing import TYPE_CHECKING

from elman.later import later

if TYPE_CHECKING:
    from elman.tuning.request import NOT_SEARCHED, TuneRequest
    from elman.tuning.result import Trial, TuneResult
    from elman.tuning.search import TuneWatch, tune
    from elman.tuning.space import SPACE
    from elman.tuning.text import command_line, describe_search

__all__ = [
    "NOT_SEARCHED",
    "SPACE",
    "Trial",
    "TuneRequest",
    "TuneResult",
    "TuneWatch",
    "command_line",
    "describe_search",
    "tune",
]

__getattr__ = later(
    __name__,
    {
        "NOT_SEARCHED": "request",
        "SPACE": "space",
        "Trial": "result",
        "TuneRequest": "request",
        "TuneResult": "result",
        "TuneWatch": "search",
        "command_line": "text",
        "describe_search": "text",
        "tune": "search",
    },
)
