"""Ends of `elman stream` at random moments: what is delivered and what is saved must belong together."""

import os
import signal
import subprocess
import time
from typing import final

import numpy as np

import elman
from elman.network import State
from tests.attack.attack import LIMIT, elman_command, finish
from tests.attack.finding import LOST, WRONG, Finding

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_MOST_IN_PIPE = 5_000
"""Answers that a pipe holds."""
_ENDS = {0, 129, 130, 143, -signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP}


@final
class StreamEnds:
    """Signals, once and often, early and late; readers that stall, leave or go on."""

    name = "ends of streams at random moments"
    share = 3.0
    batch = 10

    def skipped(self):
        """It can be tried everywhere."""
        return

    def one_try(self, material, folder, chance):
        """One stream that ends somehow, and one that goes on from its state."""
        u = np.random.default_rng(chance.randrange(1 << 30)).normal(size=chance.choice((5, 500, 30_000)))
        rows = [b"%.6g\n" % value for value in u]
        (folder / "rows.csv").write_bytes(b"u\n" + b"".join(rows))
        model = material / "model.safetensors"
        command = elman_command("stream", model, "--save-state", "s.state", "--quiet")
        with (
            open(folder / "rows.csv", "rb") as source,
            subprocess.Popen(
                command, cwd=folder, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as process,
        ):
            how, answers = _end(process, chance)
            code, rest, err = finish(process, how)
        answers += rest or b""
        if code not in _ENDS:
            return Finding(WRONG, f"{how}: exit code {code}, {err[-500:]!r}")
        return _compare(model, rows, answers, folder, how)


def _end(process, chance):
    """Reads some, and brings it to an end; says how, and returns what was read."""
    how = chance.choice(("early", "signal", "signals", "leave", "stall"))
    answers = b""
    if how != "early":
        wanted = chance.choice((1, 3, 1000, 70_000, 200_000))
        while len(answers) < wanted:
            block = os.read(process.stdout.fileno(), wanted - len(answers))
            if not block:
                break
            answers += block
    time.sleep(chance.uniform(0, 0.5 if how == "early" else 0.1))
    if how == "leave":
        process.stdout.close()
        process.stdout = None
        return how, answers
    for _ in range(chance.randint(2, 20) if how == "signals" else 1):
        process.send_signal(chance.choice(SIGNALS))
        time.sleep(chance.uniform(0, 0.01))
    if how == "stall":
        process.wait(timeout=LIMIT)
    return how, answers


def _compare(model, rows, answers, folder, how):
    """What was delivered and the state, with the same rows in one stream."""
    lines = answers.split(b"\n")[:-1][1:]
    delivered = len(lines)
    if not (folder / "s.state").exists():
        # Killed before anything was read, or while Python began.
        return Finding(LOST, f"{how}: {delivered} answers and no state") if delivered else None
    state = State.load(folder / "s.state")
    steps = int(state.inputs.steps_B[0])
    if how == "leave" and steps == len(rows) < _MOST_IN_PIPE:
        return None  # it had ended, with all answers in the pipe, before the reader left
    if steps != delivered:
        return Finding(LOST, f"{how}: {delivered} answers, {steps} rows in the state")
    return (
        _compare_numbers(elman.load(model).stream(), rows[:delivered], lines, state, how) if steps else None
    )


def _compare_numbers(stream, rows, lines, state, how):
    expected = stream.run(np.array(list(map(float, rows)), np.float32))
    if not np.array_equal(np.array(lines, np.float64).astype(np.float32), expected[:, 0]):
        return Finding(WRONG, f"{how}: {len(rows)} answers differ from those of one stream")
    if not np.array_equal(state.values_SLBH, stream.state.values_SLBH):
        return Finding(LOST, f"{how}: the state after {len(rows)} rows is another one")
    return None
