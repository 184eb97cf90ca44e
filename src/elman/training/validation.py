"""The validation score: the network runs freely over rows that it was not trained on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from elman.arrays import Array
from elman.data import Examples
from elman.engines import Network
from elman.errors import ArgumentError
from elman.network.losses import MSE, Loss
from elman.training.schedules.gather import gather, starts_of

_MOST_ROWS = 100_000
_MOST_SIDE_BY_SIDE = 32


class _Batch(NamedTuple):
    x_BTF: Array
    y_BTO: Array
    scored_BTO: Array


class FreeRun:
    """Scores a network in free run: from zeros over whole sequences, without ever seeing a target.

    The score is the mean loss over the scored targets, and its root where the loss is squared: for
    the mean squared error, the RMSE in scaled units. Sequences of about the same length run side by
    side. Beyond 100,000 rows the later part of each sequence is left out, so that a table of many
    million rows does not spend its training time here.
    """

    def __init__(self, examples: Examples, loss: Loss, *, warm_up: int = 0) -> None:
        """Cuts and pads the sequences once.

        Args:
            examples: to score on.
            loss: what is averaged.
            warm_up: rows at the start of each sequence that are not scored; at most a quarter of it.

        Raises:
            ArgumentError: no target would be scored.
        """
        self._loss = loss
        self._batches = _make_batches(examples, warm_up)
        self._num_scored = sum(int(batch.scored_BTO.sum()) for batch in self._batches)
        if self._num_scored == 0:
            raise ArgumentError(
                f"validation must have at least one target to score, got none in {examples.num_rows} "
                "rows. Give a larger share of the data to validation."
            )

    def __call__(self, network: Network) -> float:
        """The score of this network; NaN or infinite if its predictions are."""
        total = 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            for batch in self._batches:
                prediction_BTO, _ = network.forward(batch.x_BTF)
                y_BTO = np.repeat(batch.y_BTO, self._loss.num_quantiles, axis=2)
                scored_BTO = np.repeat(batch.scored_BTO, self._loss.num_quantiles, axis=2)
                error_BTO = np.where(scored_BTO, prediction_BTO - y_BTO, 0.0).astype(np.float64)
                total += float(np.sum(self._loss.value(error_BTO)))
        mean = total / (self._num_scored * self._loss.num_quantiles)
        return float(np.sqrt(mean)) if isinstance(self._loss, MSE) else mean


def _make_batches(examples: Examples, warm_up: int) -> list[_Batch]:
    lengths = np.asarray(examples.lengths, np.int64)
    share = min(1.0, _MOST_ROWS / max(examples.num_rows, 1))
    rows = np.minimum(lengths, np.ceil(lengths * share).astype(np.int64))
    first = starts_of(examples)
    order = np.argsort(-rows, kind="stable")
    order = order[rows[order] > 0]
    batches = []
    while len(order):
        longest = int(rows[order[0]])
        alike = order[:_MOST_SIDE_BY_SIDE][2 * rows[order[:_MOST_SIDE_BY_SIDE]] >= longest]
        order = order[len(alike) :]
        start, length = first[alike], rows[alike]
        scored = start + np.minimum(warm_up, length // 4)
        window = gather(examples, start, scored, start + length, longest, carries_state=False)
        assert window.weight_BTO is not None
        batches.append(_Batch(window.x_BTF, window.y_BTO, window.weight_BTO > 0))
    return batches
