"""The picture of the founding experiment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from elman.arrays import Array
from elman.plots.colours import LOSS, PREDICTION, TRUTH
from elman.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Trace(NamedTuple):
    """Truth and prediction over a stretch of the line."""

    angle_T: Array
    """`angle`: the names of the fields have their shape letters."""
    truth_T: Array
    """`truth`."""
    prediction_T: Array
    """`prediction`."""

    @property
    def angle(self) -> Array:
        """In radians."""
        return self.angle_T

    @property
    def truth(self) -> Array:
        """The cosine."""
        return self.truth_T

    @property
    def prediction(self) -> Array:
        """What the network says."""
        return self.prediction_T

    def __repr__(self) -> str:
        """How many points."""
        return f"Trace({len(self.angle_T):,} points)"


def draw_demo(
    losses: Sequence[float], last: Trace, unseen: Trace, *, title: str, on_screen: bool = False
) -> Figure:
    """Draws truth in red and prediction in blue, of the last window and of what follows; and the losses.

    Args:
        losses: of every window.
        last: the last window trained on.
        unseen: the windows after it.
        title: above it all.
        on_screen: whether the figure will be shown.
    """
    figure = new_figure(width=10.0, height=6.4, on_screen=on_screen)
    figure.suptitle(title, fontsize=13)
    grid = figure.add_gridspec(2, 2, height_ratios=(3, 2))
    _draw_trace(figure.add_subplot(grid[0, 0]), last, "the last window of training", marker="o")
    _draw_losses(figure.add_subplot(grid[0, 1]), losses)
    _draw_trace(figure.add_subplot(grid[1, :]), unseen, "what follows, never trained on", marker="")
    return figure


def _draw_trace(axes: Axes, trace: Trace, title: str, *, marker: str) -> None:
    turns_T = trace.angle_T / np.pi
    axes.plot(turns_T, trace.truth_T, color=TRUTH, linewidth=3.5, label="truth: cos")
    axes.plot(
        turns_T,
        trace.prediction_T,
        color=PREDICTION,
        linewidth=1.3,
        marker=marker,
        markersize=3.5,
        label="prediction from sin",
    )
    axes.set(title=title, xlabel="angle (multiples of π)", ylabel="value")
    axes.margins(x=0.01)
    # Room for the legend above the curve.
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.25 * (high - low))
    axes.legend(loc="upper right", ncols=2, frameon=False)
    axes.grid(alpha=0.25)


def _draw_losses(axes: Axes, losses: Sequence[float]) -> None:
    marker = "." if len(losses) < 20 else ""
    axes.semilogy(
        range(1, len(losses) + 1),
        losses,
        color=LOSS,
        linewidth=1.0,
        marker=marker,
        label="loss of one window",
    )
    axes.set(title="training", xlabel="window", ylabel="mean squared error")
    axes.legend(loc="upper right", frameon=False)
    axes.grid(alpha=0.25)


class Demonstrated(Protocol):
    """What is drawn of a run of the experiment."""

    @property
    def history(self) -> Any:
        """With its `losses`."""
        ...

    @property
    def last(self) -> Trace:
        """The last window that was trained on."""
        ...

    @property
    def unseen(self) -> Trace:
        """What follows."""
        ...

    @property
    def title(self) -> str:
        """Above it all."""
        ...


def draw_result(result: Demonstrated) -> Figure:
    """Draws a run of the experiment."""
    return draw_demo(result.history.losses, result.last, result.unseen, title=result.title)
