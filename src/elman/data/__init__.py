"""Sequences, and the windows that training takes from them."""

from elman.data.examples import Examples
from elman.data.sequences import Sequences
from elman.data.synthetic import sine_to_cosine, window_angles
from elman.data.windows import Window

__all__ = ["Examples", "Sequences", "Window", "sine_to_cosine", "window_angles"]
