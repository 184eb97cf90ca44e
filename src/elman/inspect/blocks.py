"""What is found inside a network, as blocks of a page."""

from __future__ import annotations

import numpy as np

from elman.inspect.activity import Activity
from elman.inspect.reach import Reach
from elman.page import Chart, Heat, Line

_MOST_COLUMNS = 400


def heat_of_units(activity: Activity, *, sequence: int = 0, name: str = "h", first: int = 0) -> Heat:
    """The units of all layers over time, one row each; of many rows of data, evenly spaced ones.

    Args:
        activity: of a run.
        sequence: which one.
        name: of a carried array, or of a gate as `gate f`.
        first: the number of the first row, for the label.
    """
    is_gate = name.startswith("gate ")
    found = activity.gates[name[5:]] if is_gate else activity.states[name]
    values_LTH = found[:, sequence]
    every = -(-values_LTH.shape[1] // _MOST_COLUMNS)
    columns_LTH = values_LTH[:, ::every]
    values_RC = columns_LTH.transpose(0, 2, 1).reshape(-1, columns_LTH.shape[1])
    size = min(max(1.0, float(np.nan_to_num(np.abs(values_RC)).max())), 1e30)
    title = f"gate: {name[5:]}" if is_gate else "hidden units" if name == "h" else "cell state"
    # A gate that is open or shut stands for itself: its middle is a half.
    low, high = (0.0, 1.0) if is_gate and values_RC.min() >= 0 else (-size, size)
    return Heat(
        id=f"units-{name.replace(' ', '-')}",
        title=title,
        values_RC=values_RC,
        low=low,
        high=high,
        x_label="row" if not first else f"row: {first:,} …",
        y_label="unit",
    )


def reach_chart(reach: Reach) -> Chart:
    """The size of the gradient over the rows back; where it is cut, the line ends in a mark."""
    layers = reach.by_layer_KL.shape[1]
    lines = [Line(name="whole state", role="prediction", y=reach.whole)]
    if layers > 1:
        lines += [
            Line(name=f"layer: {number + 1}", role="baseline", y=reach.by_layer_KL[:, number])
            for number in range(layers)
        ]
    cut = [] if reach.window is None else [(float(reach.window), "")]
    return Chart(
        id="reach",
        title="reach of the gradient",
        x=range(len(reach.whole)),
        lines=lines,
        x_label="rows back",
        y_label="size of the derivative",
        log_y=True,
        marks=cut,
    )
