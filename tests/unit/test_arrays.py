import re

import numpy as np
import pytest

from elman.arrays import FLOAT32_OR_64, check_array, check_finite
from elman.errors import ArgumentError, DtypeError

GOOD = np.zeros((2, 3, 4), np.float32)


def test_accepts():
    check_array("x_BTF", GOOD, (2, None, 4))
    check_array("x_BTF", GOOD.astype(np.float64), (None, None, 4), dtypes=FLOAT32_OR_64)
    check_array("x_BTF", np.full((1, 1, 1), np.nan, np.float32), (None, None, 1), finite=False)


@pytest.mark.parametrize(
    ("array", "error", "sentence"),
    [
        (
            [[[1.0]]],
            DtypeError,
            "x_BTF must be a NumPy array, got list. Pass numpy.asarray(value, dtype=numpy.float32).",
        ),
        (
            GOOD.astype(np.float64),
            DtypeError,
            "x_BTF must be float32, got float64. Convert it: array.astype(numpy.float32).",
        ),
        (
            GOOD[0],
            ArgumentError,
            "x_BTF must have the shape (B, T, F=4), got (3, 4). "
            "The order is batch, time, features. Every size is at least 1.",
        ),
        (
            GOOD[:, :0],
            ArgumentError,
            "x_BTF must have the shape (B, T, F=4), got (2, 0, 4). "
            "The order is batch, time, features. Every size is at least 1.",
        ),
        (
            np.zeros((2, 4, 3), np.float32).transpose(0, 2, 1),
            DtypeError,
            "x_BTF must be C-contiguous, got strides (48, 4, 12). Pass numpy.ascontiguousarray(array).",
        ),
        (
            np.where(np.arange(24).reshape(2, 3, 4) >= 22, np.float32(np.inf), GOOD),
            ArgumentError,
            "x_BTF must be finite, got inf at index (1, 2, 2) (2 such in all). Fill or drop missing "
            "values first; a missing target gets the weight 0.",
        ),
    ],
)
def test_refuses_in_one_sentence(array, error, sentence):
    with pytest.raises(error, match=f"^{re.escape(sentence)}$"):
        check_array("x_BTF", array, (None, None, 4))


def test_finite_where_selected():
    array = np.array([1.0, np.nan])
    check_finite("y", array, selected=np.array([True, False]))
    with pytest.raises(ArgumentError, match="got nan at index"):
        check_finite("y", array, selected=np.array([False, True]))
