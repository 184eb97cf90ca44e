"""The report of a forecaster: skill first, then errors by step and by series, and whether bands hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.backtesting import Backtest, ForecastScore, describe_verdict
from elman.backtesting.metrics import METRICS
from elman.evaluation import number_text
from elman.forecasting import Forecast, Forecaster
from elman.page import Block, Chart, Line, Page, Section, Table, Text
from elman.shown import names_text

if TYPE_CHECKING:
    from elman.page.blocks import Role
    from elman.tables.sources import Source

_LEVELS = (20.0, 40.0, 60.0, 80.0, 90.0, 95.0)
_MOST_SERIES = 20
_DRAWN_SERIES = 3
_DRAWN_BANDS = ("coverage-80", "coverage-95")
_ROLES: tuple[Role, ...] = ("baseline", "second", "error", "plain")


def page_of_forecaster(
    forecaster: Forecaster,
    sources: Source | Sequence[Source] | None,
    *,
    title: str | None = None,
    count: int | None = 8,
    **given: Any,
) -> Page:
    """Backtests a forecaster and lays out its report; the arguments are those of `Forecaster.backtest`."""
    levels = tuple(sorted({*_LEVELS, *forecaster.record.levels}))
    reading = {name: given.pop(name) for name in list(given) if name not in _OF_TESTS}
    latest = forecaster.forecast(sources, back=forecaster.horizon, **reading)
    # The forecast has read the series, whole.
    found = forecaster.backtest(latest.series, count=count, levels=levels, **given)
    return page_of_backtest(forecaster, found, latest, title=title)


def page_of_backtest(
    forecaster: Forecaster, found: Backtest, latest: Forecast, *, title: str | None = None
) -> Page:
    """Lays out a backtest.

    Args:
        forecaster: that was tested.
        found: what the test found.
        latest: forecasts a horizon before the end of the same series, one each.
        title: the first heading.
    """
    sections = [
        _verdict(found),
        Section(title="Truth and prediction", blocks=_worst(found, latest)),
        Section(title="Step by step", blocks=_by_step(found)),
        Section(title="Series by series", blocks=_by_series(found)),
        Section(title="Reliability", blocks=_reliability(found)),
        _training(forecaster),
        _repeat(forecaster),
    ]
    return Page(
        kind="report",
        title=title or f"{names_text(forecaster.record.columns.targets)}, {forecaster.horizon:,} rows ahead",
        subtitle=f"{found.num_origins:,} forecasts of {found.num_series:,} series",
        sections=[section for section in sections if section.blocks],
        figures={name: value for name, value in found.to_json().items() if name != "series"},
    )


_OF_TESTS = ("stride", "first", "adaptive", "baselines", "decided_by", "refit")


def _verdict(found: Backtest) -> Section:
    contenders = {"forecaster": found.forecaster, **found.baselines}
    scores = {name: score for name, score in contenders.items() if score is not None}
    names = [
        name
        for name in next(iter(scores.values())).overall
        if not name.startswith(("coverage", "width", "pinball"))
    ]
    rows = [
        [name.replace("_", " "), *(number_text(score.overall.get(column)) for column in names)]
        for name, score in scores.items()
    ]
    return Section(
        title="Verdict",
        blocks=[
            Text(id="verdict", text=describe_verdict(found), kind="verdict"),
            *(Text(id=f"note-{k}", text=note, kind="warning") for k, note in enumerate(found.notes)),
            Table(id="scores", title="", head=["", *map(_label, names)], rows=rows),
        ],
    )


def _label(name: str) -> str:
    metric, _, level = name.partition("-")
    return f"{METRICS[metric].label} {level}".rstrip()


def _steps(score: ForecastScore, name: str) -> list[float]:
    values = [values.get(name) for values in score.steps]
    return [np.nan if value is None else value for value in values]


def _by_step(found: Backtest) -> list[Block]:
    assert found.forecaster is not None
    x = range(1, found.horizon + 1)
    lines = [Line(name="forecaster", role="prediction", y=_steps(found.forecaster, found.decided_by))]
    for place, (name, score) in enumerate(found.baselines.items()):
        lines.append(
            Line(
                name=name.replace("_", " "),
                role=_ROLES[place % len(_ROLES)],
                y=_steps(score, found.decided_by),
            )
        )
    error = Chart(
        id="error-by-step",
        title=f"error by step: {_label(found.decided_by)}",
        x=x,
        lines=lines,
        x_label="rows ahead",
        y_label=_label(found.decided_by),
    )
    held = [name for name in _DRAWN_BANDS if name in found.forecaster.overall]
    coverage = Chart(
        id="coverage-by-step",
        title="coverage by step",
        x=x,
        lines=[
            line
            for place, name in enumerate(held)
            for line in (
                Line(name=_label(name), role=_ROLES[1 + place], y=_steps(found.forecaster, name)),
                Line(name="said", role="limit", y=[float(name.partition("-")[2])] * found.horizon),
            )
        ],
        x_label="rows ahead",
        y_label="%",
    )
    return [error, coverage] if held else [error]


def _by_series(found: Backtest) -> list[Block]:
    ordered = sorted(found.series.items(), key=lambda item: -(item[1].get("forecaster") or 0.0))
    columns = ["forecaster", *found.baselines]
    rows = [
        [name, *(number_text(values.get(column)) for column in columns)]
        for name, values in ordered[:_MOST_SERIES]
    ]
    title = f"{_label(found.decided_by)}, {len(rows)} / {len(ordered):,}"
    return [Table(id="series", title=title, head=["series", *columns], rows=rows)]


def _reliability(found: Backtest) -> list[Block]:
    assert found.forecaster is not None
    named = (name.partition("-") for name in found.forecaster.overall)
    levels = sorted(float(level) for metric, _, level in named if metric == "coverage")
    held = [found.forecaster.overall.get(f"coverage-{level:g}") for level in levels]
    if all(value is None for value in held):
        return []
    numbers = [np.nan if value is None else value for value in held]
    rows = [[f"{level:g} %", number_text(value)] for level, value in zip(levels, held, strict=True)]
    return [
        Chart(
            id="reliability",
            title="reliability of the bands",
            x=levels,
            lines=[
                Line(name="held", role="prediction", y=numbers),
                Line(name="said", role="limit", y=levels),
            ],
            x_label="said",
            y_label="held",
            low=0.0,
            high=100.0,
        ),
        Table(id="bands", title="", head=["said", "held"], rows=rows),
    ]


def _worst(found: Backtest, latest: Forecast) -> list[Block]:
    """The series with the largest errors, and the latest forecast of each that can be scored."""
    ordered = sorted(found.series, key=lambda name: -(found.series[name].get("forecaster") or 0.0))
    of_id = {latest.ids[which]: number for number, which in enumerate(latest.series_M)}
    names = [name for name in ordered if name in of_id][:_DRAWN_SERIES]
    return [_forecast(latest, of_id[name], place) for place, name in enumerate(names)]


def _forecast(latest: Forecast, number: int, place: int) -> Chart:
    which, origin, horizon = int(latest.series_M[number]), int(latest.origins_M[number]), latest.horizon
    start = max(0, origin + 1 - 4 * horizon)
    past_N = latest.series.y[which][start : origin + 1]
    gap_N, gap_K = np.full(len(past_N), np.nan), np.full(horizon, np.nan)
    lines = [
        Line(name="truth", role="truth", y=np.concatenate([past_N, latest.truth()[number]])),
        Line(name="prediction", role="prediction", y=np.concatenate([gap_N, latest.point_MK[number]])),
    ]
    for level in range(len(latest.levels))[-1:]:
        name = f"{latest.levels[level]:g} %"
        ends = (latest.low_LMK[level, number], latest.high_LMK[level, number])
        lines += [Line(name=name, role="limit", y=np.concatenate([gap_N, end_K])) for end_K in ends]
    return Chart(
        id=f"series-{place}",
        title=f"series: {latest.ids[which]}",
        x=range(start, origin + 1 + len(gap_K)),
        lines=lines,
        x_label="row",
        marks=[(origin + 0.5, "")],
    )


def _training(forecaster: Forecaster) -> Section:
    text = forecaster.describe()
    return Section(title="Training", blocks=[Text(id="training", text=text, kind="code")])


def _repeat(forecaster: Forecaster) -> Section:
    command = "elman report FORECASTER.safetensors DATA --output report.html"
    text = f"elman {forecaster.record.elman_version}\n{command}"
    return Section(title="How to repeat it", blocks=[Text(id="repeat", text=text, kind="code")])
