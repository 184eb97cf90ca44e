"""The picture of a backtest: the error by rows ahead beside the baselines, and what the bands held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.plots.colours import BASELINE, PREDICTION
from elman.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FEW_STEPS = 40


# Many parameters: what a picture shows and says, all but two by keyword.
def draw_horizon(
    baselines: Mapping[str, Sequence[float | None]],
    forecaster: Sequence[float | None] | None = None,
    *,
    metric: str,
    best: str | None = None,
    coverage: Mapping[float, Sequence[float | None]] | None = None,
    title: str = "",
    caption: str = "",
    on_screen: bool = False,
) -> Figure:
    """Draws the error of each step, the forecaster in blue, and below it the share that each band held.

    Args:
        baselines: the error of each step by name; None where it is not defined.
        forecaster: likewise; None: the baselines were tested alone.
        metric: what the error is.
        best: the baseline with the least error over all steps: drawn dark, the others light.
        coverage: by the level of the band, the percent of the truths that it held, by step.
        title: above it all.
        caption: under the title: what speaks against it.
        on_screen: whether the figure will be shown.
    """
    rows = 2 if coverage else 1
    figure = new_figure(width=10.0, height=4.4 + 2.2 * (rows - 1), on_screen=on_screen)
    above = "\n".join(line for line in (title, caption) if line)
    if above:
        figure.suptitle(above, fontsize=11)
    panels = figure.subplots(rows, 1, sharex=True, squeeze=False, height_ratios=[2, 1][:rows])[:, 0]
    _draw_errors(panels[0], baselines, forecaster, best)
    panels[0].set_ylabel(metric)
    if coverage:
        _draw_coverage(panels[1], coverage)
    panels[-1].set_xlabel("rows ahead")
    panels[-1].xaxis.get_major_locator().set_params(integer=True)
    return figure


def _draw_errors(
    axes: Axes,
    baselines: Mapping[str, Sequence[float | None]],
    forecaster: Sequence[float | None] | None,
    best: str | None,
) -> None:
    # The light ones first, so that what matters lies above them.
    for number, name in enumerate(sorted(baselines, key=lambda name: name == best)):
        value_K = _numbers(baselines[name])
        style = "--" if name == best else _STYLES[number % len(_STYLES)]
        label = f"{name}, the best baseline" if name == best else name
        axes.plot(
            *_steps(value_K),
            color=BASELINE,
            linestyle=style,
            linewidth=2.0 if name == best else 1.0,
            alpha=1.0 if name == best else 0.6,
            marker=_marker(value_K),
            label=label,
        )
    if forecaster is not None:
        value_K = _numbers(forecaster)
        axes.plot(
            *_steps(value_K), color=PREDICTION, linewidth=1.8, marker=_marker(value_K), label="forecaster"
        )
    _settle_top(axes, baselines, best, forecaster)
    axes.legend(loc="upper right", framealpha=0.85, edgecolor="none", fontsize=9, ncols=2)
    axes.grid(alpha=0.25)
    axes.margins(x=0.01)


_STYLES = ("-", "-.", ":")
_TIMES_TALLER = 3.0


def _settle_top(
    axes: Axes,
    baselines: Mapping[str, Sequence[float | None]],
    best: str | None,
    forecaster: Sequence[float | None] | None,
) -> None:
    """From 0, so that a small advantage looks small; a hopeless baseline may leave at the top."""
    compared = [] if best is None else [_numbers(baselines[best])]
    compared += [] if forecaster is None else [_numbers(forecaster)]
    known = np.concatenate([value_K[np.isfinite(value_K)] for value_K in compared] or [np.zeros(0)])
    top = axes.get_ylim()[1]
    if len(known) and known.max() > 0:
        top = min(top, _TIMES_TALLER * float(known.max()))
    axes.set_ylim(0.0, 1.15 * top if top > 0 else 1.0)


def _draw_coverage(axes: Axes, coverage: Mapping[float, Sequence[float | None]]) -> None:
    shades = np.linspace(0.55, 1.0, max(len(coverage), 2))
    for shade, level in zip(shades, sorted(coverage), strict=False):
        held_K = _numbers(coverage[level])
        axes.plot(
            *_steps(held_K),
            color=PREDICTION,
            alpha=float(shade),
            linewidth=1.3,
            marker=_marker(held_K),
            label=f"{level:g} % band",
        )
        axes.axhline(level, color="black", linewidth=0.8, linestyle=":")
    lowest = min((float(np.nanmin(_numbers(held))) for held in coverage.values() if any(held)), default=0.0)
    axes.set(ylabel="% of truths held", ylim=(min(lowest, *coverage) - 8.0 if lowest > 8.0 else 0.0, 102.0))
    axes.legend(loc="lower left", frameon=False, fontsize=9, ncols=len(coverage))
    axes.grid(alpha=0.25)


def _numbers(values: Sequence[float | None]) -> Array:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _steps(value_K: Array) -> tuple[Array, Array]:
    return np.arange(1, len(value_K) + 1), value_K


def _marker(value_K: Array) -> str:
    return "." if len(value_K) <= _FEW_STEPS else ""
