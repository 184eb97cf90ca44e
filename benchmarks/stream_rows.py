"""How many rows a second go through `elman stream`? Beside a loop around ONNX Runtime, and cat.

One network (GRU, 32 units, two inputs, one target) in processes of their own. A process is started and
answers the header; then all rows are sent as fast as it takes them, and the clock stops when its last answer
is read. So starting is not in the figures, and reading, scaling, the network, the state, writing and both
pipes are. The loop around ONNX Runtime calls it row by row, as one who answers each row has to. The answers
of the contenders are compared. They take turns. The last line sends a row, waits for its answer, and sends
the next.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter

import numpy as np

import elman
from machine import describe_machine
from report import finish, make_parser, show_progress

NAMES = ("valve", "pressure")
TARGET = "temperature"
NUM_FITTED = 2000
NUM_ALONE = 2000
"""Rows that are sent one by one."""
ONNX_LINES = Path(__file__).parent / "peers" / "onnx_lines.py"


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A command that answers lines."""

    command: tuple[str, ...]
    num_rows: int
    as_json: bool = False


def make_rows(num_rows: int) -> np.ndarray:
    """Two inputs, as a logger has them: a valve that is set now and then, and a pressure."""
    random = np.random.default_rng(0)
    valve = np.repeat(random.uniform(0, 100, num_rows // 10 + 1), 10)[:num_rows]
    return np.stack([valve, random.normal(5, 1, num_rows)], axis=1)


def make_model(folder: Path) -> None:
    """Fits shortly, and leaves a model file and an ONNX file."""
    valve, pressure = make_rows(NUM_FITTED).T
    temperature = np.convolve(valve + pressure, np.exp(-np.arange(40) / 8))[:NUM_FITTED]
    table = {"valve": valve, "pressure": pressure, TARGET: temperature}
    model = elman.fit(
        table, inputs=list(NAMES), targets=TARGET, cell="gru", hidden_size=32, steps=50, trials=False
    )
    model.save(folder / "model.safetensors")
    model.export(folder / "model.onnx")


def make_contenders(folder: Path, num_rows: int) -> dict[str, Contender]:
    """Every command, and how many rows it gets."""
    stream = (sys.executable, "-m", "elman", "stream", str(folder / "model.safetensors"), "--quiet")
    onnx = (sys.executable, str(ONNX_LINES), str(folder / "model.onnx"), ",".join(NAMES))
    return {
        "cat": Contender(command=("cat",), num_rows=num_rows),
        "elman stream, CSV": Contender(command=stream, num_rows=num_rows),
        "elman stream, JSON": Contender(command=stream, num_rows=num_rows, as_json=True),
        "ONNX Runtime, CSV": Contender(command=onnx, num_rows=num_rows // 20),
    }


def make_lines(rows: np.ndarray, *, as_json: bool) -> tuple[bytes, list[bytes]]:
    """The line that is answered first, and the rows."""
    if as_json:
        lines = [b'{"valve": %.5g, "pressure": %.5g}\n' % tuple(row) for row in rows]
        return lines[0], lines[1:]
    return b"valve,pressure\n", [b"%.5g,%.5g\n" % tuple(row) for row in rows]


def send_all(contender: Contender, rows: np.ndarray) -> tuple[float, list[bytes]]:
    """Seconds from the first answer to the last, and the answers."""
    first, lines = make_lines(rows[: contender.num_rows], as_json=contender.as_json)
    everything = b"".join(lines)
    with subprocess.Popen(contender.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(first)
        process.stdin.flush()
        head = process.stdout.readline()
        started = perf_counter()
        sender = Thread(target=lambda: (process.stdin.write(everything), process.stdin.close()))
        sender.start()
        answers = process.stdout.read()
        seconds = perf_counter() - started
        sender.join()
    assert process.returncode == 0
    return seconds, [*([head] if contender.as_json else []), *answers.splitlines()]


def send_one_by_one(contender: Contender, rows: np.ndarray) -> np.ndarray:
    """Microseconds from each line's sending to its answer."""
    first, lines = make_lines(rows[:NUM_ALONE], as_json=contender.as_json)
    waited = []
    with subprocess.Popen(contender.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(first)
        process.stdin.flush()
        process.stdout.readline()
        for line in lines:
            started = perf_counter()
            process.stdin.write(line)
            process.stdin.flush()
            process.stdout.readline()
            waited.append(1e6 * (perf_counter() - started))
        process.stdin.close()
    return np.array(waited)


def largest_difference(answers: dict[str, list[bytes]]) -> float:
    """Between elman's CSV answers and the others', in the target's units."""
    plain = [float(line) for line in answers["elman stream, CSV"]]
    others = {
        "elman stream, JSON": [json.loads(line)[TARGET] for line in answers["elman stream, JSON"]],
        "ONNX Runtime, CSV": [float(line) for line in answers["ONNX Runtime, CSV"]],
    }
    return max(float(np.abs(np.array(values) - plain[: len(values)]).max()) for values in others.values())


def describe(contenders: dict[str, Contender], rates: dict[str, list[float]]) -> Sequence[str]:
    """A line for each contender."""
    lines = [f"{'':22s}{'rows a second':>15s}{'least to most':>28s}{'times ONNX Runtime':>20s}"]
    onnx = np.array(rates["ONNX Runtime, CSV"])
    for name in contenders:
        values = np.array(rates[name])
        spread = f"{values.min():,.0f} to {values.max():,.0f}"
        lines.append(f"{name:22s}{np.median(values):15,.0f}{spread:>28s}{np.median(values / onnx):20.1f}")
    return lines


def main() -> None:
    """Runs all contenders in turns."""
    parser = make_parser(__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=5)
    arguments = parser.parse_args()
    rows = make_rows(arguments.rows)
    with TemporaryDirectory() as name:
        make_model(Path(name))
        contenders = make_contenders(Path(name), arguments.rows)
        rates: dict[str, list[float]] = {contender: [] for contender in contenders}
        answers: dict[str, list[bytes]] = {}
        for turn in range(arguments.turns):
            for contender, what in contenders.items():
                seconds, answers[contender] = send_all(what, rows)
                rates[contender].append(what.num_rows / seconds)
            show_progress(turn + 1, arguments.turns, "turn")
        difference = largest_difference(answers)
        alone = send_one_by_one(contenders["elman stream, CSV"], rows)
    low, median, high = np.quantile(alone, [0.05, 0.5, 0.95])
    lines = [
        describe_machine("onnxruntime", threads=1),
        f"{arguments.rows:,} rows through a pipe (ONNX Runtime: a twentieth), {arguments.turns} turns",
        *describe(contenders, rates),
        f"one line until its answer is read: {median:.0f} us (5 % to 95 %: {low:.0f} to {high:.0f})",
        f"largest difference of an answer: {difference:.1e} in the target's units",
    ]
    finish("stream_rows", lines, write=arguments.write)


if __name__ == "__main__":
    main()
