"""The founding experiment in plain PyTorch, written from its description and without elman."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

TensorWindow = tuple[torch.Tensor, torch.Tensor]


class PlainNetwork(torch.nn.Module):
    """An Elman network with tanh, and one linear layer applied at every time step."""

    def __init__(self, hidden_size: int = 32, *, output_at_once: bool = False) -> None:
        super().__init__()
        self.rnn = torch.nn.RNN(1, hidden_size, num_layers=1, batch_first=True)
        self.out = torch.nn.Linear(hidden_size, 1)
        self.output_at_once = output_at_once

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """The prediction (batch, time, 1) and the hidden state after it."""
        hidden, h_n = self.rnn(x, h_0)
        if self.output_at_once:
            return self.out(hidden), h_n
        steps = [self.out(hidden[:, t, :]) for t in range(hidden.size(1))]
        return torch.stack(steps, dim=1), h_n


def make_windows(num_windows: int, num_points: int = 10) -> list[TensorWindow]:
    """Window k: points on [k pi, (k + 1) pi], both ends included; the sine, and the cosine."""
    windows = []
    for k in range(num_windows):
        steps = np.linspace(k * np.pi, (k + 1) * np.pi, num_points, dtype=np.float32)
        x = torch.from_numpy(np.sin(steps)[np.newaxis, :, np.newaxis])
        y = torch.from_numpy(np.cos(steps)[np.newaxis, :, np.newaxis])
        windows.append((x, y))
    return windows


def train_plain(
    network: PlainNetwork, windows: Sequence[TensorWindow], learning_rate: float = 0.02
) -> list[float]:
    """Adam, batch 1, mean squared error; the state is carried on and cut from the gradient."""
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    loss_function = torch.nn.MSELoss()
    h_state = None
    losses = []
    for x, y in windows:
        prediction, h_state = network(x, h_state)
        h_state = h_state.detach()
        loss = loss_function(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
