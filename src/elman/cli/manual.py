"""The help of every command as one page for `man`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from textwrap import dedent
from typing import Any

from elman.cli.sections import help_of

_EXIT_CODES = (
    ("0", "Done."),
    ("1", "The demo has not learned, or elman doctor found something."),
    ("2", "Wrong input: one sentence on stderr says what to do, and nothing is half\\-written."),
    ("3", "A fleet is fitted in part; the same command tries the rest again."),
    ("130", "Ctrl\\-C; elman fit has saved the best so far."),
)


def manual(context: Any) -> str:
    """The page in the language of `man`.

    Args:
        context: of the program, which holds its commands.
    """
    program = context.command
    lines = [
        f'.TH ELMAN 1 "" "elman {version("elman")}" "User Commands"',
        ".SH NAME",
        f"elman \\- {_text(program.help)[0].lower()}{_text(program.help)[1:].rstrip('.')}",
        ".SH SYNOPSIS",
        ".B elman",
        ".I COMMAND",
        "[options]",
        ".SH DESCRIPTION",
        "elman help TOPIC says what a word means, as skill or burn\\-in.",
        ".SH COMMANDS",
        *(
            line
            for name, inner, own in _commands(program, context, "elman")
            for line in _entry(name, inner, own)
        ),
        ".SH EXIT STATUS",
        *(line for code, meaning in _EXIT_CODES for line in (".TP", f".B {code}", meaning)),
    ]
    return "\n".join(lines) + "\n"


def _commands(group: Any, context: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Every command with its whole name and its context, those of a group in its place."""
    for name in sorted(group.commands):
        command = group.commands[name]
        own = command.context_class(command, info_name=name, parent=context)
        if hasattr(command, "commands"):
            yield from _commands(command, own, f"{path} {name}")
        else:
            yield f"{path} {name}", command, own


def _entry(name: str, command: Any, context: Any) -> list[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f'.SS "{_text(name)}"', f".B {_text(name)}", _text(usage), ".PP"]
    paragraphs = re.split(r"\n\s*\n", dedent(command.help or "").strip())
    lines += [_text(" ".join(part.split())) + "\n.PP" for part in paragraphs]
    for parameter in command.get_params(context):
        record = help_of(parameter, context)
        if record is not None:
            lines += [".TP", f".B {_text(record[0])}", _text(" ".join(record[1].split())) or "\\&"]
    return lines


def _text(text: str) -> str:
    """Text that `man` shows as it is."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
