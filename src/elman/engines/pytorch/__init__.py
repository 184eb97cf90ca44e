"""The PyTorch engine: autograd, PyTorch's losses and optimizers, CPU and CUDA."""

import elman.pytorch  # noqa: F401 (first, because it answers a missing torch in one sentence)
from elman.engines.pytorch.engine import PyTorchEngine
from elman.engines.pytorch.network import PyTorchNetwork

__all__ = ["PyTorchEngine", "PyTorchNetwork"]
