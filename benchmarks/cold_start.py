"""How long does a fresh process take that loads a model and predicts 100 rows? elman beside PyTorch alone.

Each run is a process of its own, from its start to its end, one after the other in turns, and a ratio is made
within each turn. The files are in the system's cache after the first turn, which is not counted.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import numpy as np

import elman
from machine import describe_machine
from report import finish, make_parser, show_progress

OURS = "elman, arrays"
ARRAYS = """
import sys, numpy, elman
elman.load(sys.argv[1]).predict({"u": numpy.arange(100.0) / 100})
"""
STREAM = """
import sys, elman
stream = elman.load(sys.argv[1]).stream()
for row in range(100):
    stream.step(row / 100)
"""
TABLE = """
import sys, elman
elman.load(sys.argv[1]).predict(sys.argv[2])
"""


def make_files(folder: Path) -> tuple[Path, Path, Path]:
    """A model of elman's, the same network for PyTorch, and a table of 100 rows."""
    import torch

    u = np.random.default_rng(0).normal(size=600)
    table = {"u": u, "y": np.convolve(u, [0.5, 0.3, 0.2])[:600]}
    options = {"cell": "gru", "hidden_size": 32, "layers": 1}
    model = elman.fit(table, inputs="u", targets="y", steps=20, trials=False, **options)
    model.save(folder / "model.safetensors")
    parameters = {name: torch.from_numpy(array) for name, array in model.network.parameters().items()}
    torch.save(parameters, folder / "model.pt")
    rows = "\n".join(f"{row / 100}" for row in range(100))
    (folder / "rows.csv").write_text(f"u\n{rows}\n")
    return folder / "model.safetensors", folder / "model.pt", folder / "rows.csv"


def take_turns(commands: Mapping[str, list[str]], turns: int) -> dict[str, np.ndarray]:
    """Seconds of every turn but the first."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(turns + 1):
        for name, command in commands.items():
            started = perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            seconds[name].append(perf_counter() - started)
        show_progress(turn + 1, turns + 1, "turn")
    return {name: np.array(values[1:]) for name, values in seconds.items()}


def describe_times(seconds: Mapping[str, np.ndarray]) -> list[str]:
    """One line a contender: median and spread, and the median of its ratio to elman with arrays."""
    lines = [f"{'':28s}{'median s':>10s}{'5 % to 95 %':>18s}{'times ' + OURS:>22s}"]
    for name, values in seconds.items():
        low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
        ratio = np.median(values / seconds[OURS])
        lines.append(f"{name:28s}{median:10.3f}{f'{low:.3f} to {high:.3f}':>18s}{ratio:22.1f}")
    return lines


def main() -> None:
    """Runs all contenders in turns."""
    parser = make_parser(__doc__)
    parser.add_argument("--turns", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model, weights, table = map(str, make_files(Path(folder)))
        python, peer = sys.executable, str(Path(__file__).parent / "peers" / "pytorch_cold.py")
        predicted = str(Path(folder) / "predicted.csv")
        commands = {
            OURS: [python, "-c", ARRAYS, model],
            "elman, 100 steps": [python, "-c", STREAM, model],
            "elman, CSV file": [python, "-c", TABLE, model, table],
            "elman predict": [python, "-m", "elman", "predict", model, table, "--output", predicted],
            "Python and NumPy alone": [python, "-c", "import numpy"],
            "PyTorch": [python, peer, weights],
        }
        seconds = take_turns(commands, arguments.turns)
    lines = [
        describe_machine("torch", threads=1),
        f"{arguments.turns} fresh processes each: a model loaded (GRU, 32 units), 100 rows predicted",
        *describe_times(seconds),
    ]
    finish("cold_start", lines, write=arguments.write)


if __name__ == "__main__":
    main()
