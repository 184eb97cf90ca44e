"""The shape of a network."""

from __future__ import annotations

from dataclasses import dataclass

from elman import registry
from elman.errors import ArgumentError
from elman.network.cells import CELLS
from elman.network.cells.cell import Cell
from elman.storage.fields import number, record, text, whole

SPEC_FIELDS = record(
    input_size=whole(1, 2**20),
    hidden_size=whole(1, 2**20),
    num_layers=whole(1, 1_000),
    output_size=whole(1, 2**20),
    cell=text(),
    dropout=number(0.0, 1.0),
)
"""The fields of a spec in a file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkSpec:
    """A stack of recurrent layers with one linear layer on top, applied at every time step.

    Raises:
        ArgumentError: a size below 1, a dropout outside [0, 1), an unknown cell.
    """

    input_size: int
    """The number of inputs of a time step, F."""
    hidden_size: int = 32
    """The number of units of a layer, H."""
    num_layers: int = 1
    """The number of recurrent layers, L."""
    output_size: int = 1
    """The number of outputs of the linear layer, O; with Q quantiles, O = targets * Q."""
    cell: str = "rnn"
    """The recurrent cell: rnn (tanh), rnn_relu, gru, lstm."""
    dropout: float = 0.0
    """Share of a layer's outputs that the next layer does not see while training."""

    def __post_init__(self) -> None:
        registry.lookup("cell", CELLS, self.cell)
        for name in ("input_size", "hidden_size", "num_layers", "output_size"):
            _check_size(name, getattr(self, name))
        if not (isinstance(self.dropout, (int, float)) and 0.0 <= self.dropout < 1.0):
            raise ArgumentError(
                f"dropout must be at least 0 and below 1, got {self.dropout!r}. Use 0 to turn it off."
            )

    @property
    def cell_definition(self) -> Cell:
        """The definition of the cell with this name."""
        return CELLS[self.cell]


def _check_size(name: str, size: object) -> None:
    if isinstance(size, bool) or not isinstance(size, int):
        raise ArgumentError(f"{name} must be a whole number, got {size!r}. Give an int of at least 1.")
    if size < 1:
        raise ArgumentError(f"{name} must be at least 1, got {size}. Give a positive size.")
