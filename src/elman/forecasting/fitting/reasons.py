"""What was chosen for a forecaster, in one line: each choice with its unit and, in brackets, its reason."""

from __future__ import annotations

from elman.forecasting.fitting.task import Attempt, Task
from elman.forecasting.fitting.trials import describe
from elman.forecasting.options import ForecastOptions
from elman.shown import counted
from elman.training.choices import ASKED, DEFAULT, why_steps
from elman.training.trial import Trial, describe_trials


def describe_choices(task: Task, attempt: Attempt, trials: tuple[Trial, ...], count: int) -> str:
    """The choices, `what [why], what [why] (the data; what was tried)`.

    Args:
        task: what is fitted.
        attempt: the choices.
        trials: what was tried.
        count: of networks, which a budget may make fewer.
    """
    framing, plan, options = attempt.framing, attempt.plan, task.options
    stride = "row" if framing.stride == 1 else f"{framing.stride} rows"
    by_rows, by_strategy = _unless(options.hidden_size, "by the number of rows"), "by the strategy"
    chosen = [
        (counted(count, "network"), _why_members(count, options)),
        (
            f"{plan.spec.cell} with {counted(plan.spec.hidden_size, 'unit')}",
            "by trials" if _sized(trials) else by_rows,
        ),
        (f"a step every {stride}", _unless(options.strategy, "by the horizon")),
        (counted(framing.lags, "lag"), _unless(options.lags, "by the season")),
        (describe(framing), _why_framing(describe(framing), trials)),
        (counted(plan.steps, "step"), why_steps(options)),
        (f"windows of {counted(plan.window, 'step')}", _unless(options.window, by_strategy)),
        (f"batch of {plan.batch_size} series", _unless(options.batch_size, by_strategy)),
        (f"learning rate {plan.learning_rate:g}", _unless(options.learning_rate, by_strategy)),
    ]
    told = ", ".join(f"{what} [{why}]" for what, why in chosen)
    tried = describe_trials(trials)
    return f"{told} ({_seen(task, attempt)}{'; ' + tried if tried else ''})"


_MEMBERS = ForecastOptions(horizon=1).members


def _sized(trials: tuple[Trial, ...]) -> bool:
    """Whether smaller networks were tried."""
    return any(trial.what.endswith(" units") for trial in trials)


def _why_framing(chosen: str, trials: tuple[Trial, ...]) -> str:
    framings = [trial.what for trial in trials if trial.what == chosen or " scale " in trial.what]
    return f"the best of {len(framings)} trials" if framings else "as asked or the first guess"


def _why_members(count: int, options: ForecastOptions) -> str:
    if count < options.members:
        return "as many as the budget has time for"
    return DEFAULT if count == _MEMBERS else ASKED


def _unless(given: object, why: str) -> str:
    return why if given is None else ASKED


def _seen(task: Task, attempt: Attempt) -> str:
    """The rows, and their season."""
    findings = task.findings
    season = f"season of {findings.season} rows" if findings.season > 1 else "no season"
    if findings.baseline_season > findings.season:
        season = f"season of {findings.baseline_season} rows, too long to look back on"
    return f"{int(attempt.training.length_I.sum()):,} rows in {attempt.training.num_series} series, {season}"
