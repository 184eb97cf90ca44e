"""Wrote `files_0_1_0/`: what elman 0.1.0 saved, and what it made of these files. It runs on 0.1.0 alone.

    python -m tests.golden.make_files_0_1_0            with elman 0.1.0 of commit f441cb8, on 2026-11-25

The results came from `replay_0_1_0.py`, which the test runs again. All of it ran with the kernels of
`exact_machine.py`, which every x86-64 processor has, so that the bits do not depend on the machine.
"""

import importlib
import json
import os
import pkgutil
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
FILES = HERE / "files_0_1_0"
COMMIT = "f441cb8"
DATE = "2026-11-25"


class Killed(BaseException):
    """Stands in for the end of the process."""


def write(name, columns):
    """A table; None is an empty cell."""
    rows = zip(*columns.values(), strict=True)
    lines = [
        ",".join(columns),
        *(",".join("" if cell is None else str(cell) for cell in row) for row in rows),
    ]
    (FILES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def texts(values, places=(), digits=3):
    """Numbers as text, empty at some places."""
    return [None if row in places else f"{value:.{digits}f}" for row, value in enumerate(values)]


def write_pairs(name, lengths, seed):
    """Inputs u and v, targets y and z of several runs; gaps in u and in y."""
    numbers = np.random.default_rng(seed)
    columns = {name: [] for name in ("run", "t", "u", "v", "y", "z")}
    for run, length in zip("abc", lengths, strict=False):
        u, v = numbers.normal(size=length), np.cumsum(numbers.normal(size=length))
        y = np.convolve(u * np.abs(u), 0.7 ** np.arange(8))[:length]
        columns["run"] += [run] * length
        columns["t"] += [f"{row / 2:.1f}" for row in range(length)]
        columns["u"] += texts(u, places=(7, 8, 31))
        columns["v"] += texts(20 + 3 * v)
        columns["y"] += texts(y, places=(12,))
        columns["z"] += texts(100 + 5 * y + v)
    write(name, columns)


def write_heat():
    """Eight days of hours, with a row left out and a value missing."""
    hour = np.arange(8 * 24)
    noise = np.random.default_rng(2).normal(0, 2, len(hour))
    heat = 60 + 12 * np.sin(2 * np.pi * (hour - 7) / 24) + noise
    stamps = np.datetime64("2025-01-06T00:00") + 60 * hour
    kept = hour != 50
    write("heat.csv", {"time": stamps[kept].astype(str), "heat": texts(heat[kept], places=(100,), digits=2)})


def write_counts():
    """Two series as columns, without stamps."""
    numbers = np.random.default_rng(3)
    level = np.cumsum(numbers.normal(size=(2, 90)), axis=1)
    write(
        "counts.csv",
        {"north": texts(20 + level[0], places=(40,), digits=2), "south": texts(300 + 9 * level[1])},
    )


def write_shops():
    """Three shops by day: known ahead an offer and the name of an event; the last five days are to come."""
    numbers = np.random.default_rng(4)
    columns = {name: [] for name in ("unique_id", "ds", "y", "offer", "event", "visitors", "kind")}
    for number, size in enumerate((30, 200, 1200)):
        for day in range(70):
            offer, event = numbers.random() < 0.2, ("none", "fair", "holiday")[int(numbers.integers(3))]
            week = (1.5, 0.6)[number % 2] if day % 7 >= 5 else 1.0
            sold = size * week * (1 + 0.6 * offer) * (1 + 0.08 * numbers.normal())
            columns["unique_id"].append(f"shop-{number}")
            columns["ds"].append(np.datetime64("2024-01-01") + day)
            columns["y"].append(f"{sold:.0f}" if day < 65 else None)
            columns["offer"].append(int(offer))
            columns["event"].append(event)
            columns["visitors"].append(f"{3 * sold:.0f}" if day < 65 else None)
            columns["kind"].append(("corner", "market")[number % 2])
    write("shops.csv", columns)


def fit_all():
    """Models with their states, forecasters with those of their streams."""
    import elman
    from tests.golden.fits_0_1_0 import FORECASTERS, MODELS, table_of
    from tests.golden.replay_0_1_0 import command, rows_of, stream, targets_of

    for name, line in MODELS.items():
        file = f"models/{name}.safetensors"
        command(f"fit {line} --output {file} --quiet")
        begun = f"--rows 0:40 --save-state models/{name}.state"
        command(f"predict {file} fresh.csv --id run --output p.csv {begun} --quiet")
        rows = rows_of("fresh.csv", elman.load(file).inputs, 0, 20)
        stream(f"{file} --save-state models/{name}.stream.state --quiet", rows)
    for name, line in FORECASTERS.items():
        file = f"forecasters/{name}.safetensors"
        command(f"fit {line} --output {file} --quiet")
        if name == "shops":
            continue
        first = "--first 2025-01-06T00:00" if table_of(line)[0] == "heat.csv" else ""
        column = targets_of(name)[:1]
        rows = rows_of(table_of(line)[0], column, 0, 60)
        rows = rows.replace(column[0], "y", 1) if name == "pinball" else rows
        for kind, option in (("plain", ""), ("adaptive", "--adaptive")):
            saved = f"--save-state forecasters/{name}.{kind}.state"
            stream(f"{file} {first} {option} {saved} --quiet", rows)
    Path("p.csv").unlink()


def fit_regressor():
    """The model inside a scikit-learn estimator."""
    import elman

    table = np.genfromtxt("pairs.csv", delimiter=",", names=True, usecols=("u", "v", "y"))
    regressor = elman.SequenceRegressor(hidden_size=3, max_steps=20, trials=False, random_state=0)
    regressor.fit(np.stack([table["u"], table["v"]], axis=1), table["y"])
    Path("models/regressor.bytes").write_bytes(regressor.model_.to_bytes())


def break_off():
    """Fits that end half way, as if the process had been killed; a forecaster's in its second network."""
    from elman.cli import run
    from elman.training.checkpoint import CheckpointFile
    from tests.golden.fits_0_1_0 import CHECKPOINTS

    usual = CheckpointFile.save_if_due
    for name, line in CHECKPOINTS.items():
        steps = int(line.split()[line.split().index("--steps") + 1])

        def save_and_die(self, memory, network, steps=steps):
            if memory.history.num_windows == steps // 2 and self._path.suffix != ".1":
                self.save(memory, network)
                raise Killed
            usual(self, memory, network)

        CheckpointFile.save_if_due = save_and_die
        try:
            options = f"--output gone.safetensors --checkpoint checkpoints/{name}.checkpoint --quiet"
            run(["fit", *line.split(), *options.split()])
        except Killed:
            continue
        raise AssertionError(f"{name} was not broken off")


def names_of(package):
    """The names that a package says are public; of `elman.errors`, which says nothing, its classes."""
    known = getattr(package, "__all__", None)
    return sorted(known or (name for name, value in vars(package).items() if isinstance(value, type)))


def members_of(value):
    """Public attributes and methods of an object; a native network's inside is none."""
    return sorted(name for name in dir(value) if not name.startswith("_") and name != "core")


def freeze_names():
    """Every public name of every folder, and what the objects that users hold can do."""
    import elman
    from tests.golden.replay_0_1_0 import held_objects

    packages = {"elman": elman}
    for found in pkgutil.walk_packages(elman.__path__, "elman."):
        if found.name.rpartition(".")[2].startswith("_"):
            continue
        module = importlib.import_module(found.name)
        if found.ispkg or hasattr(module, "__all__") or found.name == "elman.errors":
            packages[found.name] = module
    names = {
        "names": {name: names_of(package) for name, package in sorted(packages.items())},
        "members": {name: members_of(value) for name, value in held_objects().items()},
    }
    Path("names.json").write_text(json.dumps(names, indent=1) + "\n", encoding="utf-8")


def main():
    """Everything anew."""
    import elman

    assert elman.__version__ == "0.1.0"
    shutil.rmtree(FILES, ignore_errors=True)
    for folder in ("models", "forecasters", "checkpoints"):
        (FILES / folder).mkdir(parents=True)
    write_pairs("pairs.csv", (80, 60), 0)
    write_pairs("fresh.csv", (35, 25), 1)
    write_heat()
    write_counts()
    write_shops()
    os.chdir(FILES)
    fit_all()
    fit_regressor()
    break_off()
    freeze_names()
    replay = [sys.executable, "-m", "tests.golden.replay_0_1_0", FILES, FILES / "results"]
    subprocess.run(replay, cwd=HERE.parents[1], check=True)
    provenance = {
        "program": "elman",
        "version": elman.__version__,
        "commit": COMMIT,
        "date": DATE,
        "instruction_set": elman.load("models/gru.safetensors").network.instruction_set,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    Path("provenance.json").write_text(json.dumps(provenance, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if os.environ.get("ELMAN_ISA") != "baseline":
        from tests.golden.exact_machine import exact_environment

        again = [sys.executable, "-m", "tests.golden.make_files_0_1_0"]
        sys.exit(subprocess.run(again, env=exact_environment(), check=False).returncode)
    main()
