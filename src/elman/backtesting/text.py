"""A backtest as plain text: the verdict first, then tables overall, by step and by series."""

from __future__ import annotations

from collections.abc import Mapping

from elman.backtesting.metrics import METRICS
from elman.backtesting.result import Backtest, ForecastScore, Values
from elman.evaluation import number_text
from elman.shown import About, align_columns, counted, fitting_lines

_MOST_STEPS = 8
_MOST_SERIES = 20
_LEFT_OUT = ("mae", "mse_scaled", "mae_scaled", "pinball", "width")
"""Metrics of elman's own that a table of 80 columns has no room for."""


def describe_backtest(found: Backtest, *, every: bool = False) -> str:
    """Describes a backtest: the verdict in the first line, what was tested, notes, and the tables.

    Args:
        found: the backtest.
        every: whether the table has every metric and contender; otherwise it fits 80 columns.
    """
    contenders = _contenders(found)
    lines = align_columns if every else fitting_lines
    blocks = [describe_overall(found, every=every)]
    if found.horizon > 1:
        blocks += ["", *lines(_by_step(contenders, found))]
    if len(found.series) > 1:
        title, table = _by_series(found)
        blocks += ["", title, *lines(table)]
    return "\n".join(blocks)


def describe_overall(found: Backtest, *, every: bool = False) -> str:
    """Describes a backtest without the tables by step and by series."""
    head = [describe_verdict(found), _what(found), *(f"Note: {note}" for note in dict.fromkeys(found.notes))]
    lines = align_columns if every else fitting_lines
    return "\n".join([*head, "", *lines(_overall(_contenders(found), every=every))])


def about_backtest(found: Backtest) -> About:
    """What is to be known of a backtest in the hand."""
    skill = "undefined" if found.skill is None else f"{found.skill:.3g}"
    facts: dict[str, object] = {"skill": skill} if found.forecaster else {"baselines": len(found.baselines)}
    facts |= {"": f"{counted(found.num_origins, 'forecast')} of {found.num_series:,} series"}
    facts |= {"horizon": found.horizon}
    return About(
        facts=facts,
        sentences=[describe_verdict(found), *dict.fromkeys(found.notes)],
        table=_overall(_contenders(found)),
    )


def describe_verdict(found: Backtest) -> str:
    """One line: the skill over the best baseline, with both errors."""
    label = _label(found.decided_by)
    best, skill = found.best_baseline, found.skill
    if found.forecaster is None:
        error = None if best is None else found.baselines[best].overall[found.decided_by]
        return f"The best baseline is {best}: {label} {number_text(error)}."
    own = number_text(found.forecaster.overall[found.decided_by])
    if best is None and found.baselines:
        return f"{label} is not defined for these series, which do not move before the origins."
    if best is None:
        return f"{label} {own}; there is no baseline to compare it with."
    if skill is None:
        return f"The forecaster has {label} {own}; the best baseline, {best}, makes no error at all."
    beaten = "beats" if skill > 0 else "does not beat"
    other = number_text(found.baselines[best].overall[found.decided_by])
    verdict = f"the forecaster {beaten} the best baseline, {best}"
    return f"Skill {skill:.3g}: {verdict}: {label} {own} against {other}."


def _what(found: Backtest) -> str:
    season = "no season" if found.season == 1 else f"season {found.season}"
    forecasts = "1 forecast" if found.num_origins == 1 else f"{found.num_origins:,} forecasts"
    return f"{forecasts} of {found.num_series:,} series, horizon {found.horizon}, {season}."


def _contenders(found: Backtest) -> dict[str, ForecastScore]:
    own = {} if found.forecaster is None else {"forecaster": found.forecaster}
    return own | dict(found.baselines)


def _label(name: str) -> str:
    """How a value's column is called: `MASE`, `coverage 90`."""
    metric, _, level = name.partition("-")
    return f"{METRICS[metric].label} {level}".rstrip()


def _overall(contenders: Mapping[str, ForecastScore], *, every: bool = False) -> list[list[str]]:
    """One line a contender; columns that nobody has are left out."""
    names = dict.fromkeys(name for score in contenders.values() for name in score.overall)
    shown = [name for name in names if any(_value(score.overall, name) for score in contenders.values())]
    if not every:
        shown = [name for name in shown if name.partition("-")[0] not in _LEFT_OUT]
    head = ["overall", *map(_head, shown)]
    body = [
        [name, *(number_text(_value(score.overall, column)) for column in shown)]
        for name, score in contenders.items()
    ]
    return [head, *body]


def _head(name: str) -> str:
    """A column's head: `MASE`, `coverage 90 %`."""
    percent = METRICS[name.partition("-")[0]].unit == "percent"
    return f"{_label(name)} %" if percent else _label(name)


def _by_step(contenders: Mapping[str, ForecastScore], found: Backtest) -> list[list[str]]:
    """The deciding error at some steps ahead, one column a contender."""
    few = min(_MOST_STEPS, found.horizon)
    steps = sorted({1 + round(place * (found.horizon - 1) / (few - 1)) for place in range(few)})
    head = [f"{_label(found.decided_by)} by step", *contenders]
    body = [
        [
            str(step),
            *(number_text(_value(score.steps[step - 1], found.decided_by)) for score in contenders.values()),
        ]
        for step in steps
    ]
    return [head, *body]


def _by_series(found: Backtest) -> tuple[str, list[list[str]]]:
    """The deciding error of each series; of many, those with the largest."""
    tested = "forecaster" if found.forecaster is not None else found.best_baseline or ""
    ordered = sorted(found.series.items(), key=lambda item: -(_value(item[1], tested) or 0.0))
    shown = dict(ordered[:_MOST_SERIES]) if len(ordered) > _MOST_SERIES else dict(found.series)
    columns = sorted(next(iter(shown.values())), key=lambda name: name != tested)
    title = f"{_label(found.decided_by)} by series"
    title += f" (the {_MOST_SERIES} worst of {len(ordered)})" if len(ordered) > _MOST_SERIES else ""
    body = [
        [name, *(number_text(_value(values, column)) for column in columns)] for name, values in shown.items()
    ]
    return f"{title}:", [["series", *columns], *body]


def _value(values: Values, name: str) -> float | None:
    return values.get(name)
