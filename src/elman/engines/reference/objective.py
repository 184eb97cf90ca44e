"""From predictions to one number, and its gradient."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.network.losses import Loss


def weighted_loss(
    loss: Loss, prediction_BTO: Array, y_BTO: Array, weight_BTO: Array | None
) -> tuple[float, Array]:
    """The weighted mean over the scored targets, `sum(w value(e)) / sum(w)`, and its gradient.

    With Q quantiles a target and its weight count for their Q columns. Entries of weight 0 are left
    out before any arithmetic, so their targets may be NaN; with none left, loss and gradient are 0.

    Returns:
        The loss, and `d_prediction_BTO`.
    """
    if weight_BTO is None:
        weight_BTO = np.ones(y_BTO.shape)
    target_BTO = np.repeat(y_BTO, loss.num_quantiles, axis=2)
    weight_BTO = np.repeat(weight_BTO, loss.num_quantiles, axis=2).astype(np.float64)
    scored = weight_BTO > 0.0
    if not scored.any():
        return 0.0, np.zeros_like(prediction_BTO)
    share_BTO = weight_BTO / weight_BTO.sum()
    e_BTO = np.zeros_like(prediction_BTO)
    np.subtract(prediction_BTO, target_BTO, out=e_BTO, where=scored)
    # loss = sum share value(e):  d_prediction = share value'(e)
    value = (share_BTO * loss.value(e_BTO))[scored].sum()
    d_prediction_BTO = np.where(scored, share_BTO * loss.derivative(e_BTO), 0.0)
    return float(value), d_prediction_BTO
