"""elman's defaults on measured benchmark systems, beside the linear baseline.

The data are not elman's to give away: `--data` names a folder with one folder a set, as listed in
`SETS`. Splits and unscored starts are those of the sets' official or customary protocols, written
down beside each. Nothing about network or training is chosen here; `--budget` gives more time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.io import loadmat

from elman.api import FitColumns, FitRequest, run_fit
from elman.evaluation import Score
from elman.model import Evaluation, Model
from elman.tables import Rows
from machine import describe_machine
from report import finish, make_parser

Table = Path | Mapping[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Test:
    """One record to be scored on."""

    name: str
    rows: Rows | None = None
    inputs: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Set:
    """A benchmark system."""

    load: Callable[[Path], Table]
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    train: Rows | None
    tests: tuple[Test, ...]
    skip: int
    unit: str
    factor: float = 1.0


def mat(path: str, inputs: str, target: str) -> Callable[[Path], Table]:
    """Two signals of a MATLAB file."""

    def load(folder: Path) -> Table:
        arrays = loadmat(folder / path)
        return {name: np.ravel(arrays[name]).astype(float) for name in (inputs, target)}

    return load


def file(path: str) -> Callable[[Path], Table]:
    """A table that elman reads itself."""
    return lambda folder: folder / path


SETS = {
    # nonlinear_benchmarks 1.0.1: the first 50 samples of a test record are not scored.
    "silverbox": Set(
        load=file("silverbox/SNLS80mV.csv.gz"),
        inputs=("V1",),
        targets=("V2",),
        train=(40650, 105712),
        tests=(
            Test(name="multisine", rows=(105712, 127400)),
            Test(name="arrow", rows=(100, 40575)),
            Test(name="arrow, no extrapolation", rows=(100, 32100)),
        ),
        skip=50,
        unit="mV",
        factor=1000.0,
    ),
    "cascaded tanks": Set(
        load=file("cascaded_tanks/dataBenchmark.csv"),
        inputs=("uEst",),
        targets=("yEst",),
        train=None,
        tests=(Test(name="second record", inputs=("uVal",), targets=("yVal",)),),
        skip=50,
        unit="V",
    ),
    "exchanger": Set(
        load=file("daisy_exchanger/exchanger.csv"),
        inputs=("q",),
        targets=("th",),
        train=(0, 3000),
        tests=(Test(name="last 1000", rows=(3000, 4000)),),
        skip=50,
        unit="degrees",
    ),
    "dryer": Set(
        load=mat("hairdryer/dryer.mat", "X", "y"),
        inputs=("X",),
        targets=("y",),
        train=(0, 500),
        tests=(Test(name="last 500", rows=(500, 1000)),),
        skip=50,
        unit="V",
    ),
    "electric drives (PRBS 1)": Set(
        load=mat("ced_prbs/drive.mat", "u1", "z1"),
        inputs=("u1",),
        targets=("z1",),
        train=(0, 250),
        tests=(Test(name="last 250", rows=(250, 500)),),
        skip=50,
        unit="-",
    ),
}


def run(one: Set, folder: Path, budget: float | None) -> tuple[str, list[tuple[Test, Evaluation]]]:
    """Fits with the defaults, and scores every test record."""
    table = one.load(folder)
    columns = FitColumns(inputs=one.inputs, targets=one.targets, rows=one.train)
    options = {} if budget is None else {"budget": budget}
    report = run_fit(FitRequest(sources=table, columns=columns, options=options))
    assert isinstance(report.product, Model)
    made = f"{report.result.choices}; {report.to_json()['seconds']:.1f} s of training"
    return made, [(test, evaluate(report.product, one, table, test)) for test in one.tests]


def evaluate(model: Model, one: Set, table: Table, test: Test) -> Evaluation:
    """The scores on one record."""
    return model.evaluate(table, inputs=test.inputs, targets=test.targets, rows=test.rows, skip=one.skip)


def row(name: str, one: Set, test: Test, evaluation: Evaluation) -> str:
    """Network and baselines of one record, as one line of the table."""
    scores = evaluation.scores

    def rmse(score: Score) -> str:
        return f"{score.overall['rmse'] * one.factor:.4g}"

    baselines = scores.baselines
    own, linear, mean = rmse(scores.network), rmse(baselines["linear"]), rmse(baselines["mean"])
    return f"{name:26}{test.name:26}{one.unit:>8}{own:>10}{linear:>10}{mean:>10}"


def main() -> None:
    """Runs the sets that are asked for and there."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a set")
    parser.add_argument("--only", nargs="*", choices=SETS, default=list(SETS))
    parser.add_argument("--budget", type=float, help="seconds of training; the default is elman's")
    arguments = parser.parse_args()
    lines = [
        describe_machine(threads=len(os.sched_getaffinity(0))),
        "RMSE in free run from a zero state; the defaults of `elman fit`",
        "",
    ]
    lines.append(f"{'set':26}{'test':26}{'unit':>8}{'elman':>10}{'linear':>10}{'mean':>10}")
    notes = []
    for name in arguments.only:
        made, evaluations = run(SETS[name], arguments.data, arguments.budget)
        lines += [row(name, SETS[name], test, evaluation) for test, evaluation in evaluations]
        notes.append(f"{name}: {made}")
    theme = "system_identification" if arguments.budget is None else "system_identification_budget"
    finish(theme, [*lines, "", *notes], write=arguments.write)


if __name__ == "__main__":
    main()
