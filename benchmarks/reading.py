"""Is a table read as it stands, do scores and predictions keep its digits, and what does reading cost?

`precision`: columns of which float32 leaves nothing, as input and as target, for models and forecasters:
the scores beside float64 sums written out here. `join`: what `elman predict` writes, joined back to the
table by its ids and times and by its rows, beside the prediction in memory. `cost`: seconds and peak memory
of reading two columns of a large CSV and Parquet file, in turns, each in a process of its own: this elman,
an earlier one (`--before`, the folder `src` of its source), and polars alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from machine import describe_machine
from report import finish, make_parser, show_progress
from tables import describe, table

PROJECT = Path(__file__).parents[1]
FEW = {"steps": 150, "hidden_size": 8, "trials": False, "threads": 1, "seed": 1}
HORIZON, DAYS, COUNT, STRIDE = 14, 240, 4, 7

READ = """
import sys, time
start = time.perf_counter()
{reading}
seconds = time.perf_counter() - start
(most,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, int(most.split()[1]) / 1024, rows, total)
"""
BY_ELMAN = """
from elman.data import read_sequences
read = read_sequences({path!r}, inputs="a", targets="b"{more})
rows, total = len(read.values_NC), float(read.values_NC.sum(dtype="f8"))
"""
BY_POLARS = """
import numpy, polars
is_text = {path!r}.endswith("csv")
scanned = polars.scan_csv({path!r}, try_parse_dates={timed}) if is_text else polars.scan_parquet({path!r})
frame = scanned.select(["a", "b"] + ["t"] * {timed}).collect()
values = frame.select("a", "b").to_numpy()
rows, total = len(values), float(values.sum())
"""


def slow(rows: int, seed: int) -> np.ndarray:
    """Steps that are held, as a valve or a day's demand."""
    levels = np.random.default_rng(seed).integers(0, 40, -(-rows // 20))
    return np.repeat(levels, 20)[:rows].astype(np.float64)


def answer(u: np.ndarray) -> np.ndarray:
    """A first-order lag of the input."""
    y = np.zeros(len(u))
    for row in range(1, len(u)):
        y[row] = y[row - 1] + 0.2 * (u[row - 1] - y[row - 1])
    return y


def weekly() -> np.ndarray:
    """Days of a week, with noise."""
    week = np.array([0.0, 3.0, 5.0, 4.0, 2.0, -6.0, -8.0])[np.arange(DAYS) % 7]
    return week + np.random.default_rng(1).normal(0, 0.3, DAYS)


DISGUISES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "counter near 1.7e9": lambda x: 1.7e9 + x,
    "coordinate in UTM, centimetres count": lambda x: 5_628_431.2 + 0.01 * x,
    "absolute pressure, 1e-4 Pa count": lambda x: 101_325.0 + 1e-4 * x,
    "meter that grows from 1.6e9": lambda x: 1.6e9 + 5.0 * np.arange(len(x)) + x,
    "values near 1e-18": lambda x: 1e-18 * (50 + x),
}


def model_difference(as_input: Any, as_target: Any) -> float:
    """The largest relative difference between a model's scores and those of float64 sums."""
    import elman

    def made(seed: int) -> dict[str, np.ndarray]:
        u = slow(700, seed)
        return {"u": as_input(u), "y": as_target(answer(u))}

    model = elman.fit(made(0), inputs="u", targets="y", **FEW)
    fresh = made(5)
    scores = model.evaluate(fresh).scores
    error = model.predict(fresh).values[:, 0] - fresh["y"]
    wanted = {"rmse": np.sqrt(np.mean(error**2)), "mae": np.mean(np.abs(error))}
    return max(abs(scores.network.overall[name] / value - 1) for name, value in wanted.items())


def forecaster_difference(disguise: Any) -> float:
    """The same of a forecaster's backtest, and of its naive baseline."""
    import elman

    series = disguise(weekly())
    days = np.arange("2024-01-01", DAYS, dtype="M8[D]")
    few = {**FEW, "steps": 120, "members": 1, "season": 7}
    forecaster = elman.fit({"ds": days, "y": series}, horizon=HORIZON, targets="y", time="ds", **few)
    found = forecaster.backtest({"ds": days, "y": series}, count=COUNT, stride=STRIDE)
    ends = [DAYS - HORIZON - STRIDE * back for back in range(COUNT)]
    truths = [series[end : end + HORIZON] for end in ends]
    ahead = [forecaster.forecast({"ds": days[:end], "y": series[:end]}).point[0] for end in ends]
    own = np.mean(np.abs(np.array(ahead) - truths))
    naive = np.mean([np.abs(series[end - 1] - truth) for end, truth in zip(ends, truths, strict=True)])
    pairs = ((found.forecaster.overall["mae"], own), (found.baselines["naive"].overall["mae"], naive))
    return max(abs(score / wanted - 1) for score, wanted in pairs)


def precision() -> Iterator[str]:
    """The largest relative difference of a score, for every disguise."""
    lines = []
    for done, (name, disguise) in enumerate(DISGUISES.items()):
        found = (
            model_difference(disguise, lambda x: x),
            model_difference(lambda x: x, disguise),
            forecaster_difference(disguise),
        )
        lines.append([name, *(f"{difference:.1e}" for difference in found)])
        show_progress(done + 1, len(DISGUISES), "disguises")
    yield "largest relative difference of RMSE, MAE (of a forecaster: MAE, and that of the naive forecast)"
    yield from table(["column", "as input", "as target", "forecast"], lines)


def join() -> Iterator[str]:
    """What is written, joined back to its table."""
    import polars

    import elman

    frame = interleaved()
    model = elman.fit(frame, inputs="u", targets="y", id="unit", time="t", **FEW)
    begin, end = 101, 1_499
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        model.save(home / "m.safetensors")
        frame.write_csv(home / "t.csv")
        command = ["predict", home / "m.safetensors", home / "t.csv", "--id", "unit", "--time", "t"]
        command += ["--rows", f"{begin}:{end}", "--output", home / "out.csv"]
        subprocess.run([sys.executable, "-m", "elman", *map(str, command)], check=True, capture_output=True)
        out, whole = polars.read_csv(home / "out.csv"), polars.read_csv(home / "t.csv").with_row_index("row")
    answers = in_memory(model, frame[begin:end], begin)
    by_time = out.join(whole, on=["unit", "t"], how="inner", suffix="-of-table")
    by_row = out.join(whole.with_columns(polars.col("row").cast(polars.Int64)), on="row", suffix="-of-table")
    for name, joined, row in (("id and time", by_time, "row-of-table"), ("row", by_row, "row")):
        ours = np.array([answers[int(place)] for place in joined[row]])
        difference = float(np.abs(joined["y"].to_numpy() - ours).max())
        yield f"joined by {name}: {len(joined)} of {end - begin} rows, largest difference {difference:.1e}"
    ascending = bool((np.diff(out["row"].to_numpy()) == 1).all())
    yield f"rows of the output in the order of the table: {'yes' if ascending else 'no'}"


def interleaved() -> Any:
    """Five units whose rows take turns at random, each with its own clock."""
    import polars

    rng = np.random.default_rng(3)
    unit_N = rng.integers(0, 5, 2_000)
    u = slow(2_000, 0)
    y = np.zeros(2_000)
    stamps = np.empty(2_000, "M8[s]")
    for unit in range(5):
        rows = np.flatnonzero(unit_N == unit)
        y[rows] = answer(u[rows])
        stamps[rows] = np.datetime64("2024-03-01", "s") + 60 * np.arange(len(rows))
    texts = [str(stamp).replace("T", " ") for stamp in stamps]
    return polars.DataFrame({"unit": [f"unit {unit}" for unit in unit_N], "t": texts, "u": u, "y": y})


def in_memory(model: Any, frame: Any, begin: int) -> dict[int, float]:
    """The prediction of every row of the table, each unit by itself."""
    answers = {}
    units = frame["unit"].to_numpy()
    for unit in dict.fromkeys(units):
        rows = np.flatnonzero(units == unit)
        predicted = model.predict({"u": frame["u"].to_numpy()[rows]}).values[:, 0]
        answers |= dict(zip((rows + begin).tolist(), predicted.tolist(), strict=True))
    return answers


def cost(rows: int, turns: int, before: Path | None) -> Iterator[str]:
    """Seconds and MB of every contender, file and kind of reading."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        paths = write_large(Path(folder), rows)
        contenders: dict[str, tuple[str, Path | None]] = {"elman": (BY_ELMAN, PROJECT / "src")}
        if before is not None:
            contenders["elman before"] = (BY_ELMAN, before)
        contenders["polars alone"] = (BY_POLARS, None)
        cases = [(path, timed) for path in paths for timed in (False, True)]
        for done, (path, timed) in enumerate(cases):
            lines += measure_case(contenders, path, timed, turns)
            show_progress(done + 1, len(cases), "cases")
    yield f"{rows:,} rows of a time and four columns of float64, two of which are read; "
    yield f"medians of {turns} turns, with their quartiles; imports count"
    yield from table(["file", "read", "by", "s", "peak MB"], lines)


def write_large(folder: Path, rows: int) -> list[Path]:
    """A time and four columns of numbers with four decimals."""
    import polars

    rng = np.random.default_rng(0)
    stamps = np.datetime64("2023-01-01", "us") + np.arange(rows) * np.timedelta64(1, "s")
    frame = polars.DataFrame({"t": stamps, **{name: rng.normal(size=rows).round(4) for name in "abcd"}})
    paths = [folder / "large.csv", folder / "large.parquet"]
    frame.write_csv(paths[0], datetime_format="%Y-%m-%d %H:%M:%S")
    frame.write_parquet(paths[1])
    return paths


def measure_case(contenders: dict[str, Any], path: Path, timed: bool, turns: int) -> Iterator[list[str]]:
    """A line for every contender, measured in turns."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    told = set()
    for _ in range(turns):
        for name, (reading, source) in contenders.items():
            text = reading.format(path=str(path), timed=timed, more=', time="t"' * timed)
            environment = os.environ | ({} if source is None else {"PYTHONPATH": str(source)})
            command = [sys.executable, "-c", READ.format(reading=text)]
            run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            seconds, megabytes, rows, total = map(float, run.stdout.split())
            found[name].append((seconds, megabytes))
            told.add((rows, round(total)))
    assert len(told) == 1, told
    kind = "two columns and the time" if timed else "two columns"
    for name, values in found.items():
        seconds_N, megabytes_N = np.array(values).T
        yield [path.suffix[1:], kind, name, describe(seconds_N, digits=2), describe(megabytes_N, digits=0)]


def main() -> None:
    """Measures what is asked for."""
    parser = make_parser(__doc__)
    parser.add_argument("part", choices=["precision", "join", "cost"])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--before", type=Path)
    given = parser.parse_args()
    parts = {
        "precision": precision,
        "join": join,
        "cost": lambda: cost(given.rows, given.turns, given.before),
    }
    lines = [describe_machine("polars", threads=1), *parts[given.part]()]
    finish(f"reading_{given.part}", lines, write=given.write)


if __name__ == "__main__":
    main()
