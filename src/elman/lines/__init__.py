"""A stream as lines of text: inputs come in on one pipe, predictions go out on another, a line for a line."""

from elman.lines.format import FORMATS, LineFormat
from elman.lines.pipes import Ending, Pipes
from elman.lines.running import LineOptions, LineRun

__all__ = ["FORMATS", "Ending", "LineFormat", "LineOptions", "LineRun", "Pipes"]
