"""The outside oracle: networks of torch.nn in float64, trained by a plain loop without elman."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

LAYERS = {
    "gru": torch.nn.GRU,
    "lstm": torch.nn.LSTM,
    "rnn": torch.nn.RNN,
    "rnn_relu": lambda *sizes, **options: torch.nn.RNN(*sizes, nonlinearity="relu", **options),
}


class TorchNetwork:
    """torch.nn layers with a linear head, loaded with a case's parameters."""

    def __init__(self, case):
        spec = case.spec
        self.case = case
        self.rnn = LAYERS[spec.cell](spec.input_size, spec.hidden_size, spec.num_layers, batch_first=True)
        self.out = torch.nn.Linear(spec.hidden_size, spec.output_size)
        self.rnn.double()
        self.out.double()
        with torch.no_grad():
            for name, array in case.parameters().items():
                self.named()[name].copy_(torch.from_numpy(array))

    def named(self):
        return {
            **{f"rnn.{name}": parameter for name, parameter in self.rnn.named_parameters()},
            **{f"out.{name}": parameter for name, parameter in self.out.named_parameters()},
        }

    def loss(self, window, values_SLBH):
        """The loss of a window, and `(prediction_BTO, values_SLBH)` after it."""
        state = [torch.from_numpy(np.asarray(array, np.float64)) for array in values_SLBH]
        h_0 = state[0] if len(state) == 1 else tuple(state)
        hidden, h_n = self.rnn(torch.from_numpy(window.x_BTF).double(), h_0)
        prediction = self.out(hidden)
        after = torch.stack([h_n] if isinstance(h_n, torch.Tensor) else list(h_n))
        loss = weighted_mean(self.case.loss, prediction, window)
        return loss, prediction.detach().numpy(), after.detach().numpy()

    def gradients(self, window):
        """The gradient of every parameter, by autograd."""
        loss, _, _ = self.loss(window, window.values_SLBH)
        for parameter in self.named().values():
            parameter.grad = None
        loss.backward()
        return {name: parameter.grad.numpy().copy() for name, parameter in self.named().items()}

    def train(self, windows, optimizer):
        """The losses of training on windows one after the other, carrying the state."""
        stepper = torch_optimizer(optimizer, self.named().values())
        schedule = cosine_of(optimizer, stepper)
        values_SLBH, losses = windows[0].values_SLBH, []
        for window in windows:
            stepper.zero_grad()
            loss, _, values_SLBH = self.loss(window, values_SLBH)
            loss.backward()
            if optimizer.clip_norm is not None:
                torch.nn.utils.clip_grad_norm_(self.named().values(), optimizer.clip_norm)
            stepper.step()
            if schedule is not None:
                schedule.step()
            losses.append(loss.item())
        return losses, values_SLBH

    def parameters(self):
        return {name: parameter.detach().numpy().copy() for name, parameter in self.named().items()}


def weighted_mean(loss, prediction, window):
    """The mean over the scored targets, picked out one by one; each quantile counts for itself."""
    quantiles = getattr(loss, "quantiles", (None,))
    total, weights = 0.0, 0.0
    scored = torch.from_numpy(window.weight_BTO > 0)
    y = torch.from_numpy(window.y_BTO).double()[scored]
    weight = torch.from_numpy(window.weight_BTO).double()[scored]
    for number, quantile in enumerate(quantiles):
        entries = entry_loss(loss, prediction[..., number :: len(quantiles)][scored], y, quantile)
        total = total + (weight * entries).sum()
        weights = weights + weight.sum()
    return total / weights


def entry_loss(loss, prediction, y, quantile):
    name = type(loss).__name__
    if name == "MSE":
        return functional.mse_loss(prediction, y, reduction="none")
    if name == "MAE":
        return functional.l1_loss(prediction, y, reduction="none")
    if name == "Huber":
        return functional.huber_loss(prediction, y, reduction="none", delta=loss.delta)
    return torch.where(y > prediction, quantile * (y - prediction), (1 - quantile) * (prediction - y))


def torch_optimizer(optimizer, parameters):
    kind = {"Adam": torch.optim.Adam, "AdamW": torch.optim.AdamW}[type(optimizer).__name__]
    return kind(
        list(parameters),
        lr=optimizer.learning_rate,
        betas=(optimizer.beta1, optimizer.beta2),
        eps=optimizer.epsilon,
        weight_decay=optimizer.weight_decay,
    )


def cosine_of(optimizer, stepper):
    total_steps = getattr(optimizer.schedule, "total_steps", None)
    if total_steps is None:
        return None
    return torch.optim.lr_scheduler.CosineAnnealingLR(stepper, T_max=total_steps)
