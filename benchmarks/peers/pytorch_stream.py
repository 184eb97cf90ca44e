"""A recurrent network with its linear layer in PyTorch eager: one step a call, the state passed along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import torch


class PlainStep(torch.nn.Module):
    """One recurrent layer and the linear layer on it."""

    def __init__(self, cell: str, hidden_size: int) -> None:
        super().__init__()
        self.rnn = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell](1, hidden_size, batch_first=True)
        self.out = torch.nn.Linear(hidden_size, 1)

    def forward(self, x: torch.Tensor, state: object) -> tuple[torch.Tensor, object]:
        """The answer (1, 1, 1) and the state after it."""
        hidden, state = self.rnn(x, state)
        return self.out(hidden), state


def make_pytorch_run(
    cell: str, parameters: Mapping[str, np.ndarray]
) -> Callable[[Iterable[torch.Tensor]], list]:
    """Runs rows x (1, 1, 1), tensors already, one by one: the answers, tensors still."""
    network = PlainStep(cell, parameters["rnn.weight_hh_l0"].shape[1]).eval()
    network.load_state_dict({name: torch.from_numpy(array) for name, array in parameters.items()})
    state = None

    @torch.no_grad()
    def run(rows: Iterable[torch.Tensor]) -> list:
        nonlocal state
        answers = []
        for x in rows:
            y, state = network(x, state)
            answers.append(y)
        return answers

    return run
