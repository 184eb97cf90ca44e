"""elman's defaults on measured and simulated benchmark systems, beside the linear baseline.

    python benchmarks/system_identification.py --data DATA --only silverbox --budget 180 --seeds 5 --write

The data are not elman's to give away: `--data` names a folder with one folder a set, as listed in `SETS`.
Splits and unscored starts are those of the sets' official or customary protocols, written down beside each.
Nothing about network or training is chosen here. With `--validation` no test row is looked at: what is tried
is judged by that alone.
"""

from __future__ import annotations

import gzip
import io
import lzma
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from scipy.io import loadmat

import elman
from elman.api import FitColumns, FitRequest, run_fit
from elman.evaluation import Score
from elman.model import Model
from machine import describe_machine
from report import finish, make_parser

Table = Mapping[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Test:
    """One record to be scored on."""

    name: str
    table: Table | list[Table]
    skip: int = 50
    start_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class Data:
    """What a set holds."""

    train: Table | list[Table]
    tests: tuple[Test, ...]


@dataclass(frozen=True, kw_only=True)
class Set:
    """A benchmark system."""

    load: Callable[[Path], Data]
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    unit: str = "-"
    factor: float = 1.0
    metric: str = "rmse"


def rows(table: Table, first: int, end: int) -> Table:
    """These rows of every column."""
    return {name: values[first:end] for name, values in table.items()}


def read(path: Path, names: Sequence[str]) -> Table:
    """Columns of a table, as elman reads it."""
    columns = elman.read_sequences(path, inputs=list(names[:-1]), targets=[names[-1]])
    return {name: columns.channel(name) for name in names}


def numbers(path: Path, names: Sequence[str]) -> Table:
    """Columns of a file without a header."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    table = np.array([[float(cell) for cell in line.replace(",", " ").split()] for line in text.splitlines()])
    return dict(zip(names, table.T, strict=True))


def mat(path: Path, u: str, y: str) -> Table:
    """Two signals of a MATLAB file."""
    arrays = loadmat(path)
    return {"u": np.ravel(arrays[u]).astype(float), "y": np.ravel(arrays[y]).astype(float)}


def cut(table: Table, at: int, name: str) -> Data:
    """The first rows to train on, the others to score on."""
    return Data(train=rows(table, 0, at), tests=(Test(name=name, table=rows(table, at, 10**9)),))


def silverbox(folder: Path) -> Data:
    """nonlinear_benchmarks 1.0.1: the first 50 samples of a test record are not scored."""
    table = read(folder / "silverbox/SNLS80mV.csv.gz", ("V1", "V2"))
    table = {"u": table["V1"], "y": table["V2"]}
    tests = (("multisine", 105712, 127400), ("arrow", 100, 40575), ("arrow, no extrapolation", 100, 32100))
    return Data(
        train=rows(table, 40650, 105712),
        tests=tuple(Test(name=name, table=rows(table, first, end)) for name, first, end in tests),
    )


def tanks(folder: Path) -> Data:
    """The state of the second record's start is unknown: its first rows are given, or not scored."""
    names = ("uEst", "yEst", "uVal", "yVal")
    table = read(folder / "cascaded_tanks/dataBenchmark.csv", names)
    second = {"u": table["uVal"], "y": table["yVal"]}
    return Data(
        train={"u": table["uEst"], "y": table["yEst"]},
        tests=(
            Test(name="from row 51 on", table=second, skip=50),
            Test(name="first 50 rows given", table=second, skip=0, start_from=50),
            Test(name="first 5 rows given", table=second, skip=0, start_from=5),
        ),
    )


def bouc_wen(folder: Path) -> Data:
    """The two official test records."""
    import h5py

    def signals(name: str, kind: str) -> Table:
        with h5py.File(folder / "bouc_wen" / name) as file:
            return {key: np.ravel(file[f"{kind}/{key}"][()]) for key in ("u", "y")}

    kinds = ("multisine", "sinesweep")
    tests = tuple(Test(name=kind, table=signals("test.h5", kind)) for kind in kinds)
    return Data(train=signals("train.h5", "multisine"), tests=tests)


def exchanger(folder: Path) -> Data:
    """The customary 3,000 and 1,000."""
    table = read(folder / "daisy_exchanger/exchanger.csv", ("q", "th"))
    return cut({"u": table["q"], "y": table["th"]}, 3000, "last 1,000")


def cstr(folder: Path) -> Data:
    """No official split: two thirds train."""
    table = numbers(folder / "daisy_cstr/cstr.dat", ("time", "u", "y1", "y2"))
    return cut({name: table[name] for name in ("u", "y1", "y2")}, 5000, "last 2,500")


def robot_arm(folder: Path) -> Data:
    """The usual halves."""
    table = read(folder / "daisy_robot_arm/robot-arm.csv", ("u", "y"))
    return cut(table, 512, "last 512")


def steam_generator(folder: Path) -> Data:
    """The usual two thirds."""
    names = ("time", *(f"u{k}" for k in range(1, 5)), *(f"y{k}" for k in range(1, 5)))
    table = numbers(folder / "daisy_steamgen/steamgen.csv.gz", names)
    return cut({name: table[name] for name in names[1:]}, 6400, "last 3,200")


def buck(folder: Path) -> Data:
    """Two records."""
    one, two = (read(folder / f"buck/buck_{part}.csv", ("input", "y")) for part in ("id", "valid"))
    both = [{"u": table["input"], "y": table["y"]} for table in (one, two)]
    return Data(train=both[0], tests=(Test(name="second record", table=both[1]),))


def rlc(folder: Path) -> Data:
    """Two records; the voltage of the capacitor is the target."""
    parts = [
        read(folder / f"rlc/RLC_data_{part}_nl.csv.gz", ("V_IN", "V_C", "I_L")) for part in ("train", "test")
    ]
    both = [{"u": table["V_IN"], "y": table["V_C"]} for table in parts]
    return Data(train=both[0], tests=(Test(name="second record", table=both[1]),))


def klon(folder: Path) -> Data:
    """400 segments of half a second train, 25 are scored but for their first 1,000 samples."""
    root = folder.parent / "audio/klon_centaur"
    u, y = (
        np.load(io.BytesIO(lzma.decompress((root / f"{name}.npy.xz").read_bytes()))) / 32768.0
        for name in ("klon_input", "klon_gain050")
    )
    segments: list[Table] = [{"u": one, "y": other} for one, other in zip(u, y, strict=True)]
    return Data(train=segments[:400], tests=(Test(name="last 25", table=segments[400:], skip=1000),))


def files(path: str, u: str, y: str, at: int, name: str) -> Callable[[Path], Data]:
    """A MATLAB file that is cut."""
    return lambda folder: cut(mat(folder / path, u, y), at, name)


ONE = partial(Set, inputs=("u",), targets=("y",))
SETS = {
    "silverbox": ONE(load=silverbox, unit="mV", factor=1000.0),
    "cascaded tanks": ONE(load=tanks, unit="V"),
    "bouc-wen": ONE(load=bouc_wen, unit="um", factor=1e6),
    "electric drives": ONE(load=files("ced_prbs/drive.mat", "u1", "z1", 250, "last 250")),
    "exchanger": ONE(load=exchanger, unit="degrees"),
    "dryer": ONE(load=files("hairdryer/dryer.mat", "X", "y", 500, "last 500"), unit="V"),
    "robot arm": ONE(load=robot_arm),
    "cstr": Set(load=cstr, inputs=("u",), targets=("y1", "y2"), metric="nrmse"),
    "steam generator": Set(
        load=steam_generator,
        inputs=tuple(f"u{k}" for k in range(1, 5)),
        targets=tuple(f"y{k}" for k in range(1, 5)),
        metric="nrmse",
    ),
    "buck": ONE(load=buck, unit="V"),
    "rlc": ONE(load=rlc, unit="V"),
    "damper": ONE(load=files("mr_damper/damper.mat", "X", "y", 2000, "last 1,499"), unit="N"),
    "klon gain 0.5": ONE(load=klon, unit="%", factor=100.0, metric="esr"),
}


def fit(one: Set, data: Data, options: Mapping[str, object]) -> tuple[Model, str]:
    """A model by the defaults, and what was chosen."""
    columns = FitColumns(inputs=one.inputs, targets=one.targets)
    report = run_fit(FitRequest(sources=data.train, columns=columns, options=dict(options)))
    assert isinstance(report.product, Model)
    return report.product, f"{report.result.choices}; {report.to_json()['seconds']:.1f} s of training"


def of(one: Set, score: Score) -> float:
    """The set's figure in its unit."""
    value = score.overall[one.metric]
    return float("nan") if value is None else float(value) * one.factor


def scores(one: Set, model: Model, tests: Sequence[Test]) -> dict[str, tuple[float, float]]:
    """For each record the figures of the network and of the linear baseline."""
    found = {}
    for test in tests:
        evaluation = model.evaluate(test.table, skip=test.skip, start_from=test.start_from)
        made = evaluation.scores
        found[test.name] = (of(one, made.network), of(one, made.baselines["linear"]))
    return found


def validated(one: Set, model: Model) -> dict[str, tuple[float, float]]:
    """The same on the validation part, of which the model's record tells."""
    record = model.record.validation
    own, linear = record["overall"][one.metric], record["baselines"]["linear"][one.metric]
    return {"validation": (float(own) * one.factor, float(linear) * one.factor)}


def main() -> None:
    """Runs the sets that are asked for."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a set")
    parser.add_argument("--only", nargs="*", choices=SETS, default=list(SETS))
    parser.add_argument("--budget", type=float, help="seconds of training; the default is elman's")
    parser.add_argument("--seeds", type=int, default=1, help="fits of each set, from seed 0 on")
    parser.add_argument("--validation", action="store_true", help="look at no test row")
    arguments = parser.parse_args()
    limit = "the defaults" if arguments.budget is None else f"a budget of {arguments.budget:g} s"
    lines = [
        describe_machine(threads=len(os.sched_getaffinity(0))),
        f"Free run from a zero state; {limit} of `elman fit`, {arguments.seeds} seeds",
        "",
        f"{'set':18}{'record':26}{'figure':>8}{'unit':>9}{'mean':>10}{'worst':>10}{'linear':>10}",
    ]
    notes = []
    for name in arguments.only:
        one = SETS[name]
        data = one.load(arguments.data)
        found = []
        for seed in range(arguments.seeds):
            budget = {} if arguments.budget is None else {"budget": arguments.budget}
            model, made = fit(one, data, {"seed": seed, **budget})
            found.append(validated(one, model) if arguments.validation else scores(one, model, data.tests))
            notes.append(f"{name}, seed {seed}: {made}")
        for record in found[0]:
            own = [part[record][0] for part in found]
            head = f"{name:18}{record:26}{one.metric:>8}{one.unit:>9}"
            linear = np.mean([part[record][1] for part in found])
            lines.append(f"{head}{np.mean(own):10.4g}{np.max(own):10.4g}{linear:10.4g}")
            print(lines[-1], flush=True)
    theme = "system_identification" if arguments.budget is None else "system_identification_budget"
    finish(theme, [*lines, "", *notes], write=arguments.write)


if __name__ == "__main__":
    main()
