"""What does it cost to spread fits over workers? One fleet on every engine, beside its work in one process.

Every unit has 1,000 rows and a GRU of 32 units of its own, 40 steps of 16 windows. The work in one process is
that of the shards, one after the other, without any runner; the overhead of a runner is what its time on one
worker has beyond it, its start apart. The files are compared by a digest of all bytes.

Engines give a worker one thread; so must whoever runs this: OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from elman.data import Sequences
from elman.fleet.manifest import FleetChoices
from elman.fleet.planning import plan
from elman.fleet.shard import run_shard
from elman.runners import Task, finish_all, open_runner
from machine import describe_machine
from report import finish, make_parser

ROWS = 1_000
OPTIONS = {"hidden_size": 32, "steps": 40, "trials": False, "threads": 1, "window": 50, "burn_in": 20}


def make_units(count: int) -> Sequences:
    """First-order units that differ in how long they remember."""
    random = np.random.default_rng(0)
    x, y = random.normal(size=(count, ROWS)), np.zeros((count, ROWS))
    decay = random.uniform(0.2, 0.95, count)
    for t in range(1, ROWS):
        y[:, t] = decay * y[:, t - 1] + np.tanh(x[:, t])
    values_NC = np.stack([x.ravel(), y.ravel()], axis=1)
    return Sequences(
        names=("x", "y"),
        values_NC=values_NC,
        lengths=(ROWS,) * count,
        ids=tuple(f"unit-{number}" for number in range(count)),
    )


def make_tasks(units: Sequences, folder: Path, shard_rows: int) -> list[Task]:
    """The shards of a fleet without a global model."""
    choices = FleetChoices(inputs=("x",), targets=("y",), options=OPTIONS, candidates=("local",))
    manifest = plan(units, folder, choices, shard_rows=shard_rows)
    options = {"inputs": ["x"], "targets": ["y"], "candidates": ["local"], "shared": None, "fit": OPTIONS}
    return [
        Task(
            key=shard.name,
            work=run_shard,
            arguments=(
                str(folder / "rows" / f"{shard.name}.parquet"),
                options,
                str(folder / "models" / f"{shard.name}.safetensors"),
            ),
        )
        for shard in manifest.shards
    ]


def digest(folder: Path) -> str:
    """Of all models."""
    found = hashlib.sha256()
    for path in sorted((folder / "models").iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def warm_up(tasks: list[Task], name: str) -> Task:
    """The first shard, its models put elsewhere: whoever runs it has imported everything."""
    rows, options, out = tasks[0].arguments
    elsewhere = str(Path(out).parent.parent / f"{name}.safetensors")
    return Task(key=name, work=run_shard, arguments=(rows, options, elsewhere))


def run_alone(tasks: list[Task]) -> float:
    """Seconds of the shards, one after the other, here."""
    warm_up(tasks, "alone").work(*warm_up(tasks, "alone").arguments)
    began = perf_counter()
    for task in tasks:
        task.work(*task.arguments)
    return perf_counter() - began


def run_on(engine: str, workers: int, tasks: list[Task]) -> tuple[float, float]:
    """Seconds of the engine's start up to a first shard on each worker, and of all shards after it."""
    began = perf_counter()
    with open_runner(engine, workers) as runner:
        warm = [warm_up(tasks, f"warm-{number}") for number in range(workers)]
        assert all(outcome.error is None for outcome in finish_all(runner, warm))
        ready = perf_counter()
        failed = [outcome for outcome in finish_all(runner, tasks) if outcome.error is not None]
        assert not failed, failed[0]
        return ready - began, perf_counter() - ready


def main() -> None:
    """Runs every engine in turn."""
    parser = make_parser(__doc__)
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--engines", nargs="+", default=["processes", "dask", "ray"])
    parser.add_argument("--shard-rows", type=int, default=20_000)
    given = parser.parse_args()
    finish("fleets", [*measure(given)], write=given.write)


def measure(given: argparse.Namespace) -> list[str]:
    """The table."""
    units = make_units(given.units)
    lines = [
        describe_machine("distributed", "ray", threads=1),
        f"load of the machine before: {os.getloadavg()[0]:.1f} (above 0 where other work ran beside it)",
        f"{given.units} units of {ROWS:,} rows, GRU of 32 units, {OPTIONS['steps']} steps each",
        f"{'engine':<12}{'workers':>8}{'start, s':>10}{'shards, s':>11}{'units/s':>9}  bytes",
    ]
    rounds = [("one process", 1)] + [(engine, count) for engine in given.engines for count in given.workers]
    for engine, count in rounds:
        folder = Path(tempfile.mkdtemp())
        tasks = make_tasks(units, folder, given.shard_rows)
        alone = engine == "one process"
        start, seconds = (0.0, run_alone(tasks)) if alone else run_on(engine, count, tasks)
        rate = given.units / seconds
        lines.append(f"{engine:<12}{count:>8}{start:>10.2f}{seconds:>11.2f}{rate:>9.1f}  {digest(folder)}")
        shutil.rmtree(folder)
    return lines


if __name__ == "__main__":
    main()
