"""The options of `elman fit` that are fields of the options classes: made from the fields and their texts.

To add one: the field, its text, and its name in a group here.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from inspect import Parameter
from typing import Annotated, Any

import typer

from elman.cli.sections import BUDGET, FORECASTS, MODELS, NETWORK, TRAINING
from elman.field_texts import FieldText, read_fields

GROUPS: Mapping[str, tuple[str, ...]] = {
    BUDGET: ("budget", "steps", "patience", "trials", "seed", "engine", "threads"),
    NETWORK: ("cell", "hidden_size", "layers", "dropout", "members"),
    TRAINING: ("loss", "window", "batch_size", "learning_rate", "clip_norm", "weight_decay", "validation"),
    MODELS: (
        "validation_ids",
        "validation_data",
        "delay",
        "epochs",
        "schedule",
        "burn_in",
        "finish",
        "baseline",
        "scaling",
        "missing",
    ),
    FORECASTS: (
        "season",
        "strategy",
        "lags",
        "level",
        "scale",
        "difference",
        "calendar",
        "levels",
        "holidays",
        "non_negative",
        "freq",
        "weekmask",
        "hours",
    ),
}
"""Every option by the heading that it stands under in the help."""

_PLAIN = {"int": int, "float": float, "bool": bool}


def option_parameters() -> list[Parameter]:
    """The options as parameters of a command; each is None where it is not given."""
    of_models = read_fields("training/options.py", "TrainingOptions", "FitOptions")
    of_models |= read_fields("model/fitting/prepared.py", "DataOptions")
    of_forecasts = read_fields("training/options.py", "TrainingOptions")
    of_forecasts |= read_fields("forecasting/options.py", "ForecastOptions")
    return [
        _parameter(name, group, of_models.get(name), of_forecasts.get(name))
        for group, names in GROUPS.items()
        for name in names
    ]


def with_options(
    names: Collection[str], defaults: Mapping[str, str]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command some options of models in the place of its `**options`; each is None if not given.

    Args:
        names: of the options, in `GROUPS`.
        defaults: what stands for an option that is not given, as it would be typed, where the command has
            a default of its own.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        written = [
            parameter.replace(kind=Parameter.KEYWORD_ONLY)
            for parameter in inspect.signature(command, eval_str=True).parameters.values()
            if parameter.kind is not Parameter.VAR_KEYWORD
        ]
        signature = inspect.Signature([*written, *_model_parameters(names, defaults)])
        setattr(command, "__signature__", signature)  # noqa: B010
        return command

    return decorate


def _model_parameters(names: Collection[str], defaults: Mapping[str, str]) -> list[Parameter]:
    fields = read_fields("training/options.py", "TrainingOptions", "FitOptions")
    fields |= read_fields("model/fitting/prepared.py", "DataOptions")
    return [
        _parameter(
            name,
            TRAINING if group == MODELS else group,
            _with_default(fields[name], defaults.get(name)),
            None,
        )
        for group, known in GROUPS.items()
        for name in known
        if name in names
    ]


def _with_default(field: FieldText, default: str | None) -> FieldText:
    return field if default is None else replace(field, unless_given=default)


def _parameter(
    name: str, group: str, of_models: FieldText | None, of_forecasts: FieldText | None
) -> Parameter:
    field = of_models or of_forecasts
    assert field is not None, f"{name} is no field"
    kind = _PLAIN.get(field.kind.removesuffix(" | None"), str)
    option = typer.Option(
        _typed(name, kind),
        help=f"{field.text}.  [default: {_defaults(of_models, of_forecasts)}]".replace("`", ""),
        rich_help_panel=group,
    )
    annotation = Annotated[kind | None, option]  # type: ignore[valid-type]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _typed(name: str, kind: type) -> str:
    typed = f"--{name.replace('_', '-')}"
    return f"{typed}/--no-{typed[2:]}" if kind is bool else typed


def _defaults(of_models: FieldText | None, of_forecasts: FieldText | None) -> str:
    shown = [_default(field) for field in (of_models, of_forecasts) if field is not None]
    return shown[0] if len(set(shown)) == 1 else f"{shown[0]}; with --horizon {shown[1]}"


def _default(field: FieldText) -> str:
    """What stands where an option is not given, as it would be typed."""
    assert field.default is not None
    if field.unless_given is not None:
        return field.unless_given
    if field.default.startswith("field("):
        return field.default.rpartition("=")[2].rstrip(")").lower()
    value: Any = ast.literal_eval(field.default)
    if isinstance(value, bool):
        return f"{'' if value else 'no-'}{field.name}"
    return ",".join(map(_number, value)) if isinstance(value, tuple) else _number(value)


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
