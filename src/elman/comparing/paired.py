"""The mean difference of paired errors, and how sure it is: Student's t for pairs.

    mean d +- t(97.5 %, U - 1) sd(d) / sqrt(U)        d_U the differences, one a unit

The units are forecasts, sequences or long blocks of rows: errors of neighbouring rows are alike, and taken
one by one they would make any difference look sure. Reference: Student 1908, "The probable error of a mean".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError

_CONFIDENCE = 0.95
_MOST_TERMS = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """The mean difference of two errors over units, with its uncertainty."""

    mean: float
    """The mean difference; above 0: the first error is greater."""
    low: float
    """The lower end of its 95 % interval."""
    high: float
    """The upper end of its 95 % interval."""
    p_value: float
    """How often chance alone would give so large a mean difference."""
    num_units: int
    """The number of pairs."""

    @property
    def is_clear(self) -> bool:
        """Whether the interval does not contain 0."""
        return self.low > 0 or self.high < 0


def paired_difference(first_U: Array, second_U: Array) -> Difference:
    """The mean of `first - second`, with its 95 % interval and the p-value of no difference.

    Args:
        first_U: errors, one a unit.
        second_U: other errors of the same units.

    Raises:
        ArgumentError: the shapes differ, or there are fewer than two units.
    """
    if first_U.shape != second_U.shape or first_U.ndim != 1 or len(first_U) < 2:
        raise ArgumentError(
            f"errors must be paired and at least two, got {first_U.shape} and "
            f"{second_U.shape}. Give more rows."
        )
    d_U = np.asarray(first_U, np.float64) - second_U
    count, mean = len(d_U), float(d_U.mean())
    error = float(d_U.std(ddof=1)) / sqrt(count)
    if error == 0:
        return Difference(mean=mean, low=mean, high=mean, p_value=1.0 if mean == 0 else 0.0, num_units=count)
    width = t_quantile(_CONFIDENCE, count - 1) * error
    return Difference(
        mean=mean,
        low=mean - width,
        high=mean + width,
        p_value=two_sided(abs(mean) / error, count - 1),
        num_units=count,
    )


def two_sided(t: float, freedom: int) -> float:
    """The share of Student's t beyond `-t` and `t`: `I_x(f / 2, 1 / 2)` at `x = f / (f + t^2)`."""
    total = freedom + t * t
    return _beta_share(freedom / total, t * t / total, freedom / 2, 0.5)


def t_quantile(within: float, freedom: int) -> float:
    """Returns the t within which this share lies, found by halving."""
    low, high = 0.0, 1.0
    while two_sided(high, freedom) > 1 - within:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(middle, freedom) > 1 - within else (low, middle)
    return high


def _beta_share(x: float, rest: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by the side of its continued fraction that converges.

    `rest` is `1 - x`, which has more digits than the difference would have.
    """
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(rest, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction by Lentz's method (Abramowitz and Stegun 26.5.8, Numerical Recipes 6.4)."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_TERMS):
        before = value
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + numerator * d)
            c = _not_zero(1 + numerator / c)
            value *= c * d
        if abs(value - before) <= 1e-16 * abs(value):
            break
    return value


def _not_zero(value: float) -> float:
    return value or 1e-300
