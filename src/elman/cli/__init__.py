"""The command `elman`. To add a command: write its file, and one line in `app.py`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

__all__ = ["main", "run"]


def main() -> None:
    """Runs the command line and ends the process."""
    from elman.cli import exit_codes

    try:
        code = run()
    except KeyboardInterrupt:  # while the application was imported, or as it ended
        print("elman: interrupted", file=sys.stderr)
        code = exit_codes.INTERRUPTED
    # What follows is the end of Python: another Ctrl-C would only make it tell of itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code: 0, 2 for wrong input, 130 for Ctrl-C.

    Args:
        arguments: without the program's name; None means those of the process.
    """
    from elman.cli.app import run as run_app

    return run_app(arguments)
