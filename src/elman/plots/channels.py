"""The picture of data before anything is learned: one panel a channel, or a series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import numpy as np

from elman.arrays import Array
from elman.plots.colours import TRUTH
from elman.plots.envelope import envelope, needs_envelope
from elman.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_PANELS = 9
_INCHES = 1.8


class _Channels(Protocol):
    """What is drawn of sequences."""

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def values(self) -> Array: ...

    @property
    def starts(self) -> Sequence[int]: ...


class _Series(Protocol):
    """What is drawn of series."""

    @property
    def ids(self) -> Sequence[str]: ...

    @property
    def y(self) -> Sequence[Array]: ...

    def stamps(self, number: int, start: int, count: int) -> Array:
        """Of some rows of a series."""
        ...


def draw_sequences(sequences: _Channels) -> Figure:
    """Draws every channel over the rows, with lines between the sequences."""
    panels = [
        (name, np.arange(len(sequences.values)), sequences.values[:, place])
        for place, name in enumerate(sequences.names)
    ]
    figure = _draw(panels, len(panels), xlabel="row")
    for axes in figure.axes:
        for start in sequences.starts[1:60]:
            axes.axvline(start - 0.5, color="black", linewidth=0.8, alpha=0.6)
    return figure


def draw_series(series: _Series) -> Figure:
    """Draws the first series over their stamps."""
    panels = (
        (name, series.stamps(number, 0, len(y_N)), y_N)
        for number, (name, y_N) in enumerate(zip(series.ids, series.y, strict=True))
    )
    return _draw(panels, len(series.ids), xlabel="")


def _draw(panels: Iterable[tuple[str, Array, Array]], count: int, *, xlabel: str) -> Figure:
    shown = min(count, _MOST_PANELS)
    figure = new_figure(width=10.0, height=1.2 + _INCHES * shown, on_screen=False)
    all_axes = figure.subplots(shown, 1, squeeze=False)[:, 0]
    for axes, (name, place_N, value_N) in zip(all_axes, islice(panels, shown), strict=True):
        if needs_envelope(len(value_N)):
            drawn = envelope(value_N)
            row_P = np.clip(drawn.row_P.astype(int), 0, len(place_N) - 1)
            axes.fill_between(place_N[row_P], drawn.low_P, drawn.high_P, color=TRUTH, linewidth=0.8)
        else:
            axes.plot(place_N, value_N, color=TRUTH, linewidth=1.2)
        axes.set_ylabel(name)
        axes.grid(alpha=0.25)
    all_axes[-1].set_xlabel(xlabel)
    if count > shown:
        figure.suptitle(f"the first {shown} of {count:,}", fontsize=10)
    return figure
