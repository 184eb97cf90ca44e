"""The picture of a training run: loss and validation over the steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.plots.colours import BASELINE, LOSS, PREDICTION
from elman.plots.envelope import COLUMNS, envelope, needs_envelope
from elman.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_history(
    losses: Sequence[float],
    validation: Sequence[tuple[int, float]] = (),
    *,
    title: str,
    validation_label: str = "validation error",
    baseline: tuple[str, float] | None = None,
    on_screen: bool = False,
) -> Figure:
    """Draws the loss of every step, and below it the validation error where it was measured.

    Args:
        losses: of every step; NaN for a step that was taken back.
        validation: the step after which it was measured, and the error.
        title: above it all.
        validation_label: what the validation error is, with its unit.
        baseline: name and validation error of the best baseline, a line to get below.
        on_screen: whether the figure will be shown.
    """
    rows = 2 if validation else 1
    figure = new_figure(width=10.0, height=3.2 * rows + 0.4, on_screen=on_screen)
    figure.suptitle(title, fontsize=13)
    panels = figure.subplots(rows, 1, sharex=True, squeeze=False)[:, 0]
    _draw_losses(panels[0], np.asarray(losses, dtype=np.float64))
    if validation:
        _draw_validation(panels[1], validation, validation_label, baseline)
    panels[-1].set_xlabel("step")
    return figure


def _draw_losses(axes: Axes, loss_N: Array) -> None:
    if needs_envelope(len(loss_N)):
        drawn = envelope(loss_N)
        axes.fill_between(
            drawn.row_P + 1, drawn.low_P, drawn.high_P, color=LOSS, alpha=0.35, linewidth=0, label="range"
        )
        axes.plot(drawn.row_P + 1, _medians(loss_N), color=LOSS, linewidth=1.2, label="median")
    else:
        marker = "." if len(loss_N) < 20 else ""
        steps = np.arange(1, len(loss_N) + 1)
        axes.plot(steps, loss_N, color=LOSS, linewidth=1.0, marker=marker, label="loss of one step")
    axes.set(ylabel="training loss")
    _finish(axes, loss_N)


def _medians(loss_N: Array) -> Array:
    """The median of every column of the envelope, NaN left out."""
    starts_P = np.linspace(0, len(loss_N), COLUMNS, endpoint=False).astype(np.int64)[1:]
    parts = (part[~np.isnan(part)] for part in np.split(loss_N, starts_P))
    return np.array([np.median(part) if len(part) else np.nan for part in parts])


def _draw_validation(
    axes: Axes, validation: Sequence[tuple[int, float]], label: str, baseline: tuple[str, float] | None
) -> None:
    step_V, error_V = np.array(validation, dtype=np.float64).T
    axes.plot(step_V, error_V, color=PREDICTION, linewidth=1.3, marker=".", label="network")
    if np.isfinite(error_V).any():
        best = int(np.nanargmin(error_V))
        axes.plot(
            step_V[best],
            error_V[best],
            color=PREDICTION,
            marker="o",
            markersize=8,
            linestyle="",
            markerfacecolor="none",
            label=f"best: {error_V[best]:.4g} at step {step_V[best]:.0f}",
        )
    if baseline is not None:
        name, error = baseline
        axes.axhline(error, color=BASELINE, linestyle="--", label=f"baseline {name}: {error:.4g}")
    axes.set(ylabel=label)
    _finish(axes, error_V)


def _finish(axes: Axes, values: Array) -> None:
    """A logarithmic axis where there is something to take the logarithm of."""
    if (values > 0).any():
        axes.set_yscale("log")
    axes.legend(loc="upper right", frameon=False)
    axes.grid(alpha=0.25)
    axes.margins(x=0.01)
