"""The inside of the demo's network at one moment of its training."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.demo.film import Film
from elman.demo.tasks import make_windows
from elman.inspect import Saturation, measure_reach, measure_saturation, record_activity, unroll_parameters
from elman.inspect.blocks import heat_of_units, reach_chart
from elman.network import Parameters
from elman.page import Block, Text

_ROWS = 40
_SHORT, _SATURATED = 3, 0.6


def inside_blocks(film: Film, windows: int) -> list[Block]:
    """Units, gates and the gradient's way back, after so many windows, over the first rows of its task."""
    options = film.options
    pieces = make_windows(film.task, -(-_ROWS // options.num_points), options.num_points)
    x_BTF, y_BTO = (np.concatenate([piece[k] for piece in pieces], axis=1)[:, :_ROWS] for k in (0, 1))
    # A training that has diverged has numbers that are too large to square.
    with np.errstate(over="ignore", invalid="ignore"):
        return _look(film, film.nearest(windows).parameters, x_BTF, y_BTO)


def _look(film: Film, parameters: Parameters, x_BTF: Array, y_BTO: Array) -> list[Block]:
    options = film.options
    run = unroll_parameters(options.spec, parameters, x_BTF)
    activity = record_activity(run)
    window = min(options.num_points, run.num_rows)
    reach = measure_reach(run, y_BTO, steps=min(2 * window, run.num_rows), window=window)
    gates = [f"gate {name}" for name in activity.gates if options.cell in ("gru", "lstm")]
    names = ["h", *(name for name in activity.states if name != "h"), *gates]
    findings = _findings(measure_saturation(run, activity), reach.rows_to(0.1))
    return [
        *(heat_of_units(activity, name=name) for name in names),
        reach_chart(reach),
        Text(id="findings", text=findings[0], in_chinese=findings[1], kind="note"),
    ]


def _findings(saturation: Saturation, reaches: int | None) -> tuple[str, str]:
    """What speaks for a failure, in English and Chinese: ends of the range, and a short way back."""
    share = max(saturation.shares.values())
    far = "the whole window" if reaches is None else f"{reaches} steps"
    far_in_chinese = "整个窗口" if reaches is None else f"{reaches} 步"
    english = f"At an end of their range: {100 * share:.0f} % of the units. The gradient reaches {far} back."
    chinese = f"处于取值范围端点的单元: {100 * share:.0f} %。梯度可回传: {far_in_chinese}。"
    if share > _SATURATED:
        english += " Units at their ends pass hardly any gradient: too large a rate has thrown them there."
        chinese += " 处于端点的单元几乎不传递梯度: 学习率过大。"
    elif reaches is not None and reaches < _SHORT:
        english += " So short a way cannot teach what happened earlier in the window."
        chinese += " 距离太短, 学不到窗口中更早的信息。"
    return english, chinese
