import re

import pytest

from elman import registry
from elman.engines import get_engine
from elman.errors import UnknownNameError
from elman.network import NetworkSpec, initialize
from elman.network.cells import CELLS
from elman.network.losses import LOSSES
from elman.optimizers import OPTIMIZERS


def test_finds():
    assert registry.lookup("cell", CELLS, "gru") is CELLS["gru"]


@pytest.mark.parametrize(
    ("kind", "known", "name", "sentence"),
    [
        ("cell", CELLS, "gur", "unknown cell 'gur'. Known: gru, lstm, rnn, rnn_relu. Did you mean 'gru'?"),
        ("loss", LOSSES, "mase", "unknown loss 'mase'. Known: huber, mae, mse, pinball. Did you mean 'mse'?"),
        ("optimizer", OPTIMIZERS, "adamv", "unknown optimizer 'adamv'. Known: adam, adamw."),
        ("cell", CELLS, "transformer", "unknown cell 'transformer'. Known: gru, lstm, rnn, rnn_relu."),
        ("cell", CELLS, None, "unknown cell None. Known: gru, lstm, rnn, rnn_relu."),
        ("cell", CELLS, ["gru"], "unknown cell ['gru']. Known: gru, lstm, rnn, rnn_relu."),
    ],
)
def test_names_what_is_known(kind, known, name, sentence):
    with pytest.raises(UnknownNameError, match=f"^{re.escape(sentence)}"):
        registry.lookup(kind, known, name)


def test_every_registry_answers_through_it():
    with pytest.raises(UnknownNameError, match=r"^unknown engine 'nativ'.*Did you mean 'native'\?$"):
        get_engine("nativ")
    with pytest.raises(UnknownNameError, match=r"^unknown cell 'lstn'.*Did you mean 'lstm'\?$"):
        NetworkSpec(input_size=1, cell="lstn")
    with pytest.raises(UnknownNameError, match=r"^unknown initialization 'torch'"):
        initialize(NetworkSpec(input_size=1), "torch", seed=0)
