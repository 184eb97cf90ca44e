"""However `elman stream` ends, the state it saves is the one after the last answer that was delivered."""

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import numpy as np
import pytest

from elman.network import State

ROWS = [b"%.6g\n" % value for value in np.random.default_rng(3).normal(size=40_000)]
TEXT = b"u\n" + b"".join(ROWS)
STREAM = ["stream", "model.safetensors", "--quiet", "--save-state", "s.state"]


@pytest.fixture
def start(folder):
    """Starts a stream that reads from a file; its answers go into a pipe."""
    with ExitStack() as processes:

        def begin(*more, text=TEXT, **options):
            (folder / "rows.csv").write_bytes(text)
            with (folder / "rows.csv").open("rb") as source:
                process = subprocess.Popen(
                    [sys.executable, "-m", "elman", *STREAM, *more],
                    cwd=folder,
                    **{"stdin": source, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
                )
            processes.enter_context(process)
            processes.callback(process.kill)
            return process

        yield begin


def steps(folder):
    return State.load(folder / "s.state").inputs.steps_B.tolist()


def whole_lines(answers):
    """Without the header."""
    return max(0, answers.count(b"\n") - 1)


def answers_of(folder, text, *more):
    done = subprocess.run(
        [sys.executable, "-m", "elman", *STREAM, *more],
        cwd=folder,
        input=text,
        capture_output=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.fixture
def uncut(folder):
    """What all rows are answered with."""
    return answers_of(folder, TEXT)


CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.mark.parametrize("number", CODES)
def test_a_signal_while_the_reader_stalls_goes_back_to_what_was_delivered(number, start, folder, uncut):
    process = start()
    first = os.read(process.stdout.fileno(), 1000)
    time.sleep(0.3)  # the pipe fills up
    process.send_signal(number)
    # Nothing is read before it has ended.
    assert process.wait(timeout=60) == CODES[number]
    answers = first + process.stdout.read()
    said = process.stderr.read()
    assert said == (b"elman: interrupted\n" if number == signal.SIGINT else b"")
    delivered = whole_lines(answers)
    assert answers.endswith(b"\n")
    assert 0 < delivered < len(ROWS)
    assert steps(folder) == [delivered]
    rest = answers_of(folder, b"u\n" + b"".join(ROWS[delivered:]), "--state", "s.state")
    assert [*answers.splitlines(), *rest[1:]] == uncut


@pytest.mark.parametrize("count", [0, 2, 3, 5_000, 65_536, 150_000])
def test_a_reader_that_leaves_has_what_it_read(count, start, folder, uncut):
    process = start()
    answers = b""
    while len(answers) < count:
        answers += os.read(process.stdout.fileno(), count - len(answers))
    time.sleep(0.2)  # the pipe fills up
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == b""
    assert steps(folder) == [whole_lines(answers)]
    rest = answers_of(folder, b"u\n" + b"".join(ROWS[whole_lines(answers) :]), "--state", "s.state")
    assert [*answers.splitlines()[: whole_lines(answers) + 1][1:], *rest[1:]] == uncut[1:]


def test_a_full_disk_has_what_it_holds(start, folder):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    with (folder / "answers.csv").open("wb") as sink:
        process = start(stdout=sink, preexec_fn=limit)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.startswith(b"elman: stdout must take the answers, got an error: File too large.")
    assert steps(folder) == [whole_lines((folder / "answers.csv").read_bytes())]


def test_repeated_signals_change_nothing(start, folder):
    process = start()
    first = os.read(process.stdout.fileno(), 1000)
    for number in 10 * [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]:
        process.send_signal(number)
        time.sleep(0.002)
        if process.poll() is not None:
            break
    answers, said = process.communicate(timeout=60)
    # One that comes when the state is saved already ends the process as ever.
    assert process.returncode in (143, 130, -signal.SIGTERM, -signal.SIGHUP)
    assert b"Traceback" not in said
    assert steps(folder) == [whole_lines(first + answers)]


@pytest.mark.parametrize("number", CODES)
@pytest.mark.parametrize("delay", [0.05, 0.15, 0.3, 0.45])
def test_a_signal_before_the_first_row_leaves_no_row_in_the_state(number, delay, start, folder):
    process = start(stdin=subprocess.PIPE)
    time.sleep(delay)
    process.send_signal(number)
    answers, said = process.communicate(timeout=60)
    assert process.returncode in (CODES[number], -number)
    # Python itself says where it was interrupted before it has read a line of ours.
    assert b"Traceback" not in said or b"elman/cli" not in said
    assert answers == b""
    if (folder / "s.state").exists():
        assert steps(folder) == [0]


def test_what_nohup_ignores_stays_ignored(start, folder):
    process = start(stdin=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.stdin.write(TEXT[:1000])
    process.stdin.flush()
    first = os.read(process.stdout.fileno(), 10_000)
    process.send_signal(signal.SIGHUP)
    rest, _ = process.communicate(TEXT[1000:], timeout=60)
    assert process.returncode == 0
    assert (first + rest).count(b"\n") == 1 + len(ROWS)
    assert steps(folder) == [len(ROWS)]


def test_a_reader_of_complaints_that_stalls_does_not_hold_up_the_end(start, folder):
    process = start(text=b"u\n" + b"bad\n" * 40_000)
    os.read(process.stdout.fileno(), 100)
    time.sleep(0.5)  # the pipe of stderr fills up
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 143
    assert steps(folder) == [0]
    process.communicate()


def test_an_exception_goes_back_to_what_was_delivered(folder):
    """A lane that breaks halfway: the answers before it were delivered."""
    broken = (
        "import sys, elman.lines.running as running\n"
        "from elman.cli import run\n"
        "first = running.LineStream.answer\n"
        "def answer(self, lines, **options):\n"
        "    answers = first(self, lines, **options)\n"
        "    if 3000 < int(self._lanes.lane('').state.inputs.steps_B[0]):\n"
        "        raise MemoryError\n"
        "    return answers\n"
        "running.LineStream.answer = answer\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken, *STREAM], cwd=folder, input=TEXT, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(b"elman: the work must fit into memory")
    delivered = whole_lines(done.stdout)
    assert 0 < delivered <= 3000
    assert steps(folder) == [delivered]
