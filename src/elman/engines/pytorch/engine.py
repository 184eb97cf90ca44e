"""The builder of the PyTorch engine."""

from __future__ import annotations

import os
from typing import final

import torch

from elman.engines.arguments import check_build, choose_threads
from elman.engines.pytorch.network import PyTorchNetwork
from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.network.losses import Loss
from elman.optimizers import Optimizer
from elman.pytorch import supports


@final
class PyTorchEngine:
    """Builds networks that PyTorch runs, on the CPU or on a GPU.

    PyTorch's number of threads belongs to the whole process: a network that was built with `threads`
    sets it for the length of each call, for everyone, and then puts it back.

    Args:
        device: as PyTorch names it: cpu, cuda, cuda:1; None: `ELMAN_DEVICE`, or else cpu.

    Raises:
        ArgumentError: PyTorch does not know the device, or has none such.
    """

    def __init__(self, device: str | None = None) -> None:
        self._device = _find_device(device or os.environ.get("ELMAN_DEVICE") or "cpu")

    def supports(self, spec: NetworkSpec) -> bool:
        """Whether PyTorch has the network's cell."""
        return supports(spec)

    def build(
        self,
        spec: NetworkSpec,
        *,
        loss: Loss,
        optimizer: Optimizer,
        seed: int = 0,
        threads: int | None = None,
    ) -> PyTorchNetwork:
        """A network with elman's default initial parameters.

        Where neither `threads` nor `ELMAN_THREADS` says otherwise, PyTorch's own number of threads stays.
        """
        check_build(spec, loss, seed, threads, optimizer)
        return PyTorchNetwork(
            spec,
            loss=loss,
            optimizer=optimizer,
            seed=seed,
            device=self._device,
            threads=choose_threads(threads),
        )


def _find_device(name: str) -> torch.device:
    try:
        device = torch.device(name)
    except RuntimeError:
        device = None
    if device is None or device.type not in {"cpu", "cuda"}:
        raise ArgumentError(f"device must be cpu, cuda or cuda:N, got {name!r}. Use cpu.")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ArgumentError(
            f"device must be one that this machine has, got {name!r} with {torch.cuda.device_count()} "
            "GPUs that PyTorch can use. Use cpu, or install a PyTorch built for the GPU."
        )
    return device
