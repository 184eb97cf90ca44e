"""Help whose options stand under headings, in plain text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typer.core import TyperCommand

ARGUMENTS, COLUMNS, READING = "Arguments", "Columns", "Reading"
BUDGET, NETWORK, TRAINING = "Budget", "Network", "Training"
MODELS, FORECASTS, OUTPUT, OTHERS = "Without --horizon", "With --horizon", "Output", "Options"
SECURITY, SESSIONS, LIMITS, RUNNING = "Security", "Sessions", "Limits", "Running"
_ORDER = (
    *(ARGUMENTS, COLUMNS, RUNNING, BUDGET, NETWORK, TRAINING, MODELS, FORECASTS, READING),
    *(OTHERS, OUTPUT, SECURITY, SESSIONS, LIMITS),
)


class SectionedCommand(TyperCommand):
    """A command whose options are listed under the heading that each of them names."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Writes the arguments, and the options heading by heading."""
        sections: dict[str, list[tuple[str, str]]] = {heading: [] for heading in _ORDER}
        for parameter in self.get_params(ctx):
            record = help_of(parameter, ctx)
            if record is not None:
                sections[_heading(parameter)].append(record)
        for heading, records in sections.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


def summary(command: Callable[..., None]) -> str:
    """The first line of its text, which the list of commands shows whole."""
    return (command.__doc__ or "").partition("\n")[0]


def help_of(parameter: Any, context: Any) -> tuple[str, str] | None:
    """What an option or argument is called, and its text; None where it is hidden."""
    record = parameter.get_help_record(context)
    return None if record is None else (record[0].replace(" <list[Path]>", ""), record[1])


def _heading(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return ARGUMENTS
    return getattr(parameter, "rich_help_panel", None) or OTHERS
