"""The recipes of the experiment, by name. To add one: one entry here."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from elman.optimizers import Adam, Constant, Cosine


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """How the network starts and how large its steps are; the budget and the network are not its business."""

    initialization: str
    """Name in `elman.network.INITIALIZATIONS`."""
    learning_rate: float
    """Adam's, at the first step."""
    largest_unscaled_size: int | None
    """Hidden size above which the learning rate falls as 1 / sqrt(hidden_size); None: never."""
    decays: bool
    """Whether the learning rate falls to 0 over the run, along half a cosine."""
    seed: int = 0
    """From which `elman demo` starts where no seed is named: one that learns."""

    def optimizer(self, *, num_windows: int, hidden_size: int, learning_rate: float | None) -> Adam:
        """The optimizer of one run; a `learning_rate` that is given is taken as it is."""
        if learning_rate is None:
            learning_rate = self.learning_rate
            if self.largest_unscaled_size is not None:
                learning_rate *= sqrt(min(1.0, self.largest_unscaled_size / hidden_size))
        schedule = Cosine(num_windows) if self.decays else Constant()
        return Adam(learning_rate=learning_rate, schedule=schedule)


RECIPES: dict[str, Recipe] = {
    # With 128 units a rate of 0.01 fails for some seeds, and 0.005 for none that was tried.
    "robust": Recipe(initialization="orthogonal", learning_rate=0.01, largest_unscaled_size=32, decays=True),
    # The experiment as it was first made: about one seed in three does not converge.
    "tutorial": Recipe(
        initialization="pytorch", learning_rate=0.02, largest_unscaled_size=None, decays=False, seed=7
    ),
}
