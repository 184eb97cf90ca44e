"""Dates of one's own as holidays: what is read, what a forecaster keeps, and that it is of use."""

import numpy as np
import pytest

import elman
from elman import Forecaster, SeriesSet
from elman.errors import DataError
from elman.series.calendar import Frequency
from elman.series.holidays import with_holidays
from elman.series.own_holidays import inline, is_table, names_by_day

FIRST = np.datetime64("2024-01-01")


def write(path, *rows):
    path.write_text("\n".join(rows) + "\n")
    return str(path)


def test_a_table_of_dates_and_names(tmp_path):
    path = write(
        tmp_path / "fairs.csv", "holiday,date,place", "spring,2024-05-01,a", '"fall, b=c",2024-10-03,b'
    )
    assert is_table(path)
    assert not is_table("US")
    assert not is_table("US-CA")
    kept = inline(path)
    assert not is_table(kept)
    assert "," not in kept
    day = np.datetime64
    assert names_by_day(kept) == {day("2024-05-01"): "spring", day("2024-10-03"): "fall b c"}


def test_dates_alone_are_called_as_their_file(tmp_path):
    kept = inline(write(tmp_path / "sales.csv", "ds", "2024-02-03", "2024-02-01"))
    assert kept == "sales:2024-02-01=sales;2024-02-03=sales"
    with pytest.raises(DataError, match="must be written as 2024-05-31, got '3rd of May'"):
        inline(write(tmp_path / "x.csv", "date,name", "3rd of May,fair"))


def test_days_of_the_table_are_marked_ahead_too():
    series = SeriesSet(
        ids=("a",), y=(np.arange(10.0),), first=(np.datetime64("2024-01-01", "us"),),
        frequency=Frequency(unit="duration", step=86_400_000_000),
    )  # fmt: skip
    marked = with_holidays(series, ["f:2024-01-03=x;2024-01-12=y"], ahead=3)
    assert marked.future_names == ("holidays of f", "any of the holidays of f")
    assert marked.categories["holidays of f"] == ("", "x", "y")
    wanted = np.zeros(13)
    wanted[[2, 11]] = 1.0
    np.testing.assert_array_equal(marked.future[0][:, 1], wanted)
    assert marked.future[0][[2, 11], 0].tolist() == [1.0, 2.0]


def test_a_forecaster_keeps_the_dates_and_sees_them_coming(tmp_path):
    random = np.random.default_rng(0)
    fair = random.random(420) < 0.12
    y = 50 + 20 * fair + random.normal(size=420)
    days = FIRST + np.arange(420)
    path = write(tmp_path / "fairs.csv", "date,name", *(f"{day},fair" for day in days[fair]))
    fit = {"horizon": 10, "steps": 400, "members": 1, "hidden_size": 16, "trials": False, "threads": 1}
    fit |= {"level": "mean", "scale": "running", "difference": 0, "lags": 14}
    forecaster = elman.fit({"ds": days[:400], "y": y[:400]}, holidays=path, season=1, **fit)
    (tmp_path / "fairs.csv").unlink()
    again = Forecaster.from_bytes(forecaster.to_bytes())
    point = again.forecast().point[0]
    assert fair[400:410].any()
    assert point[fair[400:410]].min() > point[~fair[400:410]].max() + 3
    np.testing.assert_array_equal(again.forecast(horizon=20).point[0, :10], point)
