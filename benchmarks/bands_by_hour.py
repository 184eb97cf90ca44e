"""Do the bands hold at each hour? Hourly bikes, all origins at midnight, the default fit, 24 hours ahead.

A forecaster is fitted with the defaults to the rows before the last tenth; every midnight of that tenth is
an origin. The test rows are looked at once.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from elman.forecasting import fit_forecaster, split_options
from elman.series import Origins, SeriesColumns, read_series
from machine import describe_machine
from report import finish, make_parser

HORIZON, LEVELS, TESTED = 24, (80.0, 90.0), 0.1
COLUMNS = SeriesColumns(targets=("count",), time="ts")


def main() -> None:
    """Fits, and counts by hour."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with forecast/")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    series = read_series(options.data / "forecast/bikesharing_hourly/hourly_bikesharing.csv.gz", COLUMNS)
    y_N = series.y[0]
    cut = round((1.0 - TESTED) * len(y_N))
    fitted = fit_forecaster(
        series.cut([cut - 1]), SeriesColumns(), split_options({"threads": options.threads}, HORIZON)
    )
    hour_N = series.stamps(0, 0, len(y_N)).astype("datetime64[h]").astype(int) % 24
    row_M = np.arange(cut - 1, len(y_N) - HORIZON)
    row_M = row_M[hour_N[row_M + 1] == 0]
    origins = Origins(series_M=np.zeros(len(row_M), np.int64), row_M=row_M)
    made = fitted.forecaster.forecast_origins(series, origins, levels=LEVELS)
    truth_MK = y_N[row_M[:, None] + 1 + np.arange(HORIZON)]
    lines = [describe_machine(threads=options.threads), f"{len(row_M)} midnights; hours 0 to 23"]
    for place, level in enumerate(LEVELS):
        held_MK = (truth_MK >= made.low_LMK[place]) & (truth_MK <= made.high_LMK[place])
        by_hour = " ".join(f"{100 * share:.0f}" for share in held_MK.mean(axis=0))
        lines.append(f"{level:g} % band: {100 * held_MK.mean():.1f} %; by hour {by_hour}")
    lines.append(
        "said by fit: " + ", ".join(f"{name} % {value:.1f}" for name, value in fitted.coverage.items())
    )
    finish("bands_by_hour", lines, write=options.write)


if __name__ == "__main__":
    main()
