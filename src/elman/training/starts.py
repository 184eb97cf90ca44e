"""Whether the starts of sequences are a thing to learn.

Days that begin at rest are; pieces that were cut out of one long record are not. Where a target stands at the
start of a piece, nothing in its rows can tell: its error would dominate the gradient and teach nothing. (On
ten pieces of a record of 12,000 rows, training on starts cost a sixth of the accuracy on a long new record.)
"""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.data import Examples
from elman.data.division import MANY_SEQUENCES

_FEWEST = MANY_SEQUENCES - 1
"""Sequences in the training part: of five, one may be held out whole."""
_UNEXPLAINED = 0.25
"""Share of a target's variance that may be left at the starts, once the inputs have said theirs."""
_SHIFTED = 5.0
"""Standard errors by which targets at the starts lie beside what the inputs say on the whole."""
_MOST_ROWS = 100_000


def starts_repeat(examples: Examples) -> bool:
    """Whether there are several sequences, and their first targets are alike or follow from the inputs."""
    if len(examples) < _FEWEST:
        return False
    first_N = np.cumsum([0, *examples.lengths[:-1]])
    first_N = first_N[np.isfinite(examples.y_NO[first_N]).all(axis=1)]
    every = max(1, examples.num_rows // _MOST_ROWS)
    some_N = np.arange(0, examples.num_rows, every)
    some_N = some_N[np.isfinite(examples.y_NO[some_N]).all(axis=1)]
    if len(first_N) < _FEWEST or len(some_N) < _FEWEST:
        return False
    variance = float(examples.y_NO[some_N].astype(np.float64).var(axis=0).mean())
    # A variance of few numbers is often small by chance.
    limit = _UNEXPLAINED * max(0.1, 1 - 2 / np.sqrt(len(first_N)))
    alike = _unexplained(examples, first_N) <= limit * variance
    return bool(alike) or _is_shifted(examples, some_N, first_N)


def _unexplained(examples: Examples, first_N: Array) -> float:
    """Variance of the first targets that the first inputs leave, mean over the targets."""
    x_NF, y_NO = examples.x_NF[first_N].astype(np.float64), examples.y_NO[first_N].astype(np.float64)
    if len(first_N) < 3 * (x_NF.shape[1] + 1):
        return float(y_NO.var(axis=0, ddof=1).mean())
    left_NO = y_NO - _linear(x_NF, y_NO, x_NF)
    return float((left_NO**2).sum(axis=0).mean() / (len(first_N) - x_NF.shape[1] - 1))


def _is_shifted(examples: Examples, some_N: Array, first_N: Array) -> bool:
    x_NF, y_NO = examples.x_NF[some_N].astype(np.float64), examples.y_NO[some_N].astype(np.float64)
    left_NO = examples.y_NO[first_N] - _linear(x_NF, y_NO, examples.x_NF[first_N])
    error_O = left_NO.std(axis=0, ddof=1) / np.sqrt(len(first_N))
    return bool((np.abs(left_NO.mean(axis=0)) > _SHIFTED * np.maximum(error_O, 1e-12)).any())


def _linear(x_NF: Array, y_NO: Array, at_NF: Array) -> Array:
    """Least squares of some rows, at other rows."""
    ones = np.ones((len(x_NF), 1))
    weight_FO, *_ = np.linalg.lstsq(np.hstack([x_NF, ones]), y_NO, rcond=None)
    return np.asarray(np.hstack([at_NF, np.ones((len(at_NF), 1))]) @ weight_FO)
