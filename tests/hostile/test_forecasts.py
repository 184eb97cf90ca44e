"""Series that are hard to forecast and command lines that are wrong, from fit to backtest."""

import csv
import json
import re
from datetime import timedelta

import numpy as np
import pytest

from elman.cli import run
from tests.awkward_series import AWKWARD, FIRST, daily, write_awkward

HORIZON = 4
FIT = ["fit", "long.csv", "--horizon", str(HORIZON), "--output", "new.safetensors"]
QUICK = ["--steps", "3", "--no-trials", "--hidden-size", "2", "--threads", "1", "--members", "1"]


@pytest.fixture
def there(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def forecasts(path):
    """Every number of a table of forecasts."""
    with path.open() as file:
        rows = list(csv.DictReader(file))
    numbers = [[float(row[name]) for name in ("low-80", "forecast", "high-80")] for row in rows]
    return rows, np.array(numbers)


TOO_SHORT = r"series must have at least 3 rows to learn a forecast from"
NEVER_SEEN = r"horizon must be below the rows of the longest training part"
REFUSED_ALONE = {"two points": TOO_SHORT, "one point": TOO_SHORT}


@pytest.mark.parametrize("name", AWKWARD)
def test_a_series_alone_is_fitted_forecast_and_tested(name, there, refuses, capsys):
    write_awkward(there / "long.csv", name)
    if name in REFUSED_ALONE:
        refuses(there, [*FIT, *QUICK], REFUSED_ALONE[name])
        return
    assert run([*FIT, *QUICK, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["horizon"] == HORIZON
    assert run(["forecast", "new.safetensors", "--output", "f.csv"]) == 0
    rows, numbers = forecasts(there / "f.csv")
    assert len(rows) == HORIZON
    assert np.isfinite(numbers).all()
    assert (np.diff(numbers, axis=1) >= 0).all()
    capsys.readouterr()
    assert run(["backtest", "new.safetensors", "long.csv", "--origins", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert np.isfinite(found["forecaster"]["mae"])


def test_all_together_are_fitted_forecast_and_tested(there, capsys):
    write_awkward(there / "long.csv")
    assert run([*FIT, *QUICK]) == 0
    out, err = capsys.readouterr()
    assert "note: Missing values: " in err
    # The score first, beside the best baseline.
    assert "the best baseline, " in out.splitlines()[1]
    assert out.splitlines()[-1] == "forecaster: new.safetensors"
    assert run(["forecast", "new.safetensors", "long.csv", "--output", "f.csv"]) == 0
    rows, numbers = forecasts(there / "f.csv")
    assert len(rows) == HORIZON * len(AWKWARD)
    assert np.isfinite(numbers).all()
    assert run(["backtest", "new.safetensors", "long.csv", "--origins", "3", "--adaptive"]) == 0


@pytest.fixture
def folder(there):
    """Hourly values as a long table: good, and with one thing wrong each."""
    good = [
        f"a,{FIRST + timedelta(hours=row)},{value:.3f},{row % 5},{row % 3}"
        for row, value in enumerate(daily(60))
    ]
    tables = {
        "good": good,
        "twice": [*good[:8], good[7].replace(good[7].split(",")[2], "99"), *good[8:]],
        "back": [*good[:8], good[3], *good[9:]],
        "text": [*good[:8], good[8].replace(good[8].split(",")[2], "none yet"), *good[9:]],
        "uneven": [*good[:20], good[20].replace(":00:00", ":17:11"), *good[21:]],
        "missing": [re.sub(r",[^,]+(,\d,\d)$", r",\1", row) for row in good],
        "empty": [],
        "no-y": good,
    }
    for name, rows in tables.items():
        value = "sales" if name == "no-y" else "y"
        text = "\n".join([f"unique_id,ds,{value},price,wind", *rows])
        (there / f"{name}.csv").write_text(text + "\n")
    return there


def fit(*options, data="good.csv", horizon=("--horizon", "4"), quick=QUICK):
    """A command line of `elman fit --horizon`."""
    return ["fit", data, *horizon, "--output", "new.safetensors", *quick, *options]


def whole(name, least, value):
    return rf"{name} must be a whole number of at least {least}, got {value}\."


WRONG = [
    (fit(horizon=()), r"inputs must name at least one column, got none\. .*or give a horizon"),
    (fit(horizon=(), quick=[]), r"inputs must name at least one column, got none\. .*or give a horizon"),
    (fit("--season", "24", horizon=(), quick=[]), r"season must come with a horizon, got '24' without"),
    (fit("--future", "price", horizon=(), quick=[]), r"future must come with a horizon, got 'price'"),
    (fit("--no-calendar", horizon=(), quick=[]), r"calendar must come with a horizon, got False without"),
    (fit("--input", "price"), r"inputs must not be given with a horizon, got 'price'\. The targets' own"),
    (fit("--burn-in", "3"), r"burn_in must not be given with a horizon, got 3\. It is for models of"),
    (fit("--epochs", "3"), r"epochs must not be given with a horizon, got 3\.0\. Give steps or a budget"),
    (
        fit("--from", "old.safetensors"),
        r"start must not be given with a horizon: a forecaster is fitted anew",
    ),
    (fit(horizon=("--horizon", "0")), whole("horizon", 1, 0)),
    (fit(horizon=("--horizon", "-3")), whole("horizon", 1, -3)),
    (fit(horizon=("--horizon", "60")), NEVER_SEEN + r" \(40 of 60\), got 60\. Shorten it or give"),
    (fit(horizon=("--horizon", "40")), NEVER_SEEN),
    (fit(horizon=("--horizon", "1000000000")), r"horizon must be at most 65536, got 1000000000"),
    (fit(horizon=("--horizon", "9" * 30)), r"horizon must be at most 65536, got 9{30}"),
    (fit(horizon=("--horizon", "four")), r"Invalid value for '--horizon'"),
    (
        fit("--strategy", "directly"),
        r"unknown strategy 'directly'\. Known: direct, recursive, segments\. Did",
    ),
    (fit("--level", "80"), r"unknown level '80'\. Known: last, mean, median"),
    (fit("--scale", "big"), r"unknown scale 'big'"),
    (fit("--season", "day"), r"season must be whole numbers of rows with commas, as 24,168, got 'day'"),
    (fit("--season", "0"), whole("season", 1, 0)),
    (fit("--season", "24,-7"), whole("season", 1, -7)),
    (fit("--levels", "ninety"), r"levels must be numbers with commas, as 80,90, got 'ninety'"),
    (fit("--levels", "0"), r"levels must be between 0 and 100 percent, got 0"),
    (fit("--levels", "90,100"), r"levels must be between 0 and 100 percent, got 100"),
    (fit("--levels", "nan"), r"levels must be between 0 and 100 percent, got nan"),
    (fit("--members", "0"), whole("members", 1, 0)),
    (fit("--lags", "0"), whole("lags", 1, 0)),
    (fit("--lags", "1000000000"), r"lags must be at most"),
    (fit("--members", "1000000000"), r"members must be at most"),
    (fit("--difference", "-1"), whole("difference", 0, -1)),
    (fit("--loss", "msee"), r"unknown loss 'msee'"),
    (fit("--budget", "5s"), r"a fit must have one of steps and budget, got steps and budget"),
    (fit("--validation", "1"), r"validation must be above 0 and below 1, got 1"),
    (fit("--target", "sales"), r"unknown column of good\.csv 'sales'\. Known: ds, price, unique_id, wind, y"),
    (fit("--id", "shop"), r"unknown column of good\.csv 'shop'"),
    (fit("--time", "when"), r"unknown column of good\.csv 'when'"),
    (fit("--future", "holiday"), r"unknown column of good\.csv 'holiday'"),
    (fit("--target", "y", "--past", "y"), r"past must not name a column of another role, got 'y'"),
    (fit("--past", "y"), r"targets must name at least one column, got none, and no other column is"),
    (fit("--future", "price", "--past", "price"), r"future must not name a column of another role"),
    (fit("--static", "price"), r"static column 'price' must have one value in each series, got 0.* and 1"),
    (fit("--target", "unique_id"), r".*'a'"),
    (fit(data="no-y.csv"), r"targets must name at least one column, got none, and no other column is"),
    (fit(data="twice.csv"), r".*row 8 of twice\.csv"),
    (fit(data="back.csv"), r".*row 8 of back\.csv"),
    (fit(data="text.csv"), r".*'none yet' in row 8 of text\.csv"),
    (fit(data="uneven.csv"), r"times must be evenly spaced, got .* in row 20 of uneven\.csv"),
    (fit(data="missing.csv"), r"missing\.csv must have values in 'y', and all of them are missing"),
    (fit(data="empty.csv"), r"empty\.csv must"),
    (fit(data="none.csv"), r"none\.csv must be a file, and there is none"),
    (fit("--rows", "0:2"), TOO_SHORT),
    (fit("--rows", "70:"), r"rows must be in good\.csv, got 70:"),
    (fit("--checkpoint", "good.csv"), r"checkpoint must not be a file that is read"),
]


@pytest.mark.parametrize("case", WRONG, ids=lambda case: " ".join(case[0][1:])[:90])
def test_a_wrong_fit_of_a_forecaster_is_refused(case, folder, refuses):
    refuses(folder, *case)


@pytest.fixture
def with_prices(folder):
    """A forecaster that needs what is known ahead, and a table that ends with its values."""
    assert run(fit("--future", "price", "--past", "wind", "--quiet")) == 0
    return folder


def later(folder, *prices):
    """The good table with rows to come, of which the prices are known."""
    rows = [f"a,{FIRST + timedelta(hours=60 + row)},,{price}," for row, price in enumerate(prices)]
    (folder / "later.csv").write_text("\n".join([(folder / "good.csv").read_text().rstrip(), *rows, ""]))


AHEAD = (
    r"future columns must be known for the {} rows that are forecast, got {} of 'price' for 'a'\. Add rows"
)


@pytest.mark.parametrize(
    ("prices", "options", "sentence"),
    [
        ((), [], AHEAD.format(4, 0)),
        ((1, 2, 3), [], AHEAD.format(4, 3)),
        ((1, 2, "", 4), [], AHEAD.format(4, 3)),
        (
            (1, 2, 3),
            ["--horizon", "0"],
            r"horizon must be from 1 to 4, which it was fitted for, or up to 100 times that.*got 0",
        ),
        ((1, 2, 3, 4), ["--levels", "0"], r"levels must be between 0 and 100 percent"),
    ],
)
def test_what_must_be_known_ahead_is_asked_for(prices, options, sentence, with_prices, refuses):
    later(with_prices, *prices)
    refuses(
        with_prices, ["forecast", "new.safetensors", "later.csv", "--output", "f.csv", *options], sentence
    )


def test_what_is_known_ahead_suffices_for_so_many_rows(with_prices, refuses):
    later(with_prices, 1, 2, 3)
    forecast = ["forecast", "new.safetensors", "--output", "f.csv"]
    refuses(with_prices, forecast, r"sources must be given, because this forecaster needs covariates")
    assert run([*forecast, "later.csv", "--horizon", "3"]) == 0
    assert len(forecasts(with_prices / "f.csv")[0]) == 3
    assert run(["backtest", "new.safetensors", "good.csv"]) == 0
