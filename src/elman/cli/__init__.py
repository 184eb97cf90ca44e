"""The command `elman`. To add a command: write its file, and one line in `app.py`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from elman.cli.interrupts import Interrupts

__all__ = ["main", "run"]


def main() -> None:
    """Runs the command line and ends the process."""
    # NumPy's threads spin while they wait for each other: beside other programs, the small products of a fit
    # then take a hundred times as long. The networks run on threads of their own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    Interrupts.watch()
    try:
        code = run()
    except (Exception, KeyboardInterrupt):
        # While the application was imported, or as it ended; and an import makes other errors of it.
        if not Interrupts.came:
            raise
        from elman.cli import exit_codes

        print("elman: interrupted", file=sys.stderr)
        code = exit_codes.INTERRUPTED
    Interrupts.ignore()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code: 0, 2 for wrong input, 130 for Ctrl-C.

    Args:
        arguments: without the program's name; None means those of the process.
    """
    from elman.cli.app import run as run_app

    return run_app(arguments)
