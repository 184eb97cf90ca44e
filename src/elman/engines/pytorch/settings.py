"""PyTorch's settings of the whole process, changed for the length of a call and put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch


@contextmanager
def scoped_threads(threads: int | None) -> Iterator[None]:
    """This number of threads; None: PyTorch's own."""
    if threads is None:
        yield
        return
    previous = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(previous)


@contextmanager
def scoped_precision(device: torch.device) -> Iterator[None]:
    """Float32 that is float32 on a GPU too: cuDNN rounds to 10 bits (TF32) unless it is told not to."""
    if device.type != "cuda":
        yield
        return
    rnn: Any = torch.backends.cudnn.rnn
    previous = rnn.fp32_precision
    rnn.fp32_precision = "ieee"
    try:
        yield
    finally:
        rnn.fp32_precision = previous


@contextmanager
def repeatable_randomness(device: torch.device, seed: int, step: int) -> Iterator[None]:
    """Draws that depend on seed and step alone, and leave the caller's generators as they were."""
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed((seed * 0x9E3779B97F4A7C15 + step) % 2**63)
        yield
