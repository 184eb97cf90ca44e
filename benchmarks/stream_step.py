"""How long is one step of a stream? elman beside ONNX Runtime and PyTorch, batch 1, the state carried.

One input, one target, one layer, called row by row from Python, one thread. elman scales both ways and
counts what its inputs' health shows; the peers get rows that are scaled already, in the form that they like
best, and answer scaled. All answers are compared before anything is timed. The contenders take turns in one
process, and a ratio is made within each turn: a shared machine changes its speed all the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

import numpy as np
import torch

from elman import MSE, Adam, NetworkSpec, Stream, get_engine
from elman.data import Preparation
from elman.data.scaling import Scaling
from elman.evaluation import InputRange
from machine import describe_machine
from peers.onnx_stream import make_onnx_run
from peers.pytorch_stream import make_pytorch_run
from report import finish, make_parser, show_progress

CELLS, SIZES = ("gru", "lstm"), (32, 64, 128)
STEPS = {
    "elman, array": 2000,
    "elman, number": 2000,
    "elman, mapping": 2000,
    "ONNX Runtime": 400,
    "PyTorch": 200,
}
"""Of one turn: about as long for each."""
NUM_CHECKED = 300
Run = Callable[[Iterable[Any]], list[Any]]

PREPARATION = Preparation(
    inputs=("valve",),
    targets=("temperature",),
    input_scaling=Scaling(method="standard", centre_C=(3.1,), scale_C=(1.7,)),
    target_scaling=Scaling(method="standard", centre_C=(60.3,), scale_C=(11.9,)),
)


def make_runs(cell: str, hidden_size: int) -> dict[str, Run]:
    """Every contender on the same parameters."""
    spec = NetworkSpec(input_size=1, hidden_size=hidden_size, cell=cell)
    network = get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=1)
    parameters = network.parameters()
    parameters["out.weight"] *= 10  # a head of elman's start is small, and would hide differences
    network.load(parameters)
    seen = InputRange(low_F=np.array([-1.0]), high_F=np.array([7.0]))

    def elman_run() -> Run:
        step = Stream(network, PREPARATION, seen).step
        return lambda rows: [step(row) for row in rows]

    return {
        "elman, array": elman_run(),
        "elman, number": elman_run(),
        "elman, mapping": elman_run(),
        "ONNX Runtime": make_onnx_run(cell, parameters),
        "PyTorch": make_pytorch_run(cell, parameters),
    }


def make_rows(number: int) -> dict[str, list[Any]]:
    """The same rows for every contender, in its own form."""
    x_T = np.random.default_rng(number).normal(3.1, 1.7, max(STEPS.values())).astype(np.float32)
    scaled_T = PREPARATION.input_scaling.apply(x_T[:, np.newaxis])
    forms: dict[str, list[Any]] = {
        "elman, array": list(x_T[:, np.newaxis]),
        "elman, number": x_T.tolist(),
        "elman, mapping": [{"valve": x} for x in x_T.tolist()],
        "ONNX Runtime": list(scaled_T[:, np.newaxis, np.newaxis]),
    }
    forms["PyTorch"] = [torch.from_numpy(x) for x in forms["ONNX Runtime"]]
    return {name: rows[: STEPS[name]] for name, rows in forms.items()}


def largest_difference(runs: dict[str, Run]) -> float:
    """Between elman's array way and every other, over the first rows, as a share of the target's scale."""
    centre, scale = PREPARATION.target_scaling.centre_C[0], PREPARATION.target_scaling.scale_C[0]
    rows = make_rows(0)
    answers = {name: run(rows[name][:NUM_CHECKED]) for name, run in runs.items()}
    scaled = {
        "elman, array": [(float(y[0]) - centre) / scale for y in answers["elman, array"]],
        "elman, number": [(y - centre) / scale for y in answers["elman, number"]],
        "elman, mapping": [(y["temperature"] - centre) / scale for y in answers["elman, mapping"]],
        "ONNX Runtime": [float(y[0, 0, 0]) for y in answers["ONNX Runtime"]],
        "PyTorch": [float(y[0, 0, 0]) for y in answers["PyTorch"]],
    }
    table = np.array([scaled[name][: min(map(len, scaled.values()))] for name in STEPS])
    assert table.std() > 0.05
    return float(np.abs(table - table[0]).max())


def take_turns(runs: dict[str, Run], turns: int) -> dict[str, np.ndarray]:
    """Microseconds a step of every turn."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(turns):
        rows = make_rows(turn + 1)
        for name, run in runs.items():
            started = perf_counter()
            run(rows[name])
            seconds[name].append(1e6 * (perf_counter() - started) / STEPS[name])
    return {name: np.array(values) for name, values in seconds.items()}


def describe_times(title: str, times: dict[str, np.ndarray]) -> list[str]:
    """One line a contender: median and spread, and how many times as long the peers took in the same turn."""
    lines = []
    for name, values in times.items():
        low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
        spread = f"{low:.2f} to {high:.2f}"
        ratios = "".join(
            f"{np.median(times[peer] / values):14.1f}" if name.startswith("elman") else f"{'':14s}"
            for peer in ("ONNX Runtime", "PyTorch")
        )
        lines.append(f"{title:10s}{name:16s}{median:10.2f}{spread:>20s}{ratios}".rstrip())
    return lines


def main() -> None:
    """Runs all contenders in turns, network by network."""
    parser = make_parser(__doc__)
    parser.add_argument("--turns", type=int, default=60)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    lines = [
        describe_machine("onnxruntime", "torch", threads=1),
        f"{arguments.turns} turns of {', '.join(f'{steps} ({name})' for name, steps in STEPS.items())} steps",
        f"{'':26s}{'median us':>10s}{'5 % to 95 %':>20s}{'ONNX times':>14s}{'PyTorch times':>14s}",
    ]
    cases = [(cell, size) for cell in CELLS for size in SIZES]
    differences = []
    for number, (cell, size) in enumerate(cases):
        runs = make_runs(cell, size)
        differences.append(largest_difference(runs))
        assert differences[-1] < 1e-5, differences[-1]
        lines += describe_times(f"{cell}-{size}", take_turns(runs, arguments.turns))
        show_progress(number + 1, len(cases), "network")
    lines.append(
        f"largest difference of an answer over {min(NUM_CHECKED, *STEPS.values())} rows: "
        f"{max(differences):.1e} of the target's scale"
    )
    finish("stream_step", lines, write=arguments.write)


if __name__ == "__main__":
    main()
