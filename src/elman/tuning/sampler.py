"""Where to look next, behind ask and tell: Sobol's points first, then where good trials are dense.

The model is that of Parzen estimators over all options together: of the density of the good trials and that
of the others, the point with the largest quotient is taken. Points that were asked for and not told of yet
count among the others, so that points that are asked for together differ.
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

_GOOD = 0.15
"""Share of the trials that count as good."""
_DRAWS = 24
"""Points that are drawn and compared; one of them is taken."""
_FAR = 0.05
"""How often a coordinate is drawn from anywhere: a search that has settled still looks around."""
_OTHER = 0.2
"""The same of an option without an order, and the weight that a kernel gives to its other values."""
_WIDEST, _NARROWEST = 0.3, 0.02
"""Of a kernel: the first for one trial, falling with the square root of their number. Both densities have the
same: with widths of their own, of two functions none came near to what random points found."""


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
        good = max(2, ceil(_GOOD * len(order)))
        good_ND = np.array([self._points[number] for number in order[:good]])
        rest_ND = np.array([*(self._points[number] for number in order[good:]), *self._open])
        drawn_ND = self._draw(good_ND, random)
        quotient_N = self._density(drawn_ND, good_ND) / self._density(drawn_ND, rest_ND)
        return tuple(drawn_ND[np.argmax(quotient_N)].tolist())

    @property
    def _width(self) -> float:
        """Of the kernels."""
        return max(_NARROWEST, _WIDEST / sqrt(len(self._points)))

    def _draw(self, good_ND: Array, random: np.random.Generator) -> Array:
        """Points around the good ones, and some from anywhere."""
        centre_ND = good_ND[random.integers(len(good_ND), size=_DRAWS)]
        near_ND = centre_ND + self._width * random.normal(size=centre_ND.shape)
        anywhere_ND = random.random(centre_ND.shape)
        far_ND = random.random(centre_ND.shape) < [
            _FAR if count is None else _OTHER for count in self._counts
        ]
        kept_ND = np.where([count is None for count in self._counts], near_ND, centre_ND)
        return np.where(far_ND, anywhere_ND, kept_ND).clip(0.0, np.nextafter(1.0, 0.0))

    def _density(self, at_ND: Array, points_MD: Array) -> Array:
        """Of kernels at the points, each the product over the options, and of one even kernel over all."""
        if not len(points_MD):
            return np.ones(len(at_ND))
        kernels_NM = np.ones((len(at_ND), len(points_MD)))
        for place, count in enumerate(self._counts):
            at_N1, points_M = at_ND[:, place, np.newaxis], points_MD[:, place]
            if count is None:
                distance_NM = (at_N1 - points_M) / self._width
                kernels_NM *= np.exp(-0.5 * distance_NM**2) / (self._width * sqrt(2 * np.pi))
            else:
                same_NM = (at_N1 * count).astype(int) == (points_M * count).astype(int)
                kernels_NM *= np.where(same_NM, (1.0 - _OTHER) * count, _OTHER * count / max(1, count - 1))
        density_N: Array = (1.0 + kernels_NM.sum(axis=1)) / (len(points_MD) + 1)
        return density_N
