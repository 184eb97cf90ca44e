"""Pages that are made of the program: the public names, and the command line."""

import os
import subprocess
import sys
from importlib import import_module
from inspect import isclass, isfunction
from pathlib import Path

import elman

_TITLES = {
    "elman.api": "Fit and load",
    "elman.model": "Models",
    "elman.prediction": "Streams",
    "elman.forecasting": "Forecasters",
    "elman.data": "Data",
    "elman.tables": "Tables",
    "elman.series": "Series",
    "elman.training": "Training",
    "elman.engines": "Engines",
    "elman.network": "Networks",
    "elman.network.losses": "Losses",
    "elman.optimizers": "Optimizers",
    "elman.demo": "The demo",
    "elman.fleet": "Fleets",
    "elman.extending": "Things of your own",
    "elman.regressor": "For scikit-learn",
    "elman.remote": "Remote streams",
    "elman.errors": "Errors",
}
"""The order of the page; a home that is not here comes last, under its own name."""


_OF_SCIKIT_LEARN = "set_fit_request, set_predict_request, set_score_request, get_metadata_routing"
"""Methods that scikit-learn adds, with texts of its own."""


_COMMAND_LINE = """\
# The command line

Made of `--help`. Exit codes: 0 done, 1 the demo has not learned or `elman doctor` found something,
2 wrong input, 3 a fleet is fitted in part, 130 Ctrl-C.
"""


def write(folder: Path) -> None:
    """Writes both pages, each only if it has changed: what has not is not built again."""
    folder.mkdir(exist_ok=True)
    for name, text in {"names.md": _names(), "commands.md": _commands()}.items():
        page = folder / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def _names() -> str:
    homes = dict(elman._HOMES)
    ordered = [*(home for home in _TITLES if home in homes), *(home for home in homes if home not in _TITLES)]
    parts = ["# Public names\n\nMade of the docstrings. `help(elman.fit)` says the same.\n"]
    for home in ordered:
        parts.append(f"## {_TITLES.get(home, home)}\n")
        parts += [_entry(home, name) for name in sorted(homes[home], key=str.casefold)]
    return "\n".join(parts)


def _entry(home: str, name: str) -> str:
    thing = getattr(import_module(home), name)
    kind = "autoclass" if isclass(thing) else "autofunction" if isfunction(thing) else ""
    if not kind:  # an alias of types, whose docstring is not ours
        return f"```{{eval-rst}}\n.. py:data:: elman.{name}\n\n   The type `{thing}`.\n```\n"
    left_out = f"\n   :exclude-members: {_OF_SCIKIT_LEARN}" if home == "elman.regressor" else ""
    return f"```{{eval-rst}}\n.. {kind}:: elman.{name}{left_out}\n```\n"


def _commands() -> str:
    names = [name for command in _list_commands() for name in command]
    parts = [_COMMAND_LINE]
    parts += [f"## elman {name}\n\n```text\n{_help(name)}\n```\n" for name in names]
    return "\n".join(parts)


def _list_commands() -> list[list[str]]:
    """Every command, those of a group after it."""
    import typer

    from elman.cli.app import app

    group = typer.main.get_command(app)
    listed = []
    for name, command in sorted(group.commands.items()):
        listed.append([name, *(f"{name} {inner}" for inner in sorted(getattr(command, "commands", {})))])
    return listed


def _help(command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "elman", *command.split(), "--help"],
        env=os.environ | {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
