"""The picture of a comparison: how much greater each error is than the least, with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from elman.plots.colours import BASELINE, PREDICTION
from elman.plots.figure import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Compared(Protocol):
    """What is drawn of a comparison."""

    @property
    def differences(self) -> Mapping[str, Any]:
        """By name, with `mean`, `low` and `high`."""
        ...

    @property
    def errors(self) -> Any:
        """With the names of `baselines`, the `metric` and what it is `per_unit`."""
        ...

    @property
    def ranking(self) -> Sequence[str]:
        """The least error first."""
        ...

    @property
    def verdict(self) -> str:
        """Above it all."""
        ...


def draw_comparison(compared: Compared) -> Figure:
    """Draws a point and its 95 % interval a contender, the best on top; baselines grey."""
    names = list(compared.ranking)
    figure = new_figure(width=10.0, height=1.6 + 0.4 * len(names), on_screen=False)
    axes = figure.subplots()
    for place, name in enumerate(names):
        found = compared.differences.get(name)
        colour = BASELINE if name in compared.errors.baselines else PREDICTION
        low, mean, high = (0.0, 0.0, 0.0) if found is None else (found.low, found.mean, found.high)
        axes.plot([low, high], [place, place], color=colour, linewidth=2.0)
        axes.plot([mean], [place], color=colour, marker="o")
    axes.axvline(0.0, color="black", linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(names)), [f"{name}  {compared.errors.overall[name]:.4g}" for name in names])
    axes.invert_yaxis()
    axes.set_xlabel(f"{compared.errors.per_unit}, more than the best (95 % interval)")
    axes.set_title(f"{compared.errors.metric}, the best on top", fontsize=11)
    axes.grid(axis="x", alpha=0.25)
    return figure
