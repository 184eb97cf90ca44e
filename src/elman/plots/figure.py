"""Figures as files and on the screen."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from elman.errors import ArgumentError
from elman.plots.text import settle_text
from elman.storage.whole_file import check_target, whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".pdf", ".png", ".svg")
_DOTS_PER_INCH = 100


def check_plot_path(path: Path, name: str = "path") -> None:
    """Checks where a picture is to go, before any work is done for it.

    Args:
        path: where.
        name: of the argument that says so.

    Raises:
        ArgumentError: an unknown format, a folder that does not exist, or a folder's own name.
    """
    if path.suffix.lower() not in FORMATS:
        raise ArgumentError(
            f"{name} must end in {', '.join(FORMATS)}, got {str(path)!r}. "
            f"Name a file such as {path.stem or 'picture'}.png."
        )
    check_target(name, path)


def has_screen() -> bool:
    """Whether someone sits at a terminal on a machine with a screen."""
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(display) and sys.stdout.isatty()


def new_figure(*, width: float, height: float, on_screen: bool) -> Figure:
    """An empty figure; without a screen, one that asks nothing of any windowing system.

    Args:
        width: in inches, of 100 dots each.
        height: likewise.
        on_screen: whether it will be shown.
    """
    if on_screen:
        from matplotlib import pyplot

        return pyplot.figure(figsize=(width, height), dpi=_DOTS_PER_INCH, layout="constrained")
    from elman.plots.picture import Picture

    return Picture(figsize=(width, height), dpi=_DOTS_PER_INCH, layout="constrained")


def save_figure(figure: Figure, path: Path) -> tuple[str, ...]:
    """Writes the picture under a temporary name and renames it: it is there in full or not at all.

    Returns:
        What there is to say about it: letters that no font has.

    Raises:
        ArgumentError: as `check_plot_path`, or the folder cannot be written to.
    """
    check_plot_path(path)
    notes = settle_text(figure)
    drawn = BytesIO()  # for on a full disk matplotlib makes another error of the first one
    figure.savefig(drawn, format=path.suffix[1:].lower(), dpi=_DOTS_PER_INCH)
    with whole_file("plot", path) as partial:
        partial.write_bytes(drawn.getbuffer())
    return notes


def show_figure() -> None:
    """Shows the figures made for the screen, until their windows are closed."""
    from matplotlib import pyplot

    # matplotlib falls back to a canvas without windows where no windowing toolkit is installed.
    if pyplot.get_backend().lower() != "agg":
        pyplot.show()
