"""The prediction hardly moves."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.cautions.evidence import Evidence

_FLAT = 0.05


def warn_of_flat_line(evidence: Evidence) -> list[str]:
    """Warns where a prediction moves less than a twentieth as much as the truth, within the sequences.

    Both are measured by the standard deviation around each sequence's own mean, over the rows whose
    truth is known, so that a prediction that only tells the sequences' levels apart is flat too.
    """
    sentences = []
    for o, name in enumerate(evidence.target_names):
        known_N = ~np.isnan(evidence.truth_NO[:, o])
        truth = _deviation(evidence.truth_NO[:, o], known_N, evidence)
        prediction = _deviation(evidence.prediction_NO[:, o], known_N, evidence)
        if prediction < _FLAT * truth:
            sentences.append(
                f"The prediction of {name!r} is nearly a flat line: its standard deviation is "
                f"{prediction:.3g}, the truth's {truth:.3g} ({100 * prediction / truth:.2g} % of it)."
            )
    return sentences


def _deviation(values_N: Array, known_N: Array, evidence: Evidence) -> float:
    squares, count = 0.0, 0
    for rows in evidence.sequences():
        values = values_N[rows][known_N[rows]].astype(np.float64)
        if len(values) and np.ptp(values) > 0:
            squares += float(np.sum((values - values.mean()) ** 2))
        count += len(values)
    return float(np.sqrt(squares / count)) if count else 0.0
