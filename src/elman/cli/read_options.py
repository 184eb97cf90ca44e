"""The options by which every command that reads tables is told how: made from the fields of `ReadOptions`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any

import typer

from elman.cli.sections import READING
from elman.field_texts import FieldText, read_fields

_PLAIN: Mapping[str, type] = {"int | None": int, "bool": bool, "bool | None": bool}


def with_reading(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of reading, which it finds among its context's parameters."""
    signature = inspect.signature(command, eval_str=True)
    own = {
        name: parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in signature.parameters.items()
    }

    @wraps(command)
    def run(**given: Any) -> None:
        command(**{name: value for name, value in given.items() if name in own})

    options = [_parameter(field) for field in read_fields("readers/options.py", "ReadOptions").values()]
    setattr(run, "__signature__", inspect.Signature([*own.values(), *options]))  # noqa: B010
    return run


def given_reading(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The options of reading that were typed, by name."""
    from elman.tables.columns import READ_OPTIONS

    return {
        name: parameters[name] for name in READ_OPTIONS & parameters.keys() if parameters[name] is not None
    }


def _parameter(field: FieldText) -> inspect.Parameter:
    kind = _PLAIN.get(field.kind, str)
    typed = f"--{field.name.replace('_', '-')}"
    if field.kind == "bool | None":
        typed = f"{typed}/--no-{typed[2:]}"
    shown = field.unless_given or str(field.default).strip("'").replace("False", "no")
    option = typer.Option(typed, help=f"{field.text}.  [default: {shown}]", rich_help_panel=READING)
    annotation = Annotated[kind | None, option]  # type: ignore[valid-type]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
