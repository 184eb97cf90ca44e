"""What every attack is: something that is tried again and again, each time with other random numbers."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from tests.attack.finding import CRASH, HANG, TRACEBACK, Finding

LIMIT = 60.0
"""Seconds that no command of these takes, on a machine however busy."""


class Attack(Protocol):
    """One kind of attack."""

    name: str
    share: float
    """Of the time, beside the other kinds'."""
    batch: int
    """Tries in one process."""

    def skipped(self) -> str | None:
        """Why it cannot be tried here; None if it can."""

    def one_try(self, material: Path, folder: Path, chance: random.Random) -> Finding | None:
        """One try in an empty folder; an exception that leaves it is a finding too."""


class Ended(Exception):  # noqa: N818
    """A command did what none may do."""

    def __init__(self, finding):
        super().__init__(finding.details)
        self.finding = finding


def elman_command(*arguments):
    """The command line of this Python's elman."""
    return [sys.executable, "-m", "elman", *map(str, arguments)]


def finish(process, told, timeout=LIMIT):
    """Waits for the end of a process, and looks at how it ended.

    Returns:
        Exit code, stdout and stderr.

    Raises:
        Ended: it hangs, crashed, or told a traceback.
    """
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise Ended(Finding(HANG, f"{told}: no end within {timeout:g} s")) from None
    check_end(process.returncode, err or b"", told)
    return process.returncode, out, err


def check_end(code, err, told):
    """Looks at how a command ended.

    Raises:
        Ended: by a crash, or with a traceback.
    """
    if code in (-4, -6, -7, -8, -11):
        raise Ended(Finding(CRASH, f"{told}: signal {-code}; {err[-300:]!r}"))
    # Before a line of ours is read it is Python that tells where it was interrupted.
    ours = b"elman/cli" in err or b"elman: " in err or b"site-packages" in err
    if (b"Traceback" in err and ours) or b"panicked" in err or b"Exception ignored" in err:
        raise Ended(Finding(TRACEBACK, f"{told}: {err[-2000:].decode(errors='replace')}"))


def run_elman(folder, *arguments, **options):
    """Runs a command to its end; see `finish`."""
    told = " ".join(map(str, arguments))
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(elman_command(*arguments), cwd=folder, **{**pipes, **options}) as process:
        return finish(process, told)
