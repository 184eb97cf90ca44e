"""A moment of a fit as a page."""

from __future__ import annotations

from threading import Lock

import numpy as np

from elman.arrays import Array
from elman.inspect import measure_reach, record_activity, unroll_parameters
from elman.inspect.blocks import heat_of_units, reach_chart
from elman.page import Block, Chart, Line, Page, Section, Text, thin
from elman.watching.moment import Moment

_ROWS, _WARM_UP = 200, 100
"""Of the validation stretch, and before it."""
_INSIDE, _BACK = 80, 40
"""Rows of the heat map, and of the gradient's way back."""
_TRAIL = 3
_POINTS = 800


class Drawing:
    """Makes pages of moments; it remembers the last predictions, which it draws faintly."""

    def __init__(self, baseline: tuple[str, float] | None) -> None:
        self._baseline = baseline
        self._lock = Lock()
        self._trail: list[tuple[int, Array]] = []

    def page(self, moment: Moment | None) -> Page:
        """The page; of no moment yet, an empty one."""
        if moment is None:
            return Page(kind="fit", title="elman fit", subtitle="short trials on validation")
        with self._lock:
            sections = [
                Section(title="Loss", blocks=[_loss(moment), self._scores(moment)]),
                *self._network(moment),
                Section(title="What was chosen", blocks=[Text(id="choices", text=moment.choices)]),
            ]
        return Page(kind="fit", title="elman fit", subtitle=_subtitle(moment), sections=sections)

    def _scores(self, moment: Moment) -> Chart:
        # From step 0 on, so that the line of the baseline is there before the second score.
        steps = [0, *(entry.step for entry in moment.validations)]
        scores = [np.nan, *(entry.score for entry in moment.validations)]
        lines = [Line(name="validation", role="prediction", y=scores)]
        if self._baseline is not None:
            name, score = self._baseline
            lines.append(Line(name=f"best baseline: {name}", role="baseline", y=[score] * len(steps)))
        best = [(float(steps[int(np.nanargmin(scores))]), "best step")] if moment.validations else []
        return Chart(
            id="validation",
            title="validation",
            x=steps,
            lines=lines,
            x_label="training step",
            y_label="RMSE",
            marks=best,
        )

    def _network(self, moment: Moment) -> list[Section]:
        if moment.parameters is None or moment.validation is None:
            return []
        x_TF, y_TO = next(iter(moment.validation))
        x_BTF, y_BTO = (array[np.newaxis, : _ROWS + _WARM_UP] for array in (x_TF, y_TO))
        spec = moment.plan.spec
        unrolled = unroll_parameters(spec, moment.parameters, np.ascontiguousarray(x_BTF))
        shown = slice(min(_WARM_UP, x_BTF.shape[1] // 3), None)
        curves = self._curves(moment, y_BTO[0, shown, 0], unrolled.prediction[0, shown, 0], shown.start)
        # The last rows alone, from the state that the run has before them.
        first = max(0, unrolled.num_rows - _INSIDE)
        before = np.stack([np.stack(layer.states[first]) for layer in unrolled.run.layers], axis=1)
        last = unroll_parameters(spec, moment.parameters, np.ascontiguousarray(x_BTF[:, first:]), before)
        # A cut that is further back than what is shown is none.
        window = moment.plan.window if moment.plan.window <= min(_BACK, last.num_rows) else None
        reach = measure_reach(last, y_BTO[:, first:], steps=_BACK, window=window, loss=moment.plan.loss)
        inside: list[Block] = [heat_of_units(record_activity(last)), reach_chart(reach)]
        return [
            Section(title="Truth and prediction", blocks=[curves]),
            Section(title="Inside the network", blocks=inside),
        ]

    def _curves(self, moment: Moment, truth_T: Array, prediction_T: Array, first: int) -> Chart:
        lines = [Line(name="truth", role="truth", y=truth_T)]
        lines += [
            Line(name="earlier predictions" if not k else "", role="trail", y=earlier_T)
            for k, (_, earlier_T) in enumerate(self._trail[-_TRAIL:])
        ]
        lines.append(Line(name="prediction", role="prediction", y=prediction_T))
        if not self._trail or self._trail[-1][0] != moment.version:
            self._trail = [*self._trail[-_TRAIL:], (moment.version, prediction_T)]
        return Chart(
            id="curve",
            title="truth and prediction",
            x=range(first, first + len(truth_T)),
            lines=lines,
            x_label="row",
            y_label="scaled",
        )


def _loss(moment: Moment) -> Chart:
    steps, (loss_P,) = thin([np.array(moment.losses or [np.nan])], _POINTS)
    return Chart(
        id="loss",
        title="loss",
        x=steps + 1,
        lines=[Line(name="loss", role="plain", y=loss_P)],
        x_label="training step",
        y_label="loss",
        log_y=True,
    )


def _subtitle(moment: Moment) -> str:
    which = f"{moment.which}  " if moment.which else ""
    return f"{which}{moment.version:,} / {moment.plan.steps:,}  ({moment.seconds:.1f} s)"
