"""Runs the code of a documentation page as a reader would: block by block, in one folder."""

import os
import re
import subprocess
import sys

_BLOCK = re.compile(r"```(python|c|js|html|sh)\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"(?:#|/\*|<!--) (\w+\.(?:c|py|mjs|html)):")


def run_page(path, folder):
    """Runs `python` blocks in one namespace and `sh` blocks in a shell that stops at the first failure.

    A block that begins with a comment `main.py: ...` is kept as that file, and not run.

    Returns:
        What the shells printed, block by block.
    """
    printed = []
    namespace = {}
    commands = make_commands(folder)
    for language, code in _BLOCK.findall(path.read_text(encoding="utf-8")):
        file = _FILE.match(code)
        if file:
            (folder / file[1]).write_text(code, encoding="utf-8")
        elif language == "python":
            exec(compile(code, path.name, "exec"), namespace)
        elif language == "sh":
            printed.append(run_shell(code, folder, commands))
        else:
            raise AssertionError(f"a block in C has no name: {code[:40]}")
    return printed


def make_commands(folder):
    """A folder with the command `elman` and `python` of this interpreter, for the front of PATH."""
    commands = folder / ".commands"
    commands.mkdir()
    for name, program in {"elman": f"{sys.executable} -m elman", "python": sys.executable}.items():
        command = commands / name
        command.write_text(f'#!/bin/sh\nexec {program} "$@"\n')
        command.chmod(0o755)
    return commands


def run_shell(code, folder, commands):
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        cwd=folder,
        env=os.environ | {"PATH": f"{commands}:{os.environ['PATH']}", "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
    return done.stdout
