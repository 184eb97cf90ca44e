"""The paired test against SciPy's."""

import numpy as np
import pytest
from scipy import stats

from elman.comparing import paired_difference
from elman.comparing.paired import t_quantile, two_sided
from elman.errors import ArgumentError


@pytest.mark.parametrize("count", [2, 3, 7, 20, 500])
@pytest.mark.parametrize("shift", [0.0, 0.1, 3.0])
def test_it_is_scipys_paired_test(count, shift):
    random = np.random.default_rng(count)
    first_U = random.gamma(2.0, size=count) + shift
    second_U = 0.5 * first_U + random.gamma(2.0, size=count)
    found, known = paired_difference(first_U, second_U), stats.ttest_rel(first_U, second_U)
    ends = known.confidence_interval(0.95)
    assert found.p_value == pytest.approx(known.pvalue, rel=1e-11)
    assert (found.low, found.high) == pytest.approx((ends.low, ends.high), rel=1e-11)
    assert found.mean == pytest.approx(np.mean(first_U - second_U), rel=1e-13)
    assert found.is_clear == (known.pvalue < 0.05)


@pytest.mark.parametrize("freedom", [1, 2, 5, 30, 1000])
@pytest.mark.parametrize("t", [1e-3, 0.3, 1.0, 2.5, 12.0])
def test_the_share_is_that_of_students_t(t, freedom):
    assert two_sided(t, freedom) == pytest.approx(2 * stats.t.sf(t, freedom), rel=1e-11)


@pytest.mark.parametrize("freedom", [1, 2, 5, 30, 1000])
def test_the_quantile_is_that_of_students_t(freedom):
    assert t_quantile(0.95, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-11)


def test_equal_errors_do_not_differ():
    same = paired_difference(np.ones(4), np.ones(4))
    assert (same.mean, same.p_value, same.is_clear) == (0.0, 1.0, False)


def test_one_pair_says_nothing():
    with pytest.raises(ArgumentError, match="at least two"):
        paired_difference(np.ones(1), np.ones(1))
