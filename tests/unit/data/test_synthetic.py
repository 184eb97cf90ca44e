import math
from itertools import pairwise

import numpy as np
import pytest

from elman.data import sine_to_cosine, window_angles
from elman.errors import ArgumentError


def test_windows_are_the_sine_and_cosine_of_the_rounded_angles():
    for k, window in enumerate(sine_to_cosine(5, 7)):
        for i in range(7):
            angle = float(np.float32(k * math.pi + i * math.pi / 6))
            assert window.x_BTF[0, i, 0] == pytest.approx(math.sin(angle), abs=1e-7)
            assert window.y_BTO[0, i, 0] == pytest.approx(math.cos(angle), abs=1e-7)


def test_windows_are_what_an_engine_takes():
    for window in sine_to_cosine(3):
        for array in (window.x_BTF, window.y_BTO):
            assert array.shape == (1, 10, 1)
            assert array.dtype == np.float32
            assert array.flags.c_contiguous
        assert window.weight_BTO is None
        assert window.carries_state


def test_neighbours_share_the_point_between_them():
    windows = sine_to_cosine(300)
    for left, right in pairwise(windows):
        assert left.y_BTO[0, -1, 0] == right.y_BTO[0, 0, 0]


def test_a_later_start_continues_the_line():
    everything = sine_to_cosine(8, 5)
    rest = sine_to_cosine(3, 5, start=5)
    for whole, part in zip(everything[5:], rest, strict=True):
        np.testing.assert_array_equal(whole.x_BTF, part.x_BTF)
        np.testing.assert_array_equal(whole.y_BTO, part.y_BTO)


def test_angles_include_both_ends():
    angle_T = window_angles(3, 4)
    assert angle_T[0] == np.float32(3 * math.pi)
    assert angle_T[-1] == np.float32(4 * math.pi)


@pytest.mark.parametrize(("num_windows", "num_points", "start"), [(-1, 10, 0), (1, 1, 0), (1, 10, -1)])
def test_wrong_numbers_are_refused_in_one_sentence(num_windows, num_points, start):
    with pytest.raises(ArgumentError, match=r"must be at least \d, got -?\d"):
        sine_to_cosine(num_windows, num_points, start=start)
