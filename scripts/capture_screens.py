"""Writes docs/screens.md and docs/elman.1: what every command shows in a terminal of 80 columns.

Run: python scripts/capture_screens.py     (two minutes)
"""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
COLUMNS = 80
_WIDER, _LINES = 400, 4000
"""Of the terminal that reads what programs write for 80 columns: a row that would break is a long one."""

SCREENS = (
    "elman demo",
    "python two_tanks.py",
    "elman look tanks.csv",
    "elman fit tanks.csv -i pump -t level --steps 600",
    "elman fit tanks.csv -i pump -t level -o lstm.safetensors --cell lstm --steps 300 --no-trials",
    "elman info tanks.safetensors",
    "elman evaluate tanks.safetensors tanks-test.csv --skip 100",
    "elman compare tanks.safetensors lstm.safetensors tanks-test.csv --skip 100",
    "elman update tanks.safetensors tanks-test.csv -o newer.safetensors",
    "elman predict tanks.safetensors tanks-test.csv",
    "elman plot tanks.safetensors tanks-test.csv",
    "elman report tanks.safetensors tanks-test.csv",
    "elman export tanks.safetensors tanks-test.csv -o tanks.c",
    "elman fit tanks.csv -t level --horizon 8 -o ahead.safetensors --steps 100 --members 2",
    "elman info ahead.safetensors",
    "elman forecast ahead.safetensors tanks.csv",
    "elman backtest ahead.safetensors tanks-test.csv --origins 20",
    "elman tune tanks.csv -i pump -t level --output search --rounds 1 --steps 20 --hidden-size 4",
    "head -3 tanks-test.csv | cut -d, -f2 | elman stream tanks.safetensors",
    "elman fit shops.csv -i price -t sold --id shop --steps 20 --no-trials --hidden-size 4",
    "elman fleet fit shops.csv -i price -t sold --id shop --steps 20 --no-trials -o shops",
    "elman fleet info shops",
    "elman fleet evaluate shops shops.csv",
    "elman fleet predict shops shops.csv -o sold.csv",
    "elman doctor",
    "elman help burn-in",
    "elman fit tanks.csv -i pmup -t level -o new.safetensors",
    "elman fit tanks.csv --hiden-size 8",
)
"""In this order: each uses what those before it made. The last two are mistakes."""


def show(command: str, folder: Path) -> list[str]:
    """The lines that a terminal shows when a command has ended, without colours."""
    import pyte

    screen = pyte.Screen(_WIDER, _LINES)
    stream = pyte.ByteStream(screen)
    for part in _run(command, folder):
        stream.feed(part)
    return _without_blank_end([line.rstrip() for line in screen.display])


def _run(command: str, folder: Path) -> Iterator[bytes]:
    """What a command writes to a terminal that says that it has 80 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment |= {"TERM": "xterm-256color", "PATH": f"{_commands(folder)}:{environment['PATH']}"}
    process = subprocess.Popen(
        ["bash", "-c", command], cwd=folder, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end was closed
            break
        if not part:
            break
        yield part
    os.close(ours)
    process.wait()


def _commands(folder: Path) -> Path:
    """A folder in the path with this Python and the elman of this checkout."""
    commands = folder / ".commands"
    commands.mkdir(exist_ok=True)
    for name, call in (("elman", "-m elman"), ("python", "")):
        script = commands / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return commands


def _without_blank_end(lines: Sequence[str]) -> list[str]:
    last = max((place for place, line in enumerate(lines) if line), default=-1)
    return list(lines[: last + 1])


def prepare(folder: Path) -> None:
    """The tables that the commands read."""
    shutil.copy(ROOT / "examples/two_tanks.py", folder)
    days = [(place, shop, k % 7) for place, shop in enumerate("abc") for k in range(120)]
    rows = [f"{shop},{10 + day},{50 + 3 * day + place}" for place, shop, day in days]
    (folder / "shops.csv").write_text("shop,price,sold\n" + "\n".join(rows) + "\n", encoding="utf-8")


def help_pages() -> dict[str, str]:
    """What `--help` prints for the program and for each command, by its name."""
    import typer

    from elman.cli.app import app

    program: Any = typer.main.get_command(app)
    context = program.context_class(program, info_name="elman", terminal_width=COLUMNS)
    return {"elman": program.get_help(context), **_help_of(program, context)}


def _help_of(group: Any, context: Any) -> dict[str, str]:
    pages = {}
    for name, command in sorted(group.commands.items()):
        own = command.context_class(command, info_name=name, parent=context, terminal_width=COLUMNS)
        pages[own.command_path] = command.get_help(own)
        if hasattr(command, "commands"):
            pages |= _help_of(command, own)
    return pages


def help_text(pages: dict[str, str]) -> str:
    """The second half of the page."""
    parts = [f"### {name} --help\n\n```text\n{text.rstrip()}\n```\n" for name, text in pages.items()]
    return "\n".join(["## Every help page\n", *parts])


HEAD = """\
# What the commands show

In a terminal of 80 columns, without colours. `python scripts/capture_screens.py` runs every command in a
terminal and writes this page; a test holds that no row is longer than the terminal.

- `elman COMMAND --help` and `elman help TOPIC` explain; `man elman` has every help page in one
  (`elman help --man` prints it, where `man` does not look into your environment).
- `elman --install-completion` teaches your shell (bash, zsh, fish, PowerShell) to complete commands and
  options with the tab key; `elman --show-completion` prints what it would add.
- `fit`, `predict`, `forecast`, `plot` and `report` name their file themselves when there is one table or
  model to name it after: `elman fit tanks.csv` makes `tanks.safetensors`. A file that is there is only
  replaced by a command that names it with `--output`.
- Into a file or a pipe, prose is not folded, and a long fit prints a line now and then instead of a bar.

## Every command
"""


def _anywhere(text: str, folder: Path) -> str:
    """The text without the places of this checkout and of the tables."""
    return text.replace(str(ROOT), "~/elman").replace(str(folder), "~/tables")


def main() -> None:
    """Runs all, and writes both files."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        prepare(folder)
        shown = {command: _anywhere("\n".join(show(command, folder)), folder) for command in SCREENS}
    screens = [f"```text\n$ {command}\n{text}\n```\n" for command, text in shown.items()]
    page = "\n".join([HEAD, *screens, help_text(help_pages())])
    (ROOT / "docs/screens.md").write_text(page, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "elman", "help", "--man"], capture_output=True, text=True, check=True
    )
    (ROOT / "docs/elman.1").write_text(done.stdout, encoding="utf-8")


if __name__ == "__main__":
    main()
