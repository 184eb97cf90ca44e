"""A network in words."""

from __future__ import annotations

from math import prod

from elman.network.parameters import parameter_shapes
from elman.network.spec import NetworkSpec


def describe(spec: NetworkSpec) -> str:
    """The network as PyTorch prints a module, and its number of parameters."""
    options = [str(spec.input_size), str(spec.hidden_size)]
    if spec.num_layers != 1:
        options.append(f"num_layers={spec.num_layers}")
    options.append("batch_first=True")
    if spec.dropout:
        options.append(f"dropout={spec.dropout}")
    num_parameters = sum(prod(shape) for shape in parameter_shapes(spec).values())
    return (
        "Network(\n"
        f"  (rnn): {spec.cell.upper()}({', '.join(options)})\n"
        f"  (out): Linear(in_features={spec.hidden_size}, out_features={spec.output_size}, bias=True)\n"
        f")  {num_parameters:,} parameters"
    )
