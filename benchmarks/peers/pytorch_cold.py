"""A whole process: PyTorch loads a GRU of 32 units from the file that it is given, and predicts 100 rows."""

import sys

import torch


class Network(torch.nn.Module):
    """One recurrent layer and the linear layer on it."""

    def __init__(self) -> None:
        super().__init__()
        self.rnn = torch.nn.GRU(1, 32, batch_first=True)
        self.out = torch.nn.Linear(32, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The prediction (1, T, 1)."""
        hidden, _ = self.rnn(x)
        return self.out(hidden)


network = Network()
network.load_state_dict(torch.load(sys.argv[1], weights_only=True))
with torch.no_grad():
    network(torch.arange(100.0).reshape(1, 100, 1) / 100)
