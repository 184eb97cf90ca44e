"""A fitted network with all that it takes to use it, and the file that it goes into.

What only a fit or a picture needs is imported when it is first asked for: a process that loads a model to
predict does not wait for the training.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from elman.model.file import RECORD_KEY
from elman.model.model import Model
from elman.model.record import Record
from elman.model.results import Evaluation, Prediction
from elman.moved import find_moved

if TYPE_CHECKING:
    from elman.model.fitting import (
        DataOptions,
        Fitted,
        PreparedData,
        baseline_score,
        check_start,
        fit_prepared,
        option_names,
        prepare_data,
        read_prepared,
        split_options,
    )
    from elman.model.pictures import predicted_targets

__all__ = [
    "RECORD_KEY",
    "DataOptions",
    "Evaluation",
    "Fitted",
    "Model",
    "Prediction",
    "PreparedData",
    "Record",
    "baseline_score",
    "check_start",
    "fit_prepared",
    "option_names",
    "predicted_targets",
    "prepare_data",
    "read_prepared",
    "split_options",
]

_MOVED = {"fit": "elman.api", "load": "elman.api"}


def __getattr__(name: str) -> object:
    """Imports a name of the fit or of the pictures when it is first asked for."""
    if name not in __all__:
        return find_moved(__name__, name, _MOVED)
    place = "pictures" if name == "predicted_targets" else "fitting"
    value: object = getattr(import_module(f"{__name__}.{place}"), name)
    globals()[name] = value
    return value
