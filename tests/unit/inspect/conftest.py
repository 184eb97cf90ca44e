"""Networks and the same in PyTorch, float64, with rows to run over."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from elman.engines import get_engine
from elman.network import NetworkSpec
from elman.network.losses import MSE
from elman.optimizers import Adam

ROWS, BATCH = 30, 2


@pytest.fixture(params=["rnn", "rnn_relu", "gru", "lstm"])
def cell(request):
    return request.param


@pytest.fixture(params=[1, 3])
def case(request, cell):
    return make_case(cell, layers=request.param)


def make_case(cell, layers=1, inputs=2, outputs=2, hidden=5, rows=ROWS, batch=BATCH):
    spec = NetworkSpec(
        input_size=inputs, hidden_size=hidden, num_layers=layers, output_size=outputs, cell=cell
    )
    network = get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=3)
    draws = np.random.default_rng(8)
    x_BTF = draws.normal(size=(batch, rows, inputs)).astype(np.float32)
    y_BTO = draws.normal(size=(batch, rows, outputs)).astype(np.float32)
    return SimpleNamespace(network=network, x_BTF=x_BTF, y_BTO=y_BTO, torch=TorchTwin(network), layers=layers)


class TorchTwin:
    """The network in PyTorch; a state is a tuple of arrays `(L, B, H)`."""

    def __init__(self, network):
        spec = network.spec
        kinds = {"rnn": torch.nn.RNN, "rnn_relu": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
        more = {"nonlinearity": "relu"} if spec.cell == "rnn_relu" else {}
        self.spec = spec
        self.rnn = kinds[spec.cell](
            spec.input_size, spec.hidden_size, spec.num_layers, batch_first=True, dtype=torch.float64, **more
        )
        self.out = torch.nn.Linear(spec.hidden_size, spec.output_size, dtype=torch.float64)
        values = {
            name: torch.tensor(array, dtype=torch.float64) for name, array in network.parameters().items()
        }
        self.rnn.load_state_dict({name[4:]: value for name, value in values.items() if name[:4] == "rnn."})
        self.out.load_state_dict({name[4:]: value for name, value in values.items() if name[:4] == "out."})

    def zeros(self, batch):
        shape = (self.spec.num_layers, batch, self.spec.hidden_size)
        return tuple(torch.zeros(shape, dtype=torch.float64) for _ in self.spec.cell_definition.states)

    def run(self, x, state):
        h_BTH, after = self.rnn(x, state if len(state) == 2 else state[0])
        return self.out(h_BTH), after if isinstance(after, tuple) else (after,)

    def states(self, x_BTF):
        """The state after each row, by stepping: a list of tuples."""
        x, state, found = torch.tensor(x_BTF, dtype=torch.float64), self.zeros(len(x_BTF)), []
        for t in range(x.shape[1]):
            _, state = self.run(x[:, t : t + 1], state)
            found.append(tuple(array.detach() for array in state))
        return found
