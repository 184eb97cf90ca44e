"""Which options of `elman fit` are for which kind: a model of inputs and targets, or a forecaster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elman.errors import ArgumentError

FOR_MODELS = ("input", "epochs", "schedule", "burn_in", "scaling", "missing", "start")
"""Make no sense with a horizon."""
FOR_FORECASTERS = (
    "future",
    "past",
    "static",
    "season",
    "head",
    "levels",
    "members",
    "lags",
    "level",
    "scale",
    "difference",
    "no_calendar",
)
"""Make no sense without one."""
OWN_NAMES = {"layers": "num_layers"}
"""Options whose owner calls them otherwise."""
_AS_TYPED = {"start": "--from"}
_INSTEAD = {
    "input": "The targets' own past is the input; what else is known goes into --future, --past or --static.",
    "epochs": "Give --steps or --budget.",
    "start": "A forecaster is fitted anew.",
}


def check_kind(parameters: Mapping[str, Any]) -> None:
    """Checks that no option is of the other kind.

    Raises:
        ArgumentError: one is.
    """
    ahead = parameters["horizon"] is not None
    for name in FOR_MODELS if ahead else FOR_FORECASTERS:
        value = parameters[name]
        if value in (None, False, [], ()):
            continue
        option = _AS_TYPED.get(name, f"--{name.replace('_', '-')}")
        if ahead:
            raise ArgumentError(
                f"{option} must not be given with --horizon, got {_typed(value)}. "
                f"{_INSTEAD.get(name, 'It is for models of inputs and targets.')}"
            )
        raise ArgumentError(
            f"{option} must come with --horizon, got {_typed(value)} without. "
            "Add --horizon ROWS to forecast the targets' own future, or leave it out."
        )


def named_options(parameters: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """What the user gave of these options, by their owners' names."""
    from elman.cli.durations import parse_duration

    given = {OWN_NAMES.get(name, name): value for name, value in parameters.items()}
    if parameters["budget"] is not None:
        given["seconds"] = parse_duration(parameters["budget"])
    if parameters["no_trials"]:
        given["trials"] = False
    return {name: given[name] for name in names if given.get(name) is not None}


def _typed(value: Any) -> str:
    return (
        repr(",".join(value))
        if isinstance(value, list | tuple)
        else repr(value)
        if isinstance(value, str)
        else str(value)
    )
