"""Sobol's points: they fill a cube more evenly than random ones.

Reference: Joe and Kuo 2008, "Constructing Sobol sequences with better two-dimensional projections", whose
direction numbers these are (the first ten dimensions of new-joe-kuo-6).
"""

from __future__ import annotations

_BITS = 30
_DIRECTIONS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
)
"""Degree, coefficients and first numbers of each dimension but the first."""
MOST_DIMENSIONS = len(_DIRECTIONS) + 1


def sobol_point(number: int, dimensions: int) -> tuple[float, ...]:
    """The point of this number, each coordinate from 0 to 1; number 0 is the corner of zeros.

    Args:
        number: at least 0.
        dimensions: at most `MOST_DIMENSIONS`.
    """
    assert dimensions <= MOST_DIMENSIONS
    gray = number ^ (number >> 1)
    return tuple(_coordinate(gray, _numbers(dimension)) for dimension in range(dimensions))


def _coordinate(gray: int, numbers: list[int]) -> float:
    value = 0
    for bit, direction in enumerate(numbers):
        if gray >> bit & 1:
            value ^= direction
    return value / float(1 << _BITS)


def _numbers(dimension: int) -> list[int]:
    """The direction numbers of a dimension, as whole numbers of `_BITS` bits."""
    if dimension == 0:
        return [1 << (_BITS - 1 - bit) for bit in range(_BITS)]
    degree, coefficients, first = _DIRECTIONS[dimension - 1]
    numbers = [value << (_BITS - 1 - bit) for bit, value in enumerate(first)]
    for bit in range(degree, _BITS):
        value = numbers[bit - degree] ^ (numbers[bit - degree] >> degree)
        for step in range(1, degree):
            if coefficients >> (degree - 1 - step) & 1:
                value ^= numbers[bit - step]
        numbers.append(value)
    return numbers
