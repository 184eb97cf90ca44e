"""Tables with two readings are refused: both are named, with the option that decides. Each option then
decides."""

import numpy as np
import pytest

from elman.data import read_sequences
from elman.errors import DataError
from elman.series import SeriesColumns, read_series

COMMA = (
    r"t\.csv must say whether the comma is its decimal sign: '20,125' may be 20\.125 or 20125\. Give "
    r"--decimal ,"
)


def write(tmp_path, text, encoding="utf-8"):
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    return tmp_path / "t.csv"


@pytest.mark.parametrize(
    ("text", "sentence", "decided"),
    [
        ("u;y\n20,125;3\n19,875;4\n", COMMA, [({"decimal": ","}, 20.125), ({"thousands": ","}, 20125)]),
        ('u,y\n"20,125",3\n"19,875",4\n', COMMA, [({"decimal": ","}, 20.125), ({"decimal": "."}, None)]),
        ("u\ty\n20,125\t3\n", COMMA, [({"decimal": ","}, 20.125), ({"thousands": ","}, 20125)]),
        (
            "u;y\n1.5;3\n2,5;4\n",
            r"t\.csv must have one decimal sign, got '1\.5' with a point and '2,5' with a comma",
            [({"decimal": "."}, None)],
        ),
    ],
)
def test_signs(text, sentence, decided, tmp_path):
    path = write(tmp_path, text)
    with pytest.raises(DataError, match=f"^{sentence}"):
        read_sequences(path, inputs=["u"], targets=["y"])
    for options, value in decided:
        if value is None:
            with pytest.raises(DataError, match=r"^column 'u' must hold numbers, got"):
                read_sequences(path, inputs=["u"], targets=["y"], **options)
        else:
            assert read_sequences(path, inputs=["u"], **options).values_NC[0, 0] == np.float32(value)


def test_a_proof_in_another_column_decides(tmp_path):
    path = write(tmp_path, "u;y\n20,125;3\n19,875;4,5\n")
    read = read_sequences(path, inputs="u")
    assert read.values_NC[0, 0] == np.float32(20.125)
    assert read.notes == ("t.csv has decimal commas.",)
    path = write(tmp_path, "u;y\n20.125;3\n19.875;4,5\n")
    read = read_sequences(path, inputs="u")
    assert read.values_NC[0, 0] == 20125
    assert "'20.125' is read as 20125. --decimal . overrules it" in read.notes[-1]
    assert read_sequences(path, inputs="u", decimal=".").values_NC[0, 0] == np.float32(20.125)


@pytest.mark.parametrize(
    ("days", "sentence", "decided"),
    [
        (
            [f"{day:02d}/01/2024" for day in range(1, 13)],
            r"time column 'ds' of t\.csv must say which number is the day: '02/01/2024' may be "
            r"2024-\d\d-\d\d",
            {"day-first": "2024-01-02", "month-first": "2024-02-01"},
        ),
        (
            [f"01/{day:02d}/2024" for day in range(1, 13)],
            r".* must say which number is the day: '01/02/2024' may be .* Give --time-format \w+-first or "
            r"--time-f",
            {"day-first": "2024-02-01", "month-first": "2024-01-02"},
        ),
        (
            [f"0{day}-02-03" for day in range(1, 8)],
            r".* must say which number is the day: '0\d-02-03' may be",
            {"day-first": "2003-02-02", "month-first": "2003-02-02", "year-first": "2002-02-03"},
        ),
        (
            [f"2023{month:02d}" for month in range(1, 8)],
            r".* must say what its numbers are: 202301 may be the month 2023-01 or a plain number",
            {"%Y%m": "2023-02-01", "number": 202302},
        ),
    ],
)
def test_dates(days, sentence, decided, tmp_path):
    path = write(tmp_path, "ds,y\n" + "".join(f"{day},{place}\n" for place, day in enumerate(days)))
    with pytest.raises(DataError, match=f"^{sentence}"):
        read_series(path, SeriesColumns())
    for form, second in decided.items():
        read = read_series(path, SeriesColumns(), time_format=form)
        stamp = read.frequency.stamps(read.first[0], 2)[1]
        assert stamp == (second if isinstance(second, int) else np.datetime64(second))


@pytest.mark.parametrize(
    ("text", "encoding", "likely"),
    [
        ("时间,温度\n1,2\n", "gbk", "gbk"),
        ("時間,温度センサー\n1,2\n", "shift_jis", "shift_jis"),
        ("시간,온도\n1,2\n", "euc_kr", "euc_kr"),
        ("Время,Температура\n1,2\n", "cp1251", "cp1251"),
        ("時間,溫度\n1,2\n", "big5", "big5"),
    ],
)
def test_encodings(text, encoding, likely, tmp_path):
    path = write(tmp_path, text, encoding)
    names = text.splitlines()[0].split(",")
    with pytest.raises(DataError, match=rf"^t\.csv must be UTF-8 .* line 1 is not .*{likely}") as refused:
        read_sequences(path, inputs=names[0])
    assert "--encoding" in str(refused.value)
    assert read_sequences(path, inputs=names, encoding=encoding).values_NC.tolist() == [[1, 2]]
    with pytest.raises(DataError, match=r"^encoding must be that of t\.csv, got ascii"):
        read_sequences(path, inputs=names[0], encoding="ascii")
