"""The baselines, by name. To add one: its file, and one line here."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.baselines.baseline import Baseline, Pairs
from elman.evaluation.baselines.last_value import LastValue
from elman.evaluation.baselines.linear import Linear
from elman.evaluation.baselines.mean import Mean

__all__ = ["BASELINES", "Baseline", "LastValue", "Linear", "Mean", "Pairs", "fit_baselines", "predict_all"]

BASELINES: dict[str, type[Baseline]] = {
    "mean": Mean,
    "last_value": LastValue,
    "linear": Linear,
}


def fit_baselines(
    training: Pairs, validation: Pairs | None = None, *, past_targets: bool = False
) -> dict[str, Baseline]:
    """Fits every baseline that applies.

    Args:
        training: the part that the network was trained on.
        validation: the part that options are chosen on.
        past_targets: whether the task gives the targets of the rows before; if not, those baselines
            that would read them are left out.

    Raises:
        ArgumentError: a target is nowhere known in the training part.
    """
    return {
        name: baseline.fit(training, validation)
        for name, baseline in BASELINES.items()
        if past_targets or not baseline.needs_past_targets
    }


def predict_all(baseline: Baseline, pairs: Pairs) -> Array:
    """Predicts sequence after sequence: all rows together, `(N, O)` in float64."""
    return np.concatenate([baseline.predict(x_TF, y_TO) for x_TF, y_TO in pairs])
