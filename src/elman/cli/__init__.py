"""The command `elman`. To add a command: write its file, and one line in `app.py`."""

from elman.cli.app import app, main, run

__all__ = ["app", "main", "run"]
