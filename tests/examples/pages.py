"""Runs the code of a documentation page as a reader would: block by block, in one folder."""

import os
import re
import subprocess
import sys

_BLOCK = re.compile(r"```(python|c|sh)\n(.*?)```", re.DOTALL)


def run_page(path, folder):
    """Runs `python` blocks in one namespace, keeps `c` blocks under the name in their first line, and gives
    `sh` blocks to a shell that stops at the first failure; returns what the shells printed, block by block."""
    printed = []
    namespace = {}
    commands = make_commands(folder)
    for language, code in _BLOCK.findall(path.read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(code, path.name, "exec"), namespace)
        elif language == "c":
            name = re.match(r"/\* (\w+\.c):", code)[1]
            (folder / name).write_text(code, encoding="utf-8")
        else:
            printed.append(run_shell(code, folder, commands))
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
