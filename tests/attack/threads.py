"""Threads and forks: one model in many of them, and one file that all of them save to."""

import faulthandler
import os
import signal
import threading
import time
from typing import final

import numpy as np

import elman
from tests.attack.finding import CRASH, HANG, TORN, WRONG, Finding

_LIMIT = 20.0


@final
class SavingThreads:
    """Threads that save to one path while others load from it."""

    name = "threads that save to one path"
    share = 1.0
    batch = 20

    def skipped(self):
        """It can be tried everywhere."""
        return

    def one_try(self, material, folder, chance):
        """Every load is a whole file, and every save succeeds."""
        model = elman.load(material / "model.safetensors")
        path, wrong = folder / "m.safetensors", []
        model.save(path)

        def save():
            for _ in range(10):
                model.save(path)

        def load():
            for _ in range(10):
                elman.load(path)

        threads = [
            threading.Thread(target=_guarded, args=(work, wrong))
            for work in [save] * chance.randint(2, 5) + [load] * chance.randint(1, 3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(_LIMIT)
        if any(thread.is_alive() for thread in threads):
            return Finding(HANG, "threads that save to one path do not end")
        left = sorted(each.name for each in folder.iterdir())
        if wrong or left != ["m.safetensors"]:
            return Finding(TORN, f"threads that save to one path: {wrong[:1]}, left {left}")
        return None


@final
class Forks:
    """A process that forks while threads of it train and predict."""

    name = "forks while other threads train"
    share = 1.0
    batch = 10

    def skipped(self):
        """Forks are everywhere where this runs."""
        return

    def one_try(self, material, folder, chance):
        """A child predicts what its parent does."""
        rows = np.random.default_rng(0).normal(size=300).astype(np.float32)
        model = elman.load(material / "model.safetensors")
        expected = model.stream().run(rows)
        stop, wrong = threading.Event(), []
        # Python itself hangs in a child that imports what another thread was importing: so all is imported.
        assert _same(model, rows, expected)

        def train():
            while not stop.is_set():
                table = {"u": rows, "y": rows}
                elman.fit(table, inputs="u", targets="y", steps=20, hidden_size=8, trials=False, threads=2)

        thread = threading.Thread(target=_guarded, args=(train, wrong))
        thread.start()
        try:
            time.sleep(chance.uniform(0.0, 0.3))
            codes = [_fork(lambda: _same(model, rows, expected), folder / "stacks") for _ in range(5)]
        finally:
            stop.set()
            thread.join(_LIMIT)
        if wrong or thread.is_alive():
            return Finding(HANG if thread.is_alive() else WRONG, f"training beside forks: {wrong[:1]}")
        stacks = (folder / "stacks").read_text()[-2000:] if (folder / "stacks").exists() else ""
        return next((_judged(code, stacks) for code in codes if code != 0), None)


def _guarded(work, wrong):
    try:
        work()
    except Exception as error:
        wrong.append(f"{type(error).__name__}: {error}")


def _same(model, rows, expected):
    table = {"u": rows, "y": rows}
    fitted = elman.fit(table, inputs="u", targets="y", steps=3, hidden_size=8, trials=False, threads=2)
    return np.array_equal(model.stream().run(rows), expected) and fitted.record.steps > 0


def _fork(work, stacks):
    """How a child ended that did the work; None: it did not, and tells in a file where it is."""
    child = os.fork()
    if not child:
        try:
            told = open(stacks, "a")  # noqa: SIM115
            faulthandler.dump_traceback_later(_LIMIT - 5, file=told)
            os._exit(0 if work() else 3)
        except BaseException:
            os._exit(4)
    end = time.monotonic() + _LIMIT
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _judged(code, stacks):
    if code is None:
        return Finding(HANG, f"a child of a process with training threads does not end: {stacks}")
    if code < 0:
        return Finding(CRASH, f"a child of a process with training threads: signal {-code}")
    return Finding(WRONG, f"a child predicts otherwise or fails ({code})")
