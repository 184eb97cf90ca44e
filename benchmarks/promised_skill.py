"""Is the skill that a fit prints the skill that a later backtest finds? Public sets of one or a few series.

Of each set the last rows are set aside, so that 20 origins, a horizon apart (or as far as there is room),
test a forecaster that was fitted with the defaults to the rows before. The test rows are looked at once.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from elman.forecasting import fit_forecaster, split_options
from elman.series import Origins, SeriesColumns, SeriesSet, read_series
from machine import describe_machine
from report import finish, make_parser, show_progress

ORIGINS = 20
MOST_TESTED = 0.3
"""Of a series."""


def table(path: str, **columns: object) -> Callable[[Path], SeriesSet]:
    """A set in a file with a header."""
    return lambda folder: read_series(folder / path, SeriesColumns(**columns))


def laser(folder: Path) -> SeriesSet:
    """The laser, as an array."""
    y_N = np.load(folder / "santafe_laser/santafe_laser.npy")[:, 0].astype(float)
    return SeriesSet(ids=("laser",), y=(y_N,), first=(0,))


def exchange(folder: Path) -> SeriesSet:
    """Eight rates, without stamps."""
    values_NI = np.loadtxt(folder / "exchange_rate/exchange_rate.txt.gz", delimiter=",")
    ids = tuple(f"rate {number + 1}" for number in range(values_NI.shape[1]))
    return SeriesSet(ids=ids, y=tuple(values_NI.T.copy()), first=(0,) * len(ids))


SETS: dict[str, tuple[Callable[[Path], SeriesSet], int]] = {
    "air passengers": (
        table("airpassengers/airline-passengers.csv", targets=("Passengers",), time="Month"),
        12,
    ),
    "sunspots": (table("sunspots_monthly/monthly-sunspots.csv", targets=("Sunspots",), time="Month"), 12),
    "US births": (table("us_births/births_us.csv"), 30),
    "Saugeen": (table("saugeen/river_flow_saugeen.csv"), 30),
    "laser": (laser, 24),
    "exchange rate": (exchange, 24),
    "bikes": (table("bikesharing_hourly/hourly_bikesharing.csv.gz", targets=("count",), time="ts"), 24),
}


def origins_of(series: SeriesSet, horizon: int) -> Origins:
    """The last origins of each series, a horizon apart where there is room."""
    rows = int(series.lengths.min())
    stride = max(1, min(horizon, int(MOST_TESTED * rows - horizon) // (ORIGINS - 1)))
    back_M = horizon + stride * np.arange(ORIGINS)[::-1]
    numbers = np.repeat(np.arange(len(series)), ORIGINS)
    return Origins(series_M=numbers, row_M=np.concatenate([length - 1 - back_M for length in series.lengths]))


def study(name: str, options: argparse.Namespace) -> tuple[str, float]:
    """One line, and the difference of the skills."""
    load, horizon = SETS[name]
    series = load(options.data / "forecast")
    origins = origins_of(series, horizon)
    cut_I = [int(origins.row_M[of].min()) for _, of in origins]
    began = time.perf_counter()
    chosen = {"threads": options.threads} | ({"budget": options.budget} if options.budget else {})
    fitted = fit_forecaster(series.cut(cut_I), SeriesColumns(), split_options(chosen, horizon))
    seconds = time.perf_counter() - began
    found = fitted.forecaster.backtest_origins(series, origins)
    promised = fitted.validation.skill if fitted.validation else float("nan")
    coverage = found.forecaster.overall if found.forecaster else {}
    line = (
        f"{name:15s} {horizon:3d}  {promised:7.3f}  {found.skill:7.3f}  {found.best_baseline:16s}"
        f"{coverage['coverage-80']:8.1f}{coverage['coverage-90']:8.1f}  {seconds:6.0f} s"
    )
    return line, abs(promised - found.skill)


def main() -> None:
    """All sets, or those that are named."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with forecast/")
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--budget", default=None, help="of each fit; the defaults if not given")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    lines = [
        describe_machine(threads=options.threads),
        f"{ORIGINS} origins a series",
        f"{'set':15s} rows  printed  on test  best baseline     80 %    90 %",
    ]
    apart = []
    for number, name in enumerate(options.sets):
        line, difference = study(name, options)
        lines.append(line)
        print(line, flush=True)
        apart.append(difference)
        show_progress(number + 1, len(options.sets), "sets")
    lines.append(f"mean difference {np.mean(apart):.3f}")
    finish("promised_skill", lines, write=options.write)


if __name__ == "__main__":
    main()
