"""Our cross-validation frame beside that of statsforecast 2.1.1, frozen in the file beside this one.

It was made by

    sf = StatsForecast(models=[SeasonalNaive(season_length=12), Naive()], freq="MS")
    sf.cross_validation(df=table, h=6, n_windows=3, step_size=4)

of the series of `made` below, 60 and 48 months from January 2020.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from elman.cli import run

FROZEN = Path(__file__).with_name("cross_validation_of_statsforecast.csv")


def made(rows):
    t_N = np.arange(rows)
    wave_N = 1 + 0.3 * np.sin(2 * np.pi * t_N / 12) + 0.1 * np.cos(4 * np.pi * t_N / 12)
    return np.round((100 + 1.5 * t_N) * wave_N + 5 * np.sin(t_N**2), 3)


def table(path, ids=("alpha", "beta"), lengths=(60, 48)):
    with path.open("w") as file:
        print("unique_id,ds,y", file=file)
        for name, rows in zip(ids, lengths, strict=True):
            for row, value in enumerate(made(rows)):
                print(f"{name},{np.datetime64('2020-01') + row}-01,{value}", file=file)


@pytest.fixture
def frame(tmp_path):
    table(tmp_path / "table.csv")
    told = ["backtest", str(tmp_path / "table.csv"), "--horizon", "6", "--season", "12", "--origins", "3"]
    told += ["--stride", "4", "--baselines", "seasonal_naive,naive", "--output", str(tmp_path / "frame.csv")]
    assert run(told) == 0
    with (tmp_path / "frame.csv").open() as file:
        return list(csv.DictReader(file))


def test_columns_cut_offs_and_naive_figures_are_the_same_to_the_digit(frame):
    with FROZEN.open() as file:
        theirs = list(csv.DictReader(file))
    assert list(frame[0]) == ["unique_id", "ds", "cutoff", "y", "seasonal_naive", "naive"]
    assert [name.lower().replace("_", "") for name in frame[0]] == [
        name.lower().replace("_", "") for name in theirs[0]
    ]
    key = ("unique_id", "ds", "cutoff")
    assert [[row[name] for name in key] for row in frame] == [[row[name] for name in key] for row in theirs]
    for ours, names in (("y", "y"), ("seasonal_naive", "SeasonalNaive"), ("naive", "Naive")):
        assert [float(row[ours]) for row in frame] == [float(row[names]) for row in theirs]
