"""The interface of a loss: a function of the error, entry by entry."""

from __future__ import annotations

from abc import ABC, abstractmethod

from elman.arrays import Array


class Loss(ABC):
    """A loss in float64: the definition that every engine is held to.

    Every loss here depends on the error alone, `e_BTO = prediction_BTO - y_BTO`. The engines make
    one number of the entries by the weighted mean over the scored ones:

        loss = sum(weight * value(e)) / sum(weight)

    A weight of 0 leaves the entry out, whatever its target holds, NaN included. With no weight at
    all the loss is 0 and so is every gradient.
    """

    @property
    def num_quantiles(self) -> int:
        """Predicted columns for each column of the target, Q; more than 1 for quantiles only."""
        return 1

    @property
    def numbers(self) -> tuple[float, ...]:
        """The options of the loss as numbers, for an engine in another language."""
        return ()

    def score(self, mean: float) -> float:
        """Turns a mean loss into the score that users see; a squared loss returns its root."""
        return mean

    @abstractmethod
    def value(self, e_BTO: Array) -> Array:
        """Returns the loss of every entry, before the mean."""

    @abstractmethod
    def derivative(self, e_BTO: Array) -> Array:
        """Returns the derivative by the prediction; at a kink it is PyTorch's choice."""
