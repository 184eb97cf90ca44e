"""A figure that a notebook shows by itself, without a window system and without `pyplot`."""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure

from elman.plots.text import settle_text


class Picture(Figure):
    """matplotlib's figure with a PNG for notebooks."""

    def _repr_png_(self) -> bytes:
        settle_text(self)
        drawn = BytesIO()
        self.savefig(drawn, format="png")
        return drawn.getvalue()
