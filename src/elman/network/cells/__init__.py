"""The cells, by name. To add one: write its file, and one line here."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.network.cells.cell import Cell, CellState
from elman.registry import LazyRegistry

if TYPE_CHECKING:
    from elman.network.cells.gru import GRU
    from elman.network.cells.lstm import LSTM
    from elman.network.cells.rnn import RNN

__all__ = ["CELLS", "GRU", "LSTM", "RNN", "Cell", "CellState"]

CELLS: LazyRegistry[Cell] = LazyRegistry(
    __name__,
    {
        "gru": "gru:CELL",
        "lstm": "lstm:CELL",
        "rnn": "rnn:TANH",
        "rnn_relu": "rnn:RELU",
    },
)

__getattr__ = later(__name__, {"GRU": "gru", "LSTM": "lstm", "RNN": "rnn"})
