"""The cells, by name. To add one: write its file, and one line here."""

from elman.network.cells.cell import Cell, CellState
from elman.network.cells.gru import GRU
from elman.network.cells.lstm import LSTM
from elman.network.cells.rnn import RNN, relu, tanh

__all__ = ["CELLS", "GRU", "LSTM", "RNN", "Cell", "CellState"]

CELLS: dict[str, Cell] = {
    "gru": GRU(),
    "lstm": LSTM(),
    "rnn": RNN(tanh),
    "rnn_relu": RNN(relu),
}
