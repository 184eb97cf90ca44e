"""The training step and the forward pass in plain PyTorch, as its users write them."""

from __future__ import annotations

from collections.abc import Callable

import torch

from workload import Work

MODULES = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}


class Network(torch.nn.Module):
    """Recurrent layers and a linear one on top."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        layers = MODULES[work.cell]
        self.layers = layers(work.inputs, work.units, num_layers=work.layers, batch_first=True)
        self.out = torch.nn.Linear(work.units, work.outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The prediction (batch, time, outputs)."""
        return self.out(self.layers(x)[0])


def pytorch_step(work: Work, *, compiled: bool = False) -> Callable[[], float]:
    """One training step: forward, backward, Adam; eager, or with torch.compile."""
    network = Network(work)
    run = torch.compile(network) if compiled else network
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    loss_function = torch.nn.MSELoss()
    x, y = (torch.from_numpy(array) for array in work.arrays())

    def step() -> float:
        optimizer.zero_grad()
        loss = loss_function(run(x), y)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    return step


def pytorch_forward(work: Work) -> Callable[[], torch.Tensor]:
    """The forward pass alone, without gradients."""
    network = Network(work)
    x, _ = work.arrays()

    def forward() -> torch.Tensor:
        with torch.inference_mode():
            return network(torch.from_numpy(x))

    return forward
