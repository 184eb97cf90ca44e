"""ONNX: a graph of standard operators with the scaling inside and the state beside the data."""

from elman.export.onnx.format import Onnx

__all__ = ["Onnx"]
