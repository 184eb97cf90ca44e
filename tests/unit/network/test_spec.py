import re

import pytest

from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.network.cells import CELLS


@pytest.mark.parametrize("cell", CELLS)
def test_cell_definition(cell):
    assert NetworkSpec(input_size=1, cell=cell).cell_definition is CELLS[cell]


@pytest.mark.parametrize("name", ["input_size", "hidden_size", "num_layers", "output_size"])
@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        (0, "must be at least 1, got 0. Give a positive size."),
        (-3, "must be at least 1, got -3. Give a positive size."),
        (2.0, "must be a whole number, got 2.0. Give an int of at least 1."),
        (True, "must be a whole number, got True. Give an int of at least 1."),
        ("8", "must be a whole number, got '8'. Give an int of at least 1."),
    ],
)
def test_sizes(name, size, sentence):
    with pytest.raises(ArgumentError, match=f"^{re.escape(f'{name} {sentence}')}$"):
        NetworkSpec(**{"input_size": 1, name: size})


@pytest.mark.parametrize("dropout", [-0.1, 1.0, 1, float("nan"), "0.5", None])
def test_dropout(dropout):
    sentence = f"dropout must be at least 0 and below 1, got {dropout!r}. Use 0 to turn it off."
    with pytest.raises(ArgumentError, match=f"^{re.escape(sentence)}$"):
        NetworkSpec(input_size=1, dropout=dropout)
