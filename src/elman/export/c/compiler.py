"""The C compiler of this machine."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from elman.errors import ExportError
from elman.export.target import Unchecked

_TRIVIAL = "int main(void) { return 0; }\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiler:
    """A command that compiles C."""

    command: tuple[str, ...]
    """The program, and options that it is always given."""

    def compile(self, source: Path, output: Path, options: Sequence[str]) -> None:
        """Makes a program or a shared library.

        Raises:
            Unchecked: the compiler does not work at all.
            ExportError: it does, and refuses this file.
        """
        refusal = self._run(source, output, options)
        if refusal is None:
            return
        trivial = source.with_name("trivial.c")
        trivial.write_text(_TRIVIAL, encoding="ascii")
        if (reason := self._run(trivial, output.with_name("trivial"), [])) is not None:
            raise Unchecked(f"the C compiler {self} does not work ({reason}). Name another one: CC=gcc")
        raise ExportError(
            f"the C file must compile, and {self} says: {refusal}. Nothing was written. "
            "Report this with the model."
        )

    def _run(self, source: Path, output: Path, options: Sequence[str]) -> str | None:
        """Compiles; returns None, or the first line of what was wrong."""
        command = [*self.command, "-std=c99", "-O2", *options, str(source), "-o", str(output)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        except OSError as error:
            return str(error.strerror or error)
        said = (done.stderr or done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
        return next((line for line in said if "error" in line), said[0]) if done.returncode else None

    def __str__(self) -> str:
        return repr(" ".join(self.command))


def find_compiler() -> Compiler:
    """The command in the environment's CC; without one, `cc`.

    Raises:
        Unchecked: there is no such program.
    """
    command = tuple(shlex.split(os.environ.get("CC", ""))) or ("cc",)
    if shutil.which(command[0]) is None:
        raise Unchecked(f"there is no C compiler {command[0]!r} here. Install one, or name it: CC=gcc")
    return Compiler(command=command)
