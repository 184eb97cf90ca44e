"""The result of the experiment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.demo.options import DemoOptions
from elman.plots import Trace
from elman.shown import About, Drawn, Tabular
from elman.training import History

LARGEST_LEARNED_LOSS = 0.01
"""The cosine counts as learned if the mean of the last losses is at most this; a flat line has 0.5."""
_NUM_LAST = 20


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class DemoResult(Drawn, Tabular):
    """The record of the run, and the network's prediction of the last window and of the next 20 pi."""

    options: DemoOptions
    """The options of the run."""
    history: History
    """The losses and the speed."""
    last: Trace
    """The last training window, predicted after the last step."""
    unseen: Trace
    """The windows after it, which were not trained on, predicted with carried state."""

    @property
    def final_loss(self) -> float:
        """Mean of the last 20 losses."""
        return self.history.mean_of_last(_NUM_LAST)

    @property
    def has_learned(self) -> bool:
        """Whether the final loss is at most 0.01."""
        return self.final_loss <= LARGEST_LEARNED_LOSS

    @property
    def unseen_rmse(self) -> float:
        """Root of the mean squared error of the unseen part; the cosine's own RMS is 0.7."""
        error_T = self.unseen.prediction_T - self.unseen.truth_T
        return float(np.sqrt(np.mean(error_T**2)))

    @property
    def unseen_largest_error(self) -> float:
        """Largest absolute error of the unseen part."""
        return float(np.abs(self.unseen.prediction_T - self.unseen.truth_T).max())

    @property
    def title(self) -> str:
        """The title of its picture; it tells if the cosine was not learned."""
        learned = "" if self.has_learned else "NOT LEARNED: "
        return f"{learned}cosine from sine: {self._what}, RMSE {self.unseen_rmse:.4f} on what follows"

    @property
    def _what(self) -> str:
        options = self.options
        return f"{options.cell}, {options.hidden_size} units, {options.recipe} recipe"

    def columns(self) -> dict[str, Array]:
        """Returns a table of the unseen part: angle, truth, prediction."""
        return dict(zip(("angle", "truth", "prediction"), self.unseen, strict=True))

    def _frame_columns(self) -> dict[str, Array]:
        return self.columns()

    def _about(self) -> About:
        options, verdict = self.options, "learned" if self.has_learned else "NOT learned"
        facts: dict[str, object] = {
            "": f"{options.recipe} recipe, {options.cell}, {options.hidden_size} units"
        }
        facts |= {"seed": options.seed, "engine": options.engine, "verdict": verdict}
        last = f"mean of the last {_NUM_LAST} losses {self.final_loss:.2e}"
        sentences = [
            f"The network has {verdict} the cosine: {last}; learned means at most {LARGEST_LEARNED_LOSS}.",
            f"On the unseen part RMSE {self.unseen_rmse:.4f}, largest error {self.unseen_largest_error:.4f}.",
        ]
        return About(facts=facts, sentences=sentences)
