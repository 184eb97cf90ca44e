"""The picture of forecasts: history, truth and forecast with its bands, a panel for each series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.plots.colours import HISTORY, PREDICTION, TRUTH
from elman.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 9
"""More would not be readable."""
_FEW_ROWS = 40
_EDGE = 0.01
_DARKEST, _LIGHTEST = 0.34, 0.16


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ForecastPanel:
    """One series about one origin. Letters: N rows of history, K rows ahead, L bands."""

    name: str
    """Of the series."""
    title: str
    """Above the panel: the name, and why it is shown."""
    past_N: Array
    """Stamps of the history, numbers or datetime64; the last one is the cut-off."""
    history_N: Array
    """NaN where missing."""
    ahead_K: Array
    """Stamps of the rows ahead."""
    truth_K: Array
    """What came, NaN where nobody knows."""
    forecast_K: Array
    """What was said."""
    levels: tuple[float, ...]
    """Of the bands, in percent, ascending."""
    low_LK: Array
    """Their lower ends."""
    high_LK: Array
    """Their upper ends."""


def draw_forecasts(
    panels: Sequence[ForecastPanel], *, title: str = "", caption: str = "", on_screen: bool = False
) -> Figure:
    """Draws history in grey, truth in red, forecast in blue with its bands, and the cut-off.

    Args:
        panels: up to `MOST_PANELS`.
        title: above it all.
        caption: under the title: how the panels were chosen, and what speaks against them.
        on_screen: whether the figure will be shown.
    """
    rows, columns = _grid(len(panels))
    width, height = (10.0, 4.6) if len(panels) == 1 else (4.4 * columns, 3.0 * rows + 0.6)
    figure = new_figure(width=width, height=height + 0.3 * bool(caption), on_screen=on_screen)
    above = "\n".join(line for line in (title, caption) if line)
    if above:
        figure.suptitle(above, fontsize=11)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for place, panel in zip(axes, panels, strict=False):
        _draw_panel(place, panel, alone=len(panels) == 1)
    for place in axes[len(panels) :]:
        place.set_axis_off()
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    return figure


def _grid(count: int) -> tuple[int, int]:
    """Rows and columns of panels."""
    columns = 1 if count == 1 else 2 if count in (2, 4) else 3
    return -(-count // columns), columns


def _draw_panel(axes: Axes, panel: ForecastPanel, *, alone: bool) -> None:
    marker = "." if len(panel.past_N) + len(panel.ahead_K) <= _FEW_ROWS else ""
    _draw_bands(axes, panel)
    axes.plot(panel.past_N, panel.history_N, color=HISTORY, linewidth=1.1, marker=marker, label="history")
    # From the last known value on, so that truth and forecast are seen to leave it.
    if np.isfinite(panel.truth_K).any():
        axes.plot(*_joined(panel, panel.truth_K), color=TRUTH, linewidth=2.2, marker=marker, label="truth")
    axes.plot(
        panel.ahead_K, panel.forecast_K, color=PREDICTION, linewidth=1.3, marker=marker, label="forecast"
    )
    axes.axvline(panel.past_N[-1], color="black", linewidth=0.9, linestyle=":", label="cut-off")
    axes.set_title(panel.title, fontsize=12 if alone else 10)
    axes.grid(alpha=0.25)
    # Also where the history is missing: a gap before the cut-off is part of the picture.
    first, last = axes.convert_xunits(np.array([panel.past_N[0], panel.ahead_K[-1]]))  # type: ignore[no-untyped-call]
    axes.set_xlim(first - _EDGE * (last - first), last + _EDGE * (last - first))
    _settle_height(axes, panel)
    _settle_dates(axes, panel, alone=alone)
    if alone:
        axes.set_ylabel(panel.name)


def _joined(panel: ForecastPanel, truth_K: Array) -> tuple[Array, Array]:
    stamps = np.concatenate([panel.past_N[-1:], panel.ahead_K])
    return stamps, np.concatenate([panel.history_N[-1:], truth_K])


def _draw_bands(axes: Axes, panel: ForecastPanel) -> None:
    """The widest first and lightest."""
    shades = np.linspace(_LIGHTEST, _DARKEST, max(len(panel.levels), 2))
    for place in range(len(panel.levels))[::-1]:
        shade = shades[len(panel.levels) - 1 - place]
        # A band of one row has no area, so its ends are drawn.
        draw = axes.fill_between if len(panel.ahead_K) > 1 else axes.vlines
        draw(
            panel.ahead_K,
            panel.low_LK[place],
            panel.high_LK[place],
            color=PREDICTION,
            alpha=shade,
            linewidth=0 if len(panel.ahead_K) > 1 else 6,
            label=f"{panel.levels[place]:g} % band",
        )


def _settle_height(axes: Axes, panel: ForecastPanel) -> None:
    """A series that does not move is drawn as one: the axis must not blow rounding up to a storm."""
    known = np.concatenate([panel.history_N, panel.truth_K])
    known = known[np.isfinite(known)]
    drawn = np.concatenate([known, panel.forecast_K, panel.low_LK.ravel(), panel.high_LK.ravel()])
    drawn = drawn[np.isfinite(drawn)]
    axes.ticklabel_format(axis="y", useOffset=False, scilimits=(-4, 7))
    if not len(known) or np.ptp(known) > 0:
        return
    least = 0.05 * abs(float(known[0])) or 1.0
    if np.abs(drawn - known[0]).max() < least:
        axes.set_ylim(float(known[0]) - least, float(known[0]) + least)


def _settle_dates(axes: Axes, panel: ForecastPanel, *, alone: bool) -> None:
    if panel.past_N.dtype.kind != "M":
        return
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    # With more ticks asked for at least, matplotlib finds no interval for two days and a half.
    locator = AutoDateLocator(minticks=2, maxticks=9 if alone else 5)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.tick_params(axis="x", labelsize=9)
