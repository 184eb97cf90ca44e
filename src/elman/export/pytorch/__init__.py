"""PyTorch: one file of plain `torch.nn` with the weights in it, and the same module in memory."""

from elman.export.pytorch.format import PyTorch

__all__ = ["PyTorch"]
