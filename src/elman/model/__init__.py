"""A fitted network with all that it takes to use it, and the file that it goes into.

What only a fit or a picture needs is imported when it is first asked for: a process that loads a model to
predict is not to wait for the training.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from elman.model.model import Evaluation, Model, Prediction, load
from elman.model.record import Record

if TYPE_CHECKING:
    from elman.model.fitting import (
        Fitted,
        baseline_score,
        check_start,
        fit,
        fit_prepared,
        option_names,
        read_prepared,
        split_options,
    )
    from elman.model.pictures import predicted_targets
    from elman.model.prepared import DataOptions, PreparedData, prepare_data

__all__ = [
    "DataOptions",
    "Evaluation",
    "Fitted",
    "Model",
    "Prediction",
    "PreparedData",
    "Record",
    "baseline_score",
    "check_start",
    "fit",
    "fit_prepared",
    "load",
    "option_names",
    "predicted_targets",
    "prepare_data",
    "read_prepared",
    "split_options",
]

_PREPARED = ("DataOptions", "PreparedData", "prepare_data")


def __getattr__(name: str) -> object:
    """Imports a name of the fit or of the pictures when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'elman.model' has no attribute {name!r}")
    file = "prepared" if name in _PREPARED else "pictures" if name == "predicted_targets" else "fitting"
    value: object = getattr(import_module(f"elman.model.{file}"), name)
    globals()[name] = value
    return value
