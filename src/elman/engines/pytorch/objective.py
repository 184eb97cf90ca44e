"""elman's losses in PyTorch's own functions, and its optimizers in PyTorch's own classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from elman.errors import ArgumentError
from elman.network.losses import MAE, MSE, Huber, Loss, Pinball
from elman.optimizers import Adam, AdamW, Optimizer

TorchLoss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""Prediction and target, both `(B, T, O)`, to the loss of every entry."""


def entry_loss(loss: Loss) -> TorchLoss:
    """The loss of every entry, before the mean.

    Raises:
        ArgumentError: this engine lacks the loss.
    """
    match loss:
        case MSE():
            return lambda prediction, y: functional.mse_loss(prediction, y, reduction="none")
        case MAE():
            return lambda prediction, y: functional.l1_loss(prediction, y, reduction="none")
        case Huber():
            return lambda prediction, y: functional.huber_loss(
                prediction, y, reduction="none", delta=loss.delta
            )
        case Pinball():
            return lambda prediction, y: _pinball_loss(prediction, y, loss.quantiles)
    raise ArgumentError(
        f"loss must be one that the pytorch engine has (MSE, MAE, Huber, Pinball), got {loss!r}. "
        "Use the reference engine."
    )


def mean_loss(
    entries: TorchLoss, prediction: torch.Tensor, y: torch.Tensor, weight: torch.Tensor
) -> torch.Tensor:
    """The weighted mean over the targets of weight above 0; 0 where there are none."""
    scored = weight > 0
    if not scored.any():
        return (prediction * 0.0).sum()
    # A target that is not scored may be NaN, and NaN * 0 is NaN: it takes the prediction's place.
    known = torch.where(scored, y, prediction.detach())
    return (weight * entries(prediction, known))[scored].sum() / weight.sum()


def torch_optimizer(optimizer: Optimizer, parameters: list[torch.nn.Parameter]) -> torch.optim.Optimizer:
    """PyTorch's optimizer with the same options.

    Raises:
        ArgumentError: this engine lacks the optimizer.
    """
    options: dict[str, Any] = {
        "lr": optimizer.learning_rate,
        "betas": (optimizer.beta1, optimizer.beta2),
        "eps": optimizer.epsilon,
        "weight_decay": optimizer.weight_decay,
    }
    match optimizer:
        case Adam():
            return torch.optim.Adam(parameters, **options)
        case AdamW():
            return torch.optim.AdamW(parameters, **options)
    raise ArgumentError(
        f"optimizer must be one that the pytorch engine has (Adam, AdamW), got {optimizer!r}. "
        "Use the reference engine."
    )


def _pinball_loss(prediction: torch.Tensor, y: torch.Tensor, quantiles: tuple[float, ...]) -> torch.Tensor:
    quantile_O = torch.tensor(quantiles, device=y.device).repeat(y.shape[-1] // len(quantiles))
    error = prediction - y
    # The derivative of relu at 0 is 0, so that a prediction on its target is left alone.
    return (1.0 - quantile_O) * functional.relu(error) + quantile_O * functional.relu(-error)
