"""Does a killed run end with the very same bits? Runs killed at random moments by SIGKILL, and resumed.

Every run is killed at least three times, wherever it is: while a process starts, trains, validates or writes
its checkpoint. A row is the SHA-256 of the parameters of all runs, which must be the uninterrupted one's.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from elman.data import Examples
from elman.training import FitOptions, FitResult, fit_network
from machine import describe_machine
from report import finish, make_parser, show_progress

OPTIONS = FitOptions(
    cell="lstm", num_layers=2, dropout=0.1, hidden_size=8, schedule="carry", window=20, burn_in=10,
    steps=2500, trials=False, threads=1,
)  # fmt: skip
NUM_KILLS = 3


def noise_through_a_filter(seed: int, length: int) -> Examples:
    """White noise, bent and smoothed."""
    x_T = np.random.default_rng(seed).standard_normal(length)
    y_T = np.convolve(np.tanh(x_T), 0.8 ** np.arange(60))[:length]
    return Examples(
        x_NF=x_T[:, None].astype(np.float32), y_NO=y_T[:, None].astype(np.float32), lengths=(length,)
    )


def fit(checkpoint: Path | None) -> str:
    """The digest of the parameters that a fit ends with."""
    result: FitResult = fit_network(
        noise_through_a_filter(0, 4000),
        noise_through_a_filter(1, 1000),
        OPTIONS,
        checkpoint=checkpoint,
        checkpoint_seconds=0.02,
    )
    digest = hashlib.sha256()
    for array in result.network.parameters().values():
        digest.update(array.tobytes())
    return digest.hexdigest()


def fit_and_be_killed(draw: random.Random) -> tuple[str, int]:
    """The digest that a killed run ends with, and how often it was killed."""
    with tempfile.TemporaryDirectory() as folder:
        kills = 0
        command = [sys.executable, __file__, "--checkpoint", str(Path(folder) / "checkpoint")]
        while True:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            if kills < NUM_KILLS:
                time.sleep(draw.uniform(0.15, 0.6))
                process.send_signal(signal.SIGKILL)
            output, _ = process.communicate()
            if process.returncode == 0:
                return output.strip(), kills
            kills += 1


def main() -> None:
    """Kills and compares; or, as a child, fits and prints the digest."""
    parser: argparse.ArgumentParser = make_parser(__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--checkpoint", type=Path, help="be the run that is killed")
    arguments = parser.parse_args()
    if arguments.checkpoint:
        print(fit(arguments.checkpoint))
        return
    expected, draw, same, kills = fit(None), random.Random(0), 0, 0
    for run in range(arguments.runs):
        digest, times = fit_and_be_killed(draw)
        same += digest == expected
        kills += times
        show_progress(run + 1, arguments.runs, "runs")
    lines = [
        describe_machine(threads=1),
        f"uninterrupted: {expected}",
        f"{arguments.runs} runs killed {kills} times in all: {same} ended with the same parameters",
    ]
    finish("killed_runs", lines, write=arguments.write)


if __name__ == "__main__":
    main()
