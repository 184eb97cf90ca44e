"""The settings of the PyTorch module, from what is exported."""

from __future__ import annotations

from typing import Any

from elman.export.exportable import Exportable


def module_settings(exportable: Exportable) -> dict[str, Any]:
    """The fields of `sequence_model.Settings`, in its order."""
    spec, preparation = exportable.spec, exportable.preparation
    return {
        "cell": spec.cell,
        "hidden_size": spec.hidden_size,
        "num_layers": spec.num_layers,
        "dropout": spec.dropout,
        "missing": preparation.missing,
        "inputs": preparation.inputs,
        "input_centre": tuple(map(float, preparation.input_scaling.centre_C)),
        "input_scale": tuple(map(float, preparation.input_scaling.scale_C)),
        "targets": preparation.targets,
        "target_centre": tuple(map(float, preparation.target_scaling.centre_C)),
        "target_scale": tuple(map(float, preparation.target_scaling.scale_C)),
        "numbers": preparation.numbers,
    }
