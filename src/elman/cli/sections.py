"""Help whose options stand under headings, in plain text."""

from __future__ import annotations

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
            record = parameter.get_help_record(ctx)
            if record is not None:
                sections[_heading(parameter)].append(record)
        for heading, records in sections.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


def _heading(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return ARGUMENTS
    return getattr(parameter, "rich_help_panel", None) or OTHERS
