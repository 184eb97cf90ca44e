"""A network whose scaling is inside its weights, for formats that know samples and nothing of units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.export.exportable import Exportable


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One recurrent layer, its gates in the order of PyTorch: i, f, g, o of an LSTM; r, z, n of a GRU."""

    w_ih_GF: Array
    """From the layer below, `(G, F)` with all gates one below the other."""
    w_hh_GH: Array
    """From its own units."""
    b_ih_G: Array
    """Added to the first product."""
    b_hh_G: Array
    """Added to the second one."""


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Inputs in their units to targets in theirs, float64."""

    layers: tuple[Layer, ...]
    """From the inputs up."""
    w_out_OH: Array
    """Of the linear layer."""
    b_out_O: Array
    """Of the linear layer."""


def fold(exportable: Exportable) -> Folded:
    """The network with `(x - centre) / scale` in its first layer, and `centre + scale y` in its last."""
    parameters = {name: array.astype(np.float64) for name, array in exportable.parameters.items()}
    scaling_in, scaling_out = exportable.preparation.input_scaling, exportable.preparation.target_scaling
    centre_F, scale_F = np.array(scaling_in.centre_C), np.array(scaling_in.scale_C)
    centre_O, scale_O = np.array(scaling_out.centre_C), np.array(scaling_out.scale_C)
    layers = [_layer(parameters, number) for number in range(exportable.spec.num_layers)]
    first = layers[0]
    w_ih_GF = first.w_ih_GF / scale_F
    layers[0] = Layer(w_ih_GF, first.w_hh_GH, first.b_ih_G - w_ih_GF @ centre_F, first.b_hh_G)
    return Folded(
        layers=tuple(layers),
        w_out_OH=scale_O[:, np.newaxis] * parameters["out.weight"],
        b_out_O=centre_O + scale_O * parameters["out.bias"],
    )


def check_cells(exportable: Exportable, format_name: str, cells: tuple[str, ...]) -> None:
    """Checks that a format has the model's cell.

    Raises:
        ArgumentError: it has not.
    """
    if exportable.spec.cell not in cells:
        raise ArgumentError(
            f"cell must be {' or '.join(cells)} for {format_name}, got {exportable.spec.cell!r}. "
            "Choose another format, or fit with --cell."
        )


def sample_rate(exportable: Exportable) -> float | None:
    """Rows a second, where the time between them is known in seconds."""
    step = exportable.step
    return 1.0 / step.size if step is not None and step.unit == "s" else None


def _layer(parameters: dict[str, Array], number: int) -> Layer:
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return Layer(*(parameters[f"rnn.{name}_l{number}"] for name in names))
