"""Where to look next, behind ask and tell: Sobol's points first, then where good trials are dense.

The model is that of tree-structured Parzen estimators, each option by itself: of the density of the good
trials and that of the others, the point with the largest quotient is taken. Points that were asked for and not
told of yet count among the others, so that points that are asked for together differ.
Reference: Bergstra et al. 2011, "Algorithms for hyper-parameter optimization".
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from typing import TypeAlias

import numpy as np

from elman.arrays import Array
from elman.tuning.sobol import sobol_point

Point: TypeAlias = tuple[float, ...]

_GOOD = 0.25
"""Share of the trials that count as good."""
_DRAWS = 24
"""Points that are drawn and compared; one of them is taken."""
_NARROWEST = 0.05
"""Of a kernel: below, a few good trials would keep the search in one place."""


class Sampler:
    """Asked for points and told how good they were; the same answers lead to the same questions."""

    def __init__(self, counts: Sequence[int | None], *, seed: int, first: int) -> None:
        """Nothing is known yet.

        Args:
            counts: for each option the number of values without an order; None: they have one.
            seed: of the draws.
            first: how many points are Sobol's.
        """
        self._counts = tuple(counts)
        self._seed = seed
        self._first = first
        self._asked = 0
        self._open: list[Point] = []
        self._points: list[Point] = []
        self._ranks: list[tuple[float, float]] = []

    def ask(self) -> Point:
        """The next point to try."""
        number = self._asked
        self._asked += 1
        if number < self._first or len(self._points) < self._first:
            point = sobol_point(number + 1, len(self._counts))
        else:
            point = self._likely(np.random.default_rng([self._seed, number]))
        self._open.append(point)
        return point

    def tell(self, point: Point, share: float, score: float) -> None:
        """How good a point was.

        Args:
            point: what was tried.
            share: of its training that was done; what went further was better.
            score: of validation after it, lower is better; infinite for a failure.
        """
        if point in self._open:
            self._open.remove(point)
        self._points.append(point)
        self._ranks.append((-share, score))

    def _likely(self, random: np.random.Generator) -> Point:
        order = sorted(range(len(self._points)), key=self._ranks.__getitem__)
        good = max(1, ceil(_GOOD * len(order)))
        points_ND = np.array(self._points)
        good_ND = points_ND[order[:good]]
        rest_ND = np.array([*points_ND[order[good:]], *self._open]).reshape(-1, len(self._counts))
        point = [
            _likeliest(good_ND[:, place], rest_ND[:, place], count, random)
            for place, count in enumerate(self._counts)
        ]
        return tuple(point)


def _likeliest(good_N: Array, rest_N: Array, count: int | None, random: np.random.Generator) -> float:
    """Of coordinates that are drawn from the good ones, that with the largest quotient of the densities."""
    if count is not None:
        return _likeliest_choice(good_N, rest_N, count, random)
    width = max(_NARROWEST, 0.5 / sqrt(len(good_N)))
    drawn_N = np.where(
        random.random(_DRAWS) < 1 / (len(good_N) + 1),
        random.random(_DRAWS),
        random.choice(good_N, _DRAWS) + width * random.normal(size=_DRAWS),
    ).clip(0.0, np.nextafter(1.0, 0.0))
    quotient_N = _density(drawn_N, good_N, width) / _density(drawn_N, rest_N, width)
    return float(drawn_N[np.argmax(quotient_N)])


def _density(at_N: Array, points_M: Array, width: float) -> Array:
    """Of normal kernels at the points, and one even kernel over all."""
    if not len(points_M):
        return np.ones_like(at_N)
    distance_NM = (at_N[:, np.newaxis] - points_M) / width
    kernels_N = np.exp(-0.5 * distance_NM**2).sum(axis=1) / (width * sqrt(2 * np.pi))
    density_N: Array = (1.0 + kernels_N) / (len(points_M) + 1)
    return density_N


def _likeliest_choice(good_N: Array, rest_N: Array, count: int, random: np.random.Generator) -> float:
    """The middle of the stretch of a value that is drawn by how much more often it is good."""
    good_C, rest_C = (
        (np.bincount((part_N * count).astype(int), minlength=count) + 1.0) / (len(part_N) + count)
        for part_N in (good_N, rest_N)
    )
    weight_C = good_C * good_C / rest_C
    return (int(random.choice(count, p=weight_C / weight_C.sum())) + 0.5) / count
