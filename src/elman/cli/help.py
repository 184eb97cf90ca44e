"""`elman help`: what a word means, from the glossary."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from textwrap import wrap
from typing import Annotated

import typer

from elman.cli.output import say
from elman.errors import UnknownNameError

_COLUMNS = 80
_TOOLS = ("Darts", "MATLAB", "PyTorch")


def help_on(
    context: typer.Context,
    topic: Annotated[
        list[str] | None, typer.Argument(help="A word of elman, as skill or burn-in, or a command.")
    ] = None,
    man: Annotated[
        bool,
        typer.Option("--man", help="Print the page for man, of all commands: elman help --man > elman.1"),
    ] = False,
) -> None:
    """Says what a word means, as skill, OWA, burn-in or coverage.

    Example: elman help burn-in
    """
    if man:
        from elman.cli.manual import manual

        say(manual(context.parent).rstrip())
        return
    entries = read_glossary()
    asked = " ".join(topic or ()).casefold()
    if not asked:
        say("elman help TOPIC, where TOPIC is one of:\n" + "\n".join(wrap(", ".join(sorted(entries)), 78)))
        return
    program = context.parent
    command = None if program is None else getattr(program.command, "commands", {}).get(asked)
    if command is not None and asked not in entries:
        say(command.get_help(command.context_class(command, info_name=asked, parent=program)))
        return
    if asked not in entries:
        close = get_close_matches(asked, entries, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else " elman help lists them all."
        raise UnknownNameError(f"topic must be a word of the glossary or a command, got {asked!r}.{hint}")
    say(entries[asked])


def read_glossary() -> dict[str, str]:
    """Every word in lower case, with what it means: the tables of `docs/glossary.md`."""
    entries: dict[str, str] = {}
    for line in _glossary_file().read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 5 or cells[0] == "elman" or set(cells[0]) == {"-"}:
            continue
        for word in cells[0].split(", "):
            entries[word.casefold()] = _entry(cells)
    return entries


def _entry(cells: list[str]) -> str:
    lines = wrap(f"{cells[0]}: {cells[1]}.", _COLUMNS)
    lines += [f"  {tool}: {word}" for tool, word in zip(_TOOLS, cells[2:], strict=True) if word != "-"]
    return "\n".join(lines)


def _glossary_file() -> Path:
    """Beside this file where elman is installed; in `docs/` of a checkout."""
    installed = Path(__file__).with_name("glossary.md")
    return installed if installed.exists() else Path(__file__).parents[3] / "docs/glossary.md"
