"""elman's networks as PyTorch modules: train them in any PyTorch loop, and take the weights along.

`Rnn(input_size=1)` is called as `prediction, h_n = module(x, h_0)`, with x (batch, time, features).
`network.load(module.state_dict())` brings its parameters to any engine of elman, and
`module.load_state_dict(to_state_dict(network.parameters()))` takes them back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias, final

import numpy as np

from elman.errors import ArgumentError, MissingExtraError
from elman.network import NetworkSpec, Parameters

try:
    import torch
except ImportError as error:
    raise MissingExtraError(
        "PyTorch must be installed for this, got no package torch. Run: pip install torch"
    ) from error

__all__ = ["HiddenState", "Rnn", "to_state_dict"]

HiddenState: TypeAlias = torch.Tensor | tuple[torch.Tensor, torch.Tensor]
"""The state of a module as PyTorch has it: `h_LBH`, and for the LSTM `(h_LBH, c_LBH)`."""


@final
class Rnn(torch.nn.Module):
    """Recurrent layers `rnn`, and a linear layer `out` applied at every time step.

    Its `state_dict` has the names and shapes of elman's own parameters. The initial ones are PyTorch's and
    follow its own seed; the engines draw other ones: `to_state_dict(elman.initialize(spec, seed=0))`. The
    dropout between the layers is PyTorch's: as often, but elsewhere than elman's own.

    Raises:
        ArgumentError: a size below 1, a dropout outside [0, 1), an unknown cell.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int = 32,
        num_layers: int = 1,
        output_size: int = 1,
        cell: str = "rnn",
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.spec = NetworkSpec(
            input_size=input_size,
            hidden_size=hidden_size,
            num_layers=num_layers,
            output_size=output_size,
            cell=cell,
            dropout=dropout,
        )
        self.rnn = _recurrent_layers(self.spec)
        self.out = torch.nn.Linear(hidden_size, output_size)

    @classmethod
    def from_spec(cls, spec: NetworkSpec) -> Rnn:
        """The module of this shape, with PyTorch's initial parameters."""
        return cls(
            input_size=spec.input_size,
            hidden_size=spec.hidden_size,
            num_layers=spec.num_layers,
            output_size=spec.output_size,
            cell=spec.cell,
            dropout=spec.dropout,
        )

    def forward(self, x: torch.Tensor, h_0: HiddenState | None = None) -> tuple[torch.Tensor, HiddenState]:
        """Runs the network.

        Args:
            x: inputs `(batch, time, input_size)`.
            h_0: state before the first step, `(num_layers, batch, hidden_size)`, for the LSTM a
                pair `(h_0, c_0)`; None: zeros.

        Returns:
            The prediction `(batch, time, output_size)`, and the state after the last step.
        """
        h_BTH, h_n = self.rnn(x, h_0)
        return self.out(h_BTH), h_n


def to_state_dict(parameters: Parameters) -> dict[str, torch.Tensor]:
    """The parameters of a network as tensors (copies), for `Rnn.load_state_dict`."""
    return {name: torch.from_numpy(np.array(array, np.float32)) for name, array in parameters.items()}


def supports(spec: NetworkSpec) -> bool:
    """Whether PyTorch has the network's cell."""
    return spec.cell in _LAYERS


_LAYERS: dict[str, Callable[..., torch.nn.RNNBase]] = {
    "gru": torch.nn.GRU,
    "lstm": torch.nn.LSTM,
    "rnn": partial(torch.nn.RNN, nonlinearity="tanh"),
    "rnn_relu": partial(torch.nn.RNN, nonlinearity="relu"),
}


def _recurrent_layers(spec: NetworkSpec) -> torch.nn.RNNBase:
    if not supports(spec):
        raise ArgumentError(
            f"cell must be one that PyTorch has ({', '.join(_LAYERS)}), got {spec.cell!r}. "
            "Use the reference engine, which has every cell."
        )
    # PyTorch warns of a dropout that has no place to be in.
    dropout = spec.dropout if spec.num_layers > 1 else 0.0
    layers = _LAYERS[spec.cell]
    return layers(spec.input_size, spec.hidden_size, spec.num_layers, batch_first=True, dropout=dropout)
