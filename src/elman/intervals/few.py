"""Quantiles of errors that are few or go together, so that the next one lies beyond as often as is said."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from elman.arrays import Array

_MOST_ALIKE = 0.95
"""Correlation of an error with the one before, at most: more cannot be told from so few."""


def effective_count(error_MK: Array, series_M: Array, row_M: Array) -> Array:
    """How many independent errors stand behind those of each step, `(K,)`.

    Errors of one series at origins that follow each other go together; with a correlation r between
    neighbours, n of them tell as much as `n (1 - r) / (1 + r)` independent ones.

    Args:
        error_MK: in units, NaN where the truth is missing.
        series_M: of each origin; those of a series stand together, in time order.
        row_M: of each origin.
    """
    together_M = (series_M[1:] == series_M[:-1]) & (row_M[1:] > row_M[:-1])
    count_K = np.isfinite(error_MK).sum(axis=0)
    middle_K, known_K = np.zeros(len(count_K)), count_K > 0
    middle_K[known_K] = np.nanmedian(error_MK[:, known_K], axis=0)
    centred_MK = np.sign(error_MK - middle_K)
    product_MK = np.where(together_M[:, None], centred_MK[1:] * centred_MK[:-1], np.nan)
    pairs_K = np.isfinite(product_MK).sum(axis=0)
    signs_K = np.nansum(product_MK, axis=0) / np.maximum(pairs_K, 1)
    # Signs of two normal numbers with the correlation r agree as often as 2/pi arcsin r says.
    alike_K = np.clip(np.sin(0.5 * np.pi * signs_K), 0.0, _MOST_ALIKE)
    share_K = pairs_K / np.maximum(count_K, 1)
    alike_K = alike_K * share_K
    return np.asarray(np.maximum(count_K * (1.0 - alike_K) / (1.0 + alike_K), np.minimum(count_K, 1.0)))


def quantiles_of_few(error_X: Array, probability_P: Array, count: float) -> Array:
    """The errors that the next one exceeds as often as each probability says, `(P,)`.

    Of n independent errors the next one lies below the smallest with probability `1 / (n + 1)`: so the r-th
    smallest stands for `r / (n + 1)`. Beyond the smallest and the largest, they go on as Student's t with
    n degrees of freedom does.

    Args:
        error_X: the errors.
        probability_P: ascending, inside (0, 1).
        count: of independent errors among them, n.
    """
    tail_P = np.minimum(probability_P, 1.0 - probability_P)
    outermost = 1.0 / (count + 1.0)
    seen_P = np.clip(tail_P, min(outermost, 0.5), 0.5)
    place_P = np.clip((seen_P * (count + 1.0) - 0.5) / count, 0.0, 0.5)
    upper_P = probability_P > 0.5
    value_P = np.quantile(error_X, np.where(upper_P, 1.0 - place_P, place_P), method="hazen")
    further_P = np.array(
        [_t(tail, count) / max(_t(seen, count), 0.3) for tail, seen in zip(tail_P, seen_P, strict=True)]
    )
    sign_P = np.where(upper_P, 1.0, -1.0)
    outwards_P = np.maximum(sign_P * value_P, 0.0) * np.maximum(further_P, 1.0)
    # The size of all errors is steadier than the outermost one.
    size = _DEVIATION_OF_MEAN_SIZE * float(np.abs(error_X).mean())
    by_size_P = size * np.array([_t(tail, count) for tail in tail_P])
    beyond_P = tail_P < outermost
    return np.asarray(np.where(beyond_P, sign_P * np.maximum(outwards_P, by_size_P), value_P))


_DEVIATION_OF_MEAN_SIZE = 1.2533
"""Of the mean size of normal errors about 0, their deviation."""


def _t(tail: float, degrees: float) -> float:
    """How far out Student's t leaves a tail beyond; by the expansion of Fisher and Cornish."""
    z, n = -NormalDist().inv_cdf(min(tail, 0.5)), max(degrees, 2.0)
    first = (z**3 + z) / (4 * n)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    return z + first + second + third
