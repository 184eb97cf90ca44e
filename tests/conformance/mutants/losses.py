"""Wrong losses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elman.engines.reference import ReferenceNetwork
from elman.network.losses import MAE, MSE, Huber, Loss, Pinball
from tests.conformance.cases import SIZES, Case
from tests.conformance.mutants.mutant import Mutant, builder

GRADIENTS_AND_TRAINING = ("gradients", "training")


class Changed(Loss):
    """A loss whose value or derivative is changed."""

    def __init__(self, loss, *, value=None, derivative=None):
        self.loss = loss
        self.value = value or loss.value
        self.derivative = derivative or loss.derivative

    # Replaced in __init__; here because the interface asks for them.
    value = derivative = None

    @property
    def num_quantiles(self):
        return self.loss.num_quantiles


class MeanOverAll(ReferenceNetwork):
    """Divides by the number of targets, scored or not."""

    def _score(self, prediction_BTO, y_BTO, weight_BTO):
        loss, d_prediction_BTO = super()._score(prediction_BTO, y_BTO, weight_BTO)
        share = weight_BTO.sum() / weight_BTO.size
        return loss * share, d_prediction_BTO * share


class SumOverQuantiles(ReferenceNetwork):
    def _score(self, prediction_BTO, y_BTO, weight_BTO):
        loss, d_prediction_BTO = super()._score(prediction_BTO, y_BTO, weight_BTO)
        return loss * self._loss.num_quantiles, d_prediction_BTO * self._loss.num_quantiles


class WeightsAsMask(ReferenceNetwork):
    """Every scored target counts the same."""

    def _score(self, prediction_BTO, y_BTO, weight_BTO):
        return super()._score(prediction_BTO, y_BTO, (weight_BTO > 0).astype(np.float64))


class WeightsMultiplied(ReferenceNetwork):
    """0 * NaN is NaN."""

    def _score(self, prediction_BTO, y_BTO, weight_BTO):
        with np.errstate(all="ignore"):
            weight_BTO = np.ones_like(y_BTO) if weight_BTO is None else weight_BTO
            e_BTO = prediction_BTO - y_BTO
            share_BTO = weight_BTO / weight_BTO.sum()
            return float((share_BTO * self._loss.value(e_BTO)).sum()), share_BTO * self._loss.derivative(
                e_BTO
            )


class NoneLeavesOut(ReferenceNetwork):
    """Without weights, the first step is not scored."""

    def _score(self, prediction_BTO, y_BTO, weight_BTO):
        if weight_BTO is None:
            weight_BTO = np.ones_like(y_BTO)
            weight_BTO[:, 0] = 0.0
        return super()._score(prediction_BTO, y_BTO, weight_BTO)


class QuantileMajor(ReferenceNetwork):
    """Takes the columns for (quantile, target) where they are (target, quantile)."""

    def _score(self, prediction_BTO, y_BTO, weight_BTO):
        count = self._loss.num_quantiles
        order = np.arange(prediction_BTO.shape[2]).reshape(count, -1).T.ravel()
        loss, d_prediction_BTO = super()._score(prediction_BTO[:, :, order], y_BTO, weight_BTO)
        back = np.empty_like(d_prediction_BTO)
        back[:, :, order] = d_prediction_BTO
        return loss, back


def _mutant(name, build, loss, rejected_by=GRADIENTS_AND_TRAINING):
    case = replace(Case("gru", 2, SIZES[2]), loss=loss)
    return Mutant(name=name, build=build, case=case, rejected_by=rejected_by)


_FLIPPED = Changed(
    Pinball(),
    value=lambda e: Pinball().value(-e),
    derivative=lambda e: -Pinball().derivative(-e),
)

LOSS_MUTANTS = [
    _mutant("mse without its 2", builder(loss=Changed(MSE(), derivative=lambda e: e)), MSE()),
    _mutant("half the mse", builder(loss=Changed(MSE(), value=lambda e: e * e / 2)), MSE(), ("training",)),
    _mutant("mae cut like huber", builder(loss=Changed(MAE(), derivative=Huber().derivative)), MAE()),
    _mutant("huber with delta ignored", builder(loss=Huber()), Huber(delta=0.4)),
    _mutant("pinball with its sides flipped", builder(loss=_FLIPPED), Pinball()),
    _mutant("pinball ordered by quantile", builder(QuantileMajor), Pinball()),
    _mutant("pinball summed over quantiles", builder(SumOverQuantiles), Pinball()),
    _mutant("mean over all targets", builder(MeanOverAll), MSE()),
    _mutant("weights used as a mask", builder(WeightsAsMask), MSE()),
    _mutant("weights multiplied", builder(WeightsMultiplied), MSE(), ("gradients", "unscored_window")),
    _mutant("no weights leave a step out", builder(NoneLeavesOut), MSE(), ("unweighted",)),
]
