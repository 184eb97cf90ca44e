"""A recurrent network with its scaling in plain PyTorch: what an exported file consists of.

The exported file is this one, with a docstring of its own, and a model's settings and weights at its end.
So nothing here may come from elman.
"""

import array
import base64
import hashlib
import sys
from dataclasses import dataclass
from typing import NamedTuple

import torch

# Shape letters: B sequences, T time steps, F inputs, O targets, H hidden units, L layers.


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the model is, but for its weights."""

    cell: str
    """rnn (tanh), rnn_relu, gru or lstm."""
    hidden_size: int
    """Units a layer, H."""
    num_layers: int
    """Recurrent layers, L."""
    dropout: float
    """Share of a layer's outputs that the next layer does not see while training."""
    missing: str
    """What stands in for a missing input: hold (the last known value) or error (it is refused)."""
    inputs: tuple[str, ...]
    """Names of the inputs, F."""
    input_centre: tuple[float, ...]
    """What the network sees as 0, in each input's units."""
    input_scale: tuple[float, ...]
    """What the network sees as 1 above it."""
    targets: tuple[str, ...]
    """Names of the targets, O."""
    target_centre: tuple[float, ...]
    """What a network's 0 means, in each target's units."""
    target_scale: tuple[float, ...]
    """What its 1 means above it."""
    numbers: str = "float64"
    """Of inputs and predictions in their units; float32 for a model of elman 0.1.0."""


class SequenceState(NamedTuple):
    """What the model remembers between two calls."""

    h: torch.Tensor
    """`(L, B, H)`."""
    c: torch.Tensor | None
    """`(L, B, H)` for the LSTM; None for other cells."""
    held: torch.Tensor
    """`(B, F)`: the last known inputs, scaled; 0 before the first known value."""


class SequenceModel(torch.nn.Module):
    """Inputs in their units in, predictions in the targets' units out, the state in the caller's hands.

    y_BTO, state = model(x_BTF)           a sequence from its start
    y_BTO, state = model(x_BTF, state)    the rows after it: any number, and one at a time too

    A missing input is NaN. The scaling runs in float64, because a signal may be far from 0 and vary little;
    `model.to(device)` keeps that, `model.half()` does not.
    """

    input_centre: torch.Tensor
    input_scale: torch.Tensor
    target_centre: torch.Tensor
    target_scale: torch.Tensor

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.rnn = _recurrent_layers(settings)
        self.out = torch.nn.Linear(settings.hidden_size, len(settings.targets))
        for name in ("input_centre", "input_scale", "target_centre", "target_scale"):
            numbers = torch.tensor(getattr(settings, name), dtype=torch.float64)
            # Not in the state_dict, which holds what training changes: `rnn.*` and `out.*`.
            self.register_buffer(name, numbers, persistent=False)

    def forward(
        self, x_BTF: torch.Tensor, state: SequenceState | None = None
    ) -> tuple[torch.Tensor, SequenceState]:
        """Runs the model.

        Args:
            x_BTF: inputs in their units, float64 so that nothing is lost, or float32; NaN where missing.
            state: what the last call returned; None: the start.

        Returns:
            The predictions `(B, T, O)` in the targets' units, float64, and the state after the last row.

        Raises:
            ValueError: another shape, or a missing input that the model refuses.
        """
        if x_BTF.dim() != 3 or x_BTF.shape[2] != len(self.settings.inputs):
            raise ValueError(
                f"x must have the shape (batch, time, {len(self.settings.inputs)}), got {tuple(x_BTF.shape)}."
            )
        if state is None:
            state = self.start(x_BTF.shape[0])
        known_BTF = self._known(self._scaled(x_BTF), state.held)
        h_BTH, after = self.rnn(known_BTF, state.h if state.c is None else (state.h, state.c))
        h, c = (after, None) if state.c is None else after
        y_BTO = self.out(h_BTH).double() * self.target_scale + self.target_centre
        return self._columns(y_BTO), SequenceState(h, c, known_BTF[:, -1])

    def start(self, batch_size: int) -> SequenceState:
        """The state before the first row."""
        weight = self.out.weight
        h_LBH = weight.new_zeros(self.settings.num_layers, batch_size, self.settings.hidden_size)
        held_BF = weight.new_zeros(batch_size, len(self.settings.inputs))
        return SequenceState(h_LBH, h_LBH.clone() if self.settings.cell == "lstm" else None, held_BF)

    def load_weights(self, text: str, checksum: str) -> None:
        """Takes over weights that are written as text.

        Args:
            text: base64 of every parameter in order, float32, the lowest byte first.
            checksum: SHA-256 of what the text stands for.

        Raises:
            ValueError: the weights are not the ones that were written.
        """
        content = base64.b64decode(text)
        if hashlib.sha256(content).hexdigest() != checksum:
            raise ValueError("weights must be what was exported, got others. Export the model again.")
        numbers = array.array("f", content)
        if sys.byteorder == "big":
            numbers.byteswap()
        values = torch.frombuffer(numbers, dtype=torch.float32)
        weights, start = {}, 0
        for name, own in self.state_dict().items():
            weights[name] = values[start : start + own.numel()].view_as(own)
            start += own.numel()
        self.load_state_dict(weights)

    def _scaled(self, x_BTF: torch.Tensor) -> torch.Tensor:
        exact_BTF = self._columns(x_BTF).double()
        return ((exact_BTF - self.input_centre) / self.input_scale).to(self.out.weight.dtype)

    def _columns(self, values: torch.Tensor) -> torch.Tensor:
        return values.float() if self.settings.numbers == "float32" else values.double()

    def _known(self, x_BTF: torch.Tensor, held_BF: torch.Tensor) -> torch.Tensor:
        """The inputs with the last known value where one is missing."""
        missing_BTF = x_BTF.isnan()
        if self.settings.missing == "error" and bool(missing_BTF.any()):
            raise ValueError("x must have a value in every row, and it has not. Fill it in.")
        # Row 0 is what was held before; every row looks up the last row that is known.
        rows_BTF = torch.cat([held_BF[:, None], x_BTF], dim=1)
        numbers_T = torch.arange(1, x_BTF.shape[1] + 1, device=x_BTF.device)
        source_BTF = numbers_T[:, None].where(~missing_BTF, 0).cummax(dim=1).values
        return rows_BTF.gather(1, source_BTF)


def _recurrent_layers(settings: Settings) -> torch.nn.RNNBase:
    sizes = (len(settings.inputs), settings.hidden_size, settings.num_layers)
    # PyTorch warns of a dropout that has no place to be in.
    dropout = settings.dropout if settings.num_layers > 1 else 0.0
    if settings.cell == "gru":
        return torch.nn.GRU(*sizes, batch_first=True, dropout=dropout)
    if settings.cell == "lstm":
        return torch.nn.LSTM(*sizes, batch_first=True, dropout=dropout)
    nonlinearity = "relu" if settings.cell == "rnn_relu" else "tanh"
    return torch.nn.RNN(*sizes, nonlinearity=nonlinearity, batch_first=True, dropout=dropout)
