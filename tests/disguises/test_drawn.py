"""Tables that Hypothesis draws: each reads as what was written, or is refused with the option that
decides."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elman.data import read_sequences
from elman.errors import DataError
from elman.series import SeriesColumns, read_series

SEPARATORS = (",", ";", "\t", "|")
SIGNS = ((".", ""), (",", ""), (".", ","), (",", "."), (".", " "), (",", "\u00a0"), (".", "'"))
MEANT = {"decimal", "thousands"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("drawn")


def written(value: float, places: int, decimal: str, thousands: str) -> str:
    text = f"{value:,.{places}f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


@settings(deadline=None, max_examples=150)
@given(
    table=st.lists(st.tuples(*[st.floats(-1e7, 1e7, allow_nan=False)] * 2), min_size=1, max_size=12),
    places=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    separator=st.sampled_from(SEPARATORS),
    signs=st.sampled_from(SIGNS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_numbers_are_read_as_written_or_refused(folder, table, places, separator, signs, end):
    rows = [
        [written(value, count, *signs) for value, count in zip(row, places, strict=True)] for row in table
    ]
    wanted = np.array(
        [[float(f"{value:.{count}f}") for value, count in zip(row, places, strict=True)] for row in table]
    )
    lines = ["u" + separator + "y"]
    lines += [separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows]
    path = folder / "numbers.csv"
    path.write_bytes((end.join(lines) + end).encode())
    read = _read_or_refused(lambda: read_sequences(path, inputs=["u", "y"]), ("--decimal", "--thousands"))
    if read is None:
        told = {"decimal": signs[0]} | ({"thousands": signs[1]} if signs[1] else {})
        read = read_sequences(path, inputs=["u", "y"], **told)
    elif signs[0] == "," and _points_may_be_decimal(rows):
        # A point alone is a decimal sign: nothing in the file says that it stands between thousands.
        return
    np.testing.assert_allclose(read.values_NC, wanted.astype(read.values_NC.dtype), rtol=2e-7, atol=1e-12)


def _points_may_be_decimal(rows) -> bool:
    """Whether no cell shows a comma, and every point stands before three digits."""
    cells = [cell for row in rows for cell in row]
    return not any("," in cell for cell in cells) and all(cell.count(".") <= 1 for cell in cells)


def _read_or_refused(read, options):
    try:
        return read()
    except DataError as error:
        refusal = str(error)
    assert any(option in refusal for option in options), refusal
    return None


FORMS = {
    "%d/%m/%Y": "day-first",
    "%m/%d/%Y": "month-first",
    "%d.%m.%Y": "day-first",
    "%d-%m-%y": "day-first",
    "%m/%d/%y": "month-first",
    "%y-%m-%d": "year-first",
    "%d %b %Y": None,
    "%Y/%m/%d": None,
    "%Y%m%d": None,
}


@settings(deadline=None, max_examples=150)
@given(
    first=st.dates(pd.Timestamp("1971-01-01").date(), pd.Timestamp("2060-01-01").date()),
    step=st.sampled_from(["D", "2D", "W", "MS", "QS", "B"]),
    count=st.integers(1, 40),
    form=st.sampled_from(sorted(FORMS)),
    left_out=st.sets(st.integers(0, 39), max_size=3),
)
def test_dates_are_read_as_written_or_refused(folder, first, step, count, form, left_out):
    days = [
        day
        for place, day in enumerate(pd.date_range(first, periods=count, freq=step))
        if place not in left_out
    ]
    days = [day for day in days if 1971 <= day.year <= 2068]
    if not days:
        return
    path = folder / "dates.csv"
    path.write_text("ds,y\n" + "".join(f"{day.strftime(form)},{place}\n" for place, day in enumerate(days)))
    refusals = ("--time-format", "evenly spaced")
    read = _read_or_refused(lambda: read_series(path, SeriesColumns()), refusals)
    if read is None and FORMS[form] is not None:
        read = _read_or_refused(
            lambda: read_series(path, SeriesColumns(), time_format=FORMS[form]), ("evenly spaced",)
        )
    if read is not None:
        stamps = read.frequency.stamps(read.first[0], read.lengths[0])
        known = np.flatnonzero(~np.isnan(read.y[0]))
        np.testing.assert_array_equal(stamps[known], np.array(days, "M8[us]"))
