"""A stream as lines of text: inputs come in on one pipe, predictions go out on another, a line for a line."""

from elman.lines.beside import BesideInputs
from elman.lines.format import FORMATS, LineFormat
from elman.lines.lanes import Lanes, OneLane
from elman.lines.pipes import Pipes
from elman.lines.running import LineOptions, LineRun
from elman.lines.stop import Ending, Stop

__all__ = [
    "FORMATS",
    "BesideInputs",
    "Ending",
    "Lanes",
    "LineFormat",
    "LineOptions",
    "LineRun",
    "OneLane",
    "Pipes",
    "Stop",
]
