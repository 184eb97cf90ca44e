"""Forecasts of public data sets by their official protocols, beside the baselines and published figures.

The data are not elman's to give away: `--data` names a folder with `forecast/` (one folder a set, as listed
in `SETS`) and `published.csv` (dataset, setting, model, metric, value, source), from which the published rows
are taken. The protocol of each set is written beside it.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from elman.backtesting import Backtest, backtest
from elman.backtesting.baselines import BASELINES, DEFAULT
from elman.forecasting import fit_forecaster, split_options
from elman.series import Origins, SeriesColumns, SeriesSet, find_seasons, read_series, rolling_origins
from elman.series.calendar import Frequency
from machine import describe_machine
from report import finish, make_parser

HOUR = 3_600_000_000
ETT = ("HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT")
M4_MODELS = ("Naive", "sNaive", "Naive2", "Theta", "RNN", "118 Smyl (Hybrid)")
MONASH_MODELS = ("Theta", "TBATS", "ETS", "DeepAR", "N-BEATS")
LABELS = {"mean sMAPE %": "smape", "mean MASE": "mase", "sMAPE": "smape", "MASE": "mase", "OWA": "owa"}


@dataclass(frozen=True, kw_only=True)
class Task:
    """A data set, what is known of it in training, and where forecasts are made."""

    series: SeriesSet
    train: SeriesSet
    """What baselines are fitted to and errors are scaled by."""
    origins: Origins
    validated: SeriesSet | None = None
    """The training part with the protocol's validation part behind it; None: elman cuts one off the first."""


@dataclass(frozen=True, kw_only=True)
class Set:
    """A data set with its protocol."""

    load: Callable[[Path, int], Task]
    horizon: int
    scale_season: int
    """Of the naive error in MASE and OWA."""
    metrics: tuple[str, ...]
    """The columns; the first one decides."""
    published: tuple[str, str, tuple[str, ...]] | None = None
    """Dataset and setting as `published.csv` has them, and which models."""
    options: Mapping[str, object] = field(default_factory=dict)
    """What is not left to elman's defaults; it is printed."""


def m4(name: str, step: int) -> Callable[[Path, int], Task]:
    """The M4 competition: a training and a test file with a series a line, one origin each."""

    def load(folder: Path, horizon: int) -> Task:
        parts = [folder / f"m4_{name.lower()}" / f"{name}-{part}" for part in ("train.csv.gz", "test.csv")]
        train, test = (pl.read_csv(path, infer_schema=False, null_values=[""]) for path in parts)
        ids = tuple(train[:, 0])
        values = [frame[:, 1:].select(pl.all().cast(pl.Float32)).to_numpy() for frame in (train, test)]
        known = tuple(y_N[~np.isnan(y_N)] for y_N in values[0])
        # The dates of the competition are not among its files: all begin on a day that stands for none.
        first = tuple(np.datetime64("2000-01-01", "us") for _ in ids)
        frequency = Frequency(unit="duration", step=step)
        given = SeriesSet(ids=ids, y=known, first=first, frequency=frequency)
        y = tuple(np.concatenate(pair) for pair in zip(known, values[1], strict=True))
        series = replace(given, y=y)
        return Task(series=series, train=given, origins=rolling_origins(series, horizon))

    return load


def ett(name: str) -> Callable[[Path, int], Task]:
    """Electricity transformers: 12 months to train, 4 to validate, 4 to test, every window of the test."""

    def load(folder: Path, horizon: int) -> Task:
        path = folder / name.lower() / f"{name}.csv.gz"
        whole = read_series(path, SeriesColumns(targets=ETT, time="date"), rows=(0, 14400))
        windows = 2880 - horizon + 1
        return Task(
            series=whole,
            train=whole.cut([8639] * len(whole)),
            validated=whole.cut([11519] * len(whole)),
            origins=rolling_origins(whole, horizon, count=windows),
        )

    return load


def one_series(path: str, columns: SeriesColumns) -> Callable[[Path, int], Task]:
    """A series whose last rows are the test."""

    def load(folder: Path, horizon: int) -> Task:
        series = read_series(folder / path, columns)
        return Task(series=series, train=series.cut([-1 - horizon]), origins=rolling_origins(series, horizon))

    return load


M4_METRICS = ("owa", "smape", "mase")
LONG = ("mse_scaled", "mae_scaled", "mase")
LONG_OPTIONS = {"loss": "mse", "validation": 0.25}  # 4 months of 16
MONASH = ("mase", "smape", "rmse")
SETS = {
    "M4 hourly": Set(
        load=m4("Hourly", HOUR),
        horizon=48,
        scale_season=24,
        metrics=M4_METRICS,
        published=("M4 hourly", "official", M4_MODELS),
    ),
    "M4 weekly": Set(
        load=m4("Weekly", 168 * HOUR),
        horizon=13,
        scale_season=1,
        metrics=M4_METRICS,
        published=("M4 weekly", "official", M4_MODELS),
    ),
    **{
        f"ETTh1 {horizon}": Set(
            load=ett("ETTh1"),
            horizon=horizon,
            scale_season=24,
            metrics=LONG,
            options=LONG_OPTIONS,
            published=("ETTh1", f"multivariate, H={horizon}", ("DLinear", "NLinear", "NHITS", "Informer")),
        )
        for horizon in (96, 192, 336, 720)
    },
    **{
        f"ETTh2 {horizon}": Set(
            load=ett("ETTh2"),
            horizon=horizon,
            scale_season=24,
            metrics=LONG,
            options=LONG_OPTIONS,
            published=(
                "ETTh2",
                f"multivariate, L=720, H={horizon}",
                ("DLinear", "SegRNN", "PatchTST", "GRU"),
            ),
        )
        for horizon in (96, 192, 336, 720)
    },
    "Saugeen": Set(
        load=one_series("saugeen/river_flow_saugeen.csv", SeriesColumns()),
        horizon=30,
        scale_season=7,
        metrics=MONASH,
        published=("Saugeen", "Monash protocol", MONASH_MODELS),
    ),
    "US births": Set(
        load=one_series("us_births/births_us.csv", SeriesColumns()),
        horizon=30,
        scale_season=7,
        metrics=MONASH,
        published=("US births", "Monash protocol", MONASH_MODELS),
    ),
    "AirPassengers": Set(
        load=one_series(
            "airpassengers/airline-passengers.csv", SeriesColumns(targets=("Passengers",), time="Month")
        ),
        horizon=24,
        scale_season=12,
        metrics=MONASH,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Result:
    """The scores of one set, and what was done for them."""

    scores: Backtest
    season: int
    made: str


def run(one: Set, folder: Path, arguments: argparse.Namespace) -> Result:
    """Fits the forecaster and the baselines to the training part, and scores them on the test."""
    task = one.load(folder, one.horizon)
    start = time.perf_counter()
    season = next(iter(find_seasons(task.train)), 1)
    tested, made = None, ""
    if not arguments.without_forecaster:
        given = dict(one.options) if arguments.budget is None else {**one.options, "budget": arguments.budget}
        known = task.train if task.validated is None else task.validated
        fitted = fit_forecaster(known, SeriesColumns(), split_options(given, one.horizon))
        tested = fitted.forecaster.forecast_origins
        made = f"{fitted.result.choices}; fitted in {time.perf_counter() - start:.0f} s"
    found = backtest(
        tested,
        task.series,
        task.origins,
        train=task.train,
        horizon=one.horizon,
        season=season,
        scale_season=one.scale_season,
        baselines=arguments.baselines,
        decided_by=one.metrics[0],
    )
    return Result(scores=found, season=season, made=made)


def published_rows(path: Path, one: Set) -> dict[str, dict[str, float]]:
    """The published figures of a set by model; figures of several metrics stand in one cell, as `a / b`."""
    if one.published is None or not path.exists():
        return {}
    dataset, setting, models = one.published
    labels = LABELS | {"MSE": "mse_scaled", "MAE": "mae_scaled"}
    rows: dict[str, dict[str, float]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (row["dataset"], row["setting"]) != (dataset, setting) or row["model"] not in models:
                continue
            for metric, value in zip(row["metric"].split(" / "), row["value"].split(" / "), strict=True):
                rows.setdefault(row["model"], {})[labels[metric]] = float(value)
    return rows


def table(name: str, one: Set, result: Result, published: dict[str, dict[str, float]]) -> list[str]:
    """What was measured here, then what was published, one line each; then what was done."""
    found = result.scores
    tested = {} if found.forecaster is None else {"elman": found.forecaster}
    measured = {contender: dict(score.overall) for contender, score in {**tested, **found.baselines}.items()}
    columns = [*one.metrics, *(key for key in measured.get("elman", {}) if key.startswith("coverage-"))]
    lines = [f"{name:34}" + "".join(f"{column:>13}" for column in columns)]
    for title, rows in (("", measured), ("published: ", published)):
        for contender, values in rows.items():
            numbers = (values.get(column) for column in columns)
            cells = "".join(f"{'-' if number is None else f'{number:.3f}':>13}" for number in numbers)
            lines.append(f"  {title + contender:32}{cells}")
    what = f"{found.num_origins} forecasts of {found.num_series} series, horizon {one.horizon}"
    lines.append(f"  {what}; season of the baselines, found in the training part: {result.season}")
    options = ", ".join(f"{option}={value}" for option, value in one.options.items()) or "the defaults"
    return [*lines, f"  elman ({options}): {result.made}"] if result.made else lines


def main() -> None:
    """Runs the sets that are asked for."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with forecast/ and published.csv")
    parser.add_argument("--only", nargs="*", choices=SETS, default=list(SETS))
    parser.add_argument("--baselines", nargs="*", choices=BASELINES, default=[*DEFAULT, "naive2"])
    parser.add_argument("--budget", type=float, help="seconds of training; the default is elman's")
    parser.add_argument("--without-forecaster", action="store_true", help="the baselines alone")
    arguments = parser.parse_args()
    lines = [describe_machine(threads=len(os.sched_getaffinity(0)))]
    for name in arguments.only:
        one = SETS[name]
        result = run(one, arguments.data / "forecast", arguments)
        lines += ["", *table(name, one, result, published_rows(arguments.data / "published.csv", one))]
        print("\n".join(lines[-1:]), file=sys.stderr, flush=True)
    finish("forecasting", lines, write=arguments.write)


if __name__ == "__main__":
    main()
