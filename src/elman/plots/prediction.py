"""The picture of a prediction: truth, prediction and error over all rows, and the worst stretch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.plots.colours import ERROR, PREDICTION, TRUTH, WORST
from elman.plots.envelope import envelope, needs_envelope
from elman.plots.figure import new_figure
from elman.plots.time_axis import show_times

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.gridspec import SubplotSpec

_UNIT = re.compile(r"[\[(][^\])]+[\])]\s*$")
"""At the end of a column's name, as in `level [m]`."""
_LEAST_WORST = 10
"""Rows: of fewer there is nothing to be marked."""
_CLOSER_ROWS = 300
_MOST_MARKS = 60
_MOST_LABELS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class PredictedTarget:
    """One target of all sequences, one after the other, and what was said of it."""

    name: str
    """Of the target, with its unit if it is known."""
    title: str
    """Above its panels: the score."""
    truth_N: Array
    """NaN where missing."""
    prediction_N: Array
    """What the network said."""
    lengths: tuple[int, ...]
    """Rows of each sequence."""
    ids: tuple[str, ...]
    """What each sequence is called."""
    skip: int = 0
    """Rows at the start of each sequence that are not scored: shaded."""
    time_N: Array | None = None
    """Of each row, where its table has a time column; None: rows are counted."""
    time_name: str = "row"
    """Below the axis."""


def draw_prediction(
    targets: Sequence[PredictedTarget], *, title: str = "", on_screen: bool = False
) -> Figure:
    """Draws truth in red, prediction in blue, and the error below, for every target.

    The sequences stand one after the other with lines between them. With more points than columns of
    pixels the envelopes are drawn (red: filled, blue: its two edges), and below them a closer look at
    the stretch that is predicted worst.

    Args:
        targets: one block of panels each.
        title: above it all.
        on_screen: whether the figure will be shown.
    """
    closer = [needs_envelope(len(target.truth_N)) for target in targets]
    heights = [5.0 + 2.6 * look for look in closer]
    figure = new_figure(width=10.0, height=sum(heights) + 0.4 * bool(title), on_screen=on_screen)
    if title:
        figure.suptitle(title, fontsize=13)
    grid = figure.add_gridspec(len(targets), 1, height_ratios=heights)
    for row, target in enumerate(targets):
        _draw_target(figure, grid[row], target)
    return figure


def _draw_target(figure: Figure, place: SubplotSpec, target: PredictedTarget) -> None:
    far = needs_envelope(len(target.truth_N))
    grid = place.subgridspec(3 if far else 2, 1, height_ratios=(3, 1.4, 2.4) if far else (3, 1.4))
    above = figure.add_subplot(grid[0])
    below = figure.add_subplot(grid[1], sharex=above)
    error_N = target.prediction_N.astype(np.float64) - target.truth_N
    draw = _draw_envelopes if far else _draw_lines
    draw(above, target.truth_N, target.prediction_N)
    _draw_error(below, error_N, far=far)
    _mark_sequences(above, below, target)
    worst = worst_stretch(
        error_N, target.lengths, target.skip, _CLOSER_ROWS if far else max(1, len(error_N) // 10)
    )
    _mark_worst((above, below), worst)
    above.set(title=target.title, ylabel=target.name)
    above.tick_params(labelbottom=False)
    above.set_xlim(-0.5, len(error_N) - 0.5)
    timed = show_times(below, target.time_N, 0, len(error_N))
    below.set(xlabel=target.time_name if timed else "row", ylabel=_error_label(target.name))
    _make_room_for_legend(above)
    if far:
        _draw_worst(figure.add_subplot(grid[2]), target, worst)


def _draw_lines(axes: Axes, truth_N: Array, prediction_N: Array, first: int = 0) -> None:
    row_N = np.arange(first, first + len(truth_N))
    marker = "o" if len(row_N) <= 150 else ""
    axes.plot(row_N, truth_N, color=TRUTH, linewidth=3.0, label="truth")
    axes.plot(
        row_N,
        prediction_N,
        color=PREDICTION,
        linewidth=1.2,
        marker=marker,
        markersize=2.5,
        label="prediction",
    )
    axes.grid(alpha=0.25)


def _draw_envelopes(axes: Axes, truth_N: Array, prediction_N: Array) -> None:
    truth = envelope(truth_N)
    prediction = envelope(prediction_N)
    axes.fill_between(
        truth.row_P, truth.low_P, truth.high_P, color=TRUTH, linewidth=1.0, alpha=0.75, label="truth"
    )
    axes.plot(prediction.row_P, prediction.low_P, color=PREDICTION, linewidth=0.9, label="prediction")
    axes.plot(prediction.row_P, prediction.high_P, color=PREDICTION, linewidth=0.9)
    axes.grid(alpha=0.25)


def _draw_error(axes: Axes, error_N: Array, *, far: bool) -> None:
    axes.axhline(0.0, color="black", linewidth=0.6)
    if far:
        drawn = envelope(error_N)
        axes.fill_between(drawn.row_P, drawn.low_P, drawn.high_P, color=ERROR, linewidth=0.6)
    else:
        axes.plot(error_N, color=ERROR, linewidth=1.0)
    axes.grid(alpha=0.25)


def _mark_sequences(above: Axes, below: Axes, target: PredictedTarget) -> None:
    """Lines between the sequences, their names while there is room, and a shade on what is not scored."""
    starts = np.cumsum([0, *target.lengths])
    if len(target.lengths) <= _MOST_MARKS:
        for start, length in zip(starts[:-1], target.lengths, strict=True):
            for axes in (above, below):
                if start:
                    axes.axvline(start - 0.5, color="black", linewidth=0.8, alpha=0.6)
                if target.skip:
                    unscored = min(target.skip, length)
                    axes.axvspan(start - 0.5, start + unscored - 0.5, color="black", alpha=0.08, linewidth=0)
    if 1 < len(target.lengths) <= _MOST_LABELS:
        for start, length, name in zip(starts[:-1], target.lengths, target.ids, strict=True):
            above.text(
                start + length / 2 - 0.5,
                0.02,
                name,
                transform=above.get_xaxis_transform(),
                ha="center",
                va="bottom",
                fontsize=8,
                bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 1.5},
            )


def _make_room_for_legend(axes: Axes) -> None:
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.16 * (high - low))
    axes.legend(loc="upper right", ncols=2, frameon=False)


def _error_label(name: str) -> str:
    """The error has the unit of its target."""
    unit = _UNIT.search(name)
    return "error" if unit is None else f"error {unit[0]}"


def _mark_worst(all_axes: Sequence[Axes], worst: tuple[int, int]) -> None:
    """A shade, and the word on top of it."""
    first, last = worst
    if last - first < _LEAST_WORST:
        return
    for axes in all_axes:
        axes.axvspan(first - 0.5, last - 0.5, color=WORST, alpha=0.25, linewidth=0)
    all_axes[-1].text(
        (first + last) / 2,
        0.98,
        "worst",
        transform=all_axes[-1].get_xaxis_transform(),
        ha="center",
        va="top",
        fontsize=8,
        bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 1.0},
    )


def _draw_worst(axes: Axes, target: PredictedTarget, worst: tuple[int, int]) -> None:
    """The rows of one sequence, next to each other, whose squared errors add up to most."""
    first, last = worst
    _draw_lines(axes, target.truth_N[first:last], target.prediction_N[first:last], first)
    axes.set(
        title=f"a closer look: the {last - first} rows with the largest error",
        ylabel=target.name,
    )
    axes.title.set_fontsize(10)
    axes.ticklabel_format(axis="x", useOffset=False, style="plain")
    axes.margins(x=0.01)
    axes.set_xlabel(target.time_name if show_times(axes, target.time_N, first, last) else "row")
    _make_room_for_legend(axes)


def worst_stretch(error_N: Array, lengths: Sequence[int], skip: int, rows: int) -> tuple[int, int]:
    """First row, and the one after the last, of the stretch with the largest sum of squared errors.

    The stretch lies in one sequence, after its first `skip` rows; a missing error counts nothing.
    """
    best, found = -1.0, (0, min(rows, len(error_N)))
    start = 0
    for length in lengths:
        first, last = start + min(skip, length), start + length
        start = last
        if first == last:
            continue
        sum_N = np.concatenate([[0.0], np.cumsum(np.nan_to_num(error_N[first:last]) ** 2)])
        width = min(rows, last - first)
        square_N = sum_N[width:] - sum_N[:-width]
        place = int(np.argmax(square_N))
        if square_N[place] > best:
            best, found = float(square_N[place]), (first + place, first + place + width)
    return found
