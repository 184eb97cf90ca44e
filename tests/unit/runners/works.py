"""Work for the tests of runners: what a worker must be able to import."""

import os
import signal
from pathlib import Path


def double(number):
    return 2 * number


def threads():
    return os.environ["ELMAN_THREADS"]


def fail_times(place, times):
    """Fails so many times, counted by files."""
    tries = len(list(Path(place).iterdir()))
    (Path(place) / str(tries)).touch()
    if tries < times:
        raise ValueError(f"try {tries}")
    return tries


def die_times(place, times):
    """Kills its worker so many times, counted by files."""
    tries = len(list(Path(place).iterdir()))
    (Path(place) / str(tries)).touch()
    if tries < times:
        os.kill(os.getpid(), signal.SIGKILL)
    return tries
