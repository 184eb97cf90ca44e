"""The options of the experiment."""

from __future__ import annotations

from dataclasses import dataclass

from elman import registry
from elman.demo.recipes import RECIPES
from elman.engines import ENGINES
from elman.errors import ArgumentError
from elman.network import NetworkSpec


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoOptions:
    """The experiment's options; the defaults are the founding experiment's, with the robust recipe.

    Raises:
        ArgumentError: a number outside its range, or an unknown recipe, engine or cell.
    """

    num_windows: int = 300
    """The number of windows to train on; each is used once."""
    num_points: int = 10
    """Time steps of a window: points from k pi to (k + 1) pi, both included."""
    hidden_size: int = 32
    """The number of units of a layer."""
    num_layers: int = 1
    """The number of recurrent layers."""
    cell: str = "rnn"
    """The recurrent cell."""
    learning_rate: float | None = None
    """Adam's learning rate at the first step; None: the recipe's."""
    seed: int = 0
    """The seed of the initial parameters."""
    engine: str = "native"
    """What does the arithmetic."""
    recipe: str = "robust"
    """How the network starts and how large its steps are."""
    threads: int | None = None
    """Most threads to use; None: `ELMAN_THREADS`, or else every core."""

    def __post_init__(self) -> None:
        registry.lookup("recipe", RECIPES, self.recipe)
        registry.lookup("engine", ENGINES, self.engine)
        if self.num_windows < 1:
            raise ArgumentError(
                f"num_windows must be at least 1, got {self.num_windows}. The experiment has 300."
            )
        if self.num_points < 2:
            raise ArgumentError(
                f"num_points must be at least 2, got {self.num_points}. The experiment has 10."
            )
        _ = self.spec

    @property
    def spec(self) -> NetworkSpec:
        """The network's shape: one input, the sine; one output, the cosine."""
        return NetworkSpec(
            input_size=1, hidden_size=self.hidden_size, num_layers=self.num_layers, cell=self.cell
        )
