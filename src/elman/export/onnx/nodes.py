"""The nodes of a graph, one after the other, each called as what it makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import onnx

from elman.arrays import Array


class Nodes:
    """Collects nodes and constants.

    Attributes:
        nodes: in the order that they run in.
        constants: what a graph calls initializers.
    """

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, array: Array) -> str:
        """Adds a constant, and returns its name."""
        self.constants.append(onnx.numpy_helper.from_array(array, name))
        return name

    def add(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Adds a node with one output, and returns the output's name."""
        self.add_many(operator, inputs, [output], **attributes)
        return output

    def add_many(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any
    ) -> None:
        """Adds a node with several outputs."""
        self.nodes.append(
            onnx.helper.make_node(
                operator, list(inputs), list(outputs), name=f"make_{outputs[-1]}", **attributes
            )
        )
