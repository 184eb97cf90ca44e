"""The prediction is the truth of a few steps before."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.cautions.evidence import Evidence, rows_with_neighbours, squared_correlation

_MOST_STEPS = 20
_MOST_ROWS = 50_000
# How much better the delayed truth must be matched, in variance left over, than the truth itself;
# and how near to it the error of repeating the old value must come.
_MATCH = 0.1
_NEARLY = 0.9
# Below this share of the variance left over there is only the rounding of float32 to compare.
_ROUNDING = 1e-10


def warn_of_delayed_copy(evidence: Evidence) -> list[str]:
    """Warns where a prediction follows the truth of d steps before far better than the truth itself.

    And is no better than repeating that old value would be. Both are asked for: a slow signal looks
    much like its own past, but then a prediction made of anything else matches both about equally
    well; and a predictor that shrinks the last value on purpose beats repeating it.
    """
    longest = max(evidence.lengths, default=0)
    steps = min(_MOST_STEPS, longest // 4)
    rows_N = rows_with_neighbours(evidence.lengths, steps, 0, limit=_MOST_ROWS)
    sentences = []
    for o, name in enumerate(evidence.target_names):
        sentence = _describe(name, evidence.truth_NO[:, o], evidence.prediction_NO[:, o], rows_N, steps)
        sentences += [sentence] if sentence else []
    return sentences


def _describe(name: str, truth_N: Array, prediction_N: Array, rows_N: Array, steps: int) -> str | None:
    matches = [squared_correlation(prediction_N[rows_N], truth_N[rows_N - d]) for d in range(steps + 1)]
    if matches[0] is None:
        return None
    left_over = [np.inf if match is None else max(1.0 - match, 0.0) for match in matches]
    delay = int(np.argmin(left_over))
    if delay == 0 or left_over[0] < _ROUNDING or left_over[delay] > _MATCH * left_over[0]:
        return None
    own = _rmse(prediction_N[rows_N], truth_N[rows_N])
    repeated = _rmse(truth_N[rows_N - delay], truth_N[rows_N])
    if own < _NEARLY * repeated:
        return None
    ago = "1 step" if delay == 1 else f"{delay} steps"
    return (
        f"The prediction of {name!r} is a delayed copy of the truth: it correlates with the truth of {ago} "
        f"before (r2 {1 - left_over[delay]:.4f}) better than with the truth of its own step "
        f"(r2 {1 - left_over[0]:.4f}), and repeating that old value would do as well "
        f"(RMSE {repeated:.4g} against {own:.4g})."
    )


def _rmse(a_N: Array, b_N: Array) -> float:
    return float(np.sqrt(np.nanmean((a_N.astype(np.float64) - b_N) ** 2)))
