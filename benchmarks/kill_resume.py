"""Does a fit that is killed and started again end with the very same model file? Byte for byte.

Each run is killed with SIGKILL at random moments, from the first import to the last write, and started
again with the same command until it ends.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from machine import describe_machine
from report import finish, make_parser, show_progress

OUTPUT = "model.safetensors"
CHECKPOINT = "run.checkpoint"
FITS = {
    "lanes that carry their state": ["--schedule", "carry", "--hidden-size", "8", "--steps", "1500"],
    "short trials first, then shuffled windows": ["--steps", "600"],
    "two layers of LSTM with dropout": [
        *("--cell", "lstm", "--layers", "2", "--dropout", "0.2", "--hidden-size", "6"),
        *("--schedule", "shuffle", "--steps", "800"),
    ],
}
"""Fits by what they are, each with its options."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Killed:
    """What became of a fit that was killed."""

    model: bytes
    """The file in the end."""
    kills: int
    """That came before the end."""
    resumed: int
    """Starts that found a checkpoint."""
    left: list[str]
    """Names in the folder in the end."""


def write_table(path: Path, *, num_rows: int = 3_000, seed: int = 0) -> None:
    """Two sequences of a filtered, squared noise with gaps in input and target."""
    numbers = np.random.default_rng(seed)
    lines = ["batch,u,y"]
    for sequence in range(2):
        u = numbers.normal(size=num_rows)
        y = np.convolve(u * np.abs(u), 0.8 ** np.arange(20))[:num_rows]
        lines += [
            f"{sequence},{u[row]:.6f},{y[row]:.6f}" if row % 97 else f"{sequence},,"
            for row in range(num_rows)
        ]
    path.write_text("\n".join(lines) + "\n")


def command(data: Path, *options: str) -> list[str]:
    """The command line of the fit, the same at every start."""
    columns = ["--input", "u", "--target", "y", "--id", "batch"]
    saving = ["--output", OUTPUT, "--checkpoint", CHECKPOINT, "--checkpoint-every", "0.02s"]
    return [sys.executable, "-m", "elman", "fit", str(data), *columns, *saving, *options]


def fit_whole(line: list[str], folder: Path) -> tuple[bytes, float]:
    """The model of a fit that nobody kills, and the seconds it took."""
    began = time.perf_counter()
    subprocess.run(line, cwd=folder, check=True, capture_output=True, timeout=300)
    return (folder / OUTPUT).read_bytes(), time.perf_counter() - began


def fit_killed(line: list[str], folder: Path, delays: list[float]) -> Killed:
    """Kills a fit so many seconds after each start, and lets the last one end."""
    kills = resumed = 0
    for delay in [*delays, None]:
        resumed += (folder / CHECKPOINT).exists()
        with subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            try:
                process.wait(timeout=delay)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                kills += 1
            _, err = process.communicate()
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, err.decode()
    left = sorted(path.name for path in folder.iterdir())
    return Killed(model=(folder / OUTPUT).read_bytes(), kills=kills, resumed=resumed, left=left)


def main() -> None:
    """Kills so many runs, the fits in turn."""
    parser = make_parser(__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--kills", type=int, default=3, help="at most, of each run")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    identical, alone, kills, resumed, wholes = 0, 0, 0, 0, {}
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data.csv"
        write_table(data)
        for run in range(arguments.runs):
            title = list(FITS)[run % len(FITS)]
            line = command(data, *FITS[title], "--threads", "1")
            if title not in wholes:
                wholes[title] = fit_whole(line, Path(tempfile.mkdtemp(dir=name)))
            model, seconds = wholes[title]
            delays = [draw.uniform(0.0, seconds) for _ in range(arguments.kills)]
            killed = fit_killed(line, Path(tempfile.mkdtemp(dir=name)), delays)
            identical += killed.model == model
            alone += killed.left == [OUTPUT]
            kills, resumed = kills + killed.kills, resumed + killed.resumed
            show_progress(run + 1, arguments.runs, "killed runs")
    lines = [
        describe_machine(threads=1),
        *(f"{title}: {seconds:.1f} s when nobody kills it" for title, (_, seconds) in wholes.items()),
        f"{arguments.runs} runs, killed {kills} times in all, {resumed} starts went on from a checkpoint",
        f"model files identical to the uninterrupted run's: {identical} of {arguments.runs}",
        f"nothing left beside the model: {alone} of {arguments.runs}",
    ]
    finish("kill_resume", lines, write=arguments.write)


if __name__ == "__main__":
    main()
