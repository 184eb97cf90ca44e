"""The picture of a network's inside: its units over time, the gradient's way back, its path, its memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.plots.colours import BASELINE, PREDICTION, TRUTH
from elman.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLES = ("-", "--", "-.", ":")
_COLOURS = (PREDICTION, TRUTH, BASELINE, "#7a3e9d")
_MOST_CONSTANTS = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Inside:
    """What is drawn of a network on some rows."""

    units_RT: Array
    """Hidden units of all layers over time, a row each."""
    reach_K: Array
    """Size of the gradient k rows back."""
    window: int | None
    """Rows after which it is cut; None: it is not."""
    path_T2: Array
    """The state along its two strongest components."""
    share: float
    """Of the variance, that those two have."""
    constants_N: Array
    """Time constants in rows, the slowest first; infinite ones are left out."""


def draw_inside(inside: Inside, *, title: str = "", on_screen: bool = False) -> Figure:
    """Four panels: units, reach, path, time constants."""
    figure = new_figure(width=11.0, height=7.0, on_screen=on_screen)
    figure.suptitle(title, fontsize=13)
    (units, reach), (path, constants) = figure.subplots(2, 2)
    picture = units.imshow(
        inside.units_RT, aspect="auto", cmap="RdBu_r", vmin=-1, vmax=1, interpolation="none"
    )
    units.set(title="hidden units", xlabel="row", ylabel="unit")
    figure.colorbar(picture, ax=units)
    draw_reach_lines(reach, {"": inside.reach_K}, window=inside.window)
    path.plot(inside.path_T2[:, 0], inside.path_T2[:, 1], color=PREDICTION, linewidth=1.0, marker=".")
    path.set(
        title=f"path of the state ({100 * inside.share:.0f} % of its variance)", xlabel="1st", ylabel="2nd"
    )
    shown_N = inside.constants_N[np.isfinite(inside.constants_N)][:_MOST_CONSTANTS]
    constants.bar(np.arange(1, len(shown_N) + 1), shown_N, color=PREDICTION)
    constants.set(title="time constants", xlabel="the slowest first", ylabel="rows")
    return figure


def draw_reaches(
    reaches: Mapping[str, Array], *, title: str = "", window: int | None = None, on_screen: bool = False
) -> Figure:
    """Several gradients' ways back in one panel, told apart by colour and by dashes."""
    figure = new_figure(width=8.0, height=4.0, on_screen=on_screen)
    axes = figure.subplots()
    draw_reach_lines(axes, reaches, window=window)
    axes.set_title(title)
    return figure


def draw_reach_lines(axes: Axes, reaches: Mapping[str, Array], *, window: int | None = None) -> None:
    """Lines of `draw_reaches` on given axes; where a gradient is 0, its line ends."""
    for number, (name, reach_K) in enumerate(reaches.items()):
        axes.plot(
            np.where(reach_K > 0, reach_K, np.nan),
            color=_COLOURS[number % len(_COLOURS)],
            linestyle=_STYLES[number % len(_STYLES)],
            label=name,
        )
    if window is not None:
        axes.axvline(window, color="black", linestyle=":", linewidth=1.0)
    axes.set(title="reach of the gradient", xlabel="rows back", ylabel="size", yscale="log")
    axes.grid(alpha=0.25)
    if any(reaches):
        axes.legend(frameon=False)
