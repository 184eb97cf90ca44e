"""Where windows come from: today the founding experiment's synthetic one."""

from elman.data.synthetic import sine_to_cosine, window_angles
from elman.data.windows import Window

__all__ = ["Window", "sine_to_cosine", "window_angles"]
