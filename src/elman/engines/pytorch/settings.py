"""PyTorch's settings of the whole process, changed for the length of a call and put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch


@contextmanager
def scoped_settings(threads: int | None) -> Iterator[None]:
    """Float32 that is float32 on a GPU too, and this number of threads (None: PyTorch's own)."""
    rnn: Any = torch.backends.cudnn.rnn
    previous = torch.get_num_threads(), rnn.fp32_precision
    # cuDNN rounds the products of recurrent layers to 10 bits (TF32) unless it is told not to.
    rnn.fp32_precision = "ieee"
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(previous[0])
        rnn.fp32_precision = previous[1]


@contextmanager
def repeatable_randomness(device: torch.device, seed: int, step: int) -> Iterator[None]:
    """Draws that depend on seed and step alone, and leave the caller's generators as they were."""
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed((seed * 0x9E3779B97F4A7C15 + step) % 2**63)
        yield
