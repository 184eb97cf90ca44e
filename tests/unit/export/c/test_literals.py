import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from elman.export.c.literals import LINE, double_literal, float_array, float_literal, number_table

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(FLOATS)
def test_a_float_is_read_back_to_the_same_bits(value):
    text = float_literal(np.float32(value))
    assert re.fullmatch(r"-?(\d+\.\d*(e[+-]?\d+)?|\d+e[+-]?\d+)f", text)
    assert np.float32(text[:-1]).tobytes() == np.float32(value).tobytes()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_is_read_back_to_the_same_bits(value):
    assert re.fullmatch(r"-?(\d+\.\d*(e[+-]?\d+)?|\d+e[+-]?\d+)", double_literal(value))
    assert float(double_literal(value)) == value


def test_a_missing_value_is_nan():
    assert float_literal(np.float32("nan")) == "NAN"


def test_an_array_is_flat_and_its_lines_fit():
    text = float_array("w", np.arange(60, dtype=np.float32).reshape(3, 20) / 7)
    assert text.startswith("static const float w[60] = {\n")
    assert max(len(line) for line in text.splitlines()) <= LINE
    assert len(re.findall(r"\df,", text)) == 60


def test_a_table_has_a_row_a_line():
    assert number_table("x", np.float32([[1, 2], [3, np.nan]]), "float") == (
        "static const float x[2][2] = {\n    {1.0f, 2.0f},\n    {3.0f, NAN}\n};\n"
    )
    assert number_table("x", np.array([[1.7e9 + 0.1, np.nan]]), "double") == (
        "static const double x[1][2] = {\n    {1700000000.1, (double)NAN}\n};\n"
    )
