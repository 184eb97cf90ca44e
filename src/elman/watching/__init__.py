"""A training before one's eyes: a page on this machine that shows a fit while it runs."""

from elman.watching.show import FitShow
from elman.watching.together import Together
from elman.watching.watched import watched

__all__ = ["FitShow", "Together", "watched"]
