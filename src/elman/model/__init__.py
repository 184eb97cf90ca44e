"""A fitted network with all that it takes to use it, and the file that it goes into.

What only a fit or a picture needs is imported when it is first asked for: a process that loads a model to
predict does not wait for the training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from elman.later import later
from elman.model.model import Model
from elman.model.record import Record
from elman.model.results import Evaluation, Prediction

if TYPE_CHECKING:
    from elman.model.file import RECORD_KEY
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

__getattr__ = later(
    __name__,
    dict.fromkeys(
        (
            "DataOptions",
            "Fitted",
            "PreparedData",
            "baseline_score",
            "check_start",
            "fit_prepared",
            "option_names",
            "prepare_data",
            "read_prepared",
            "split_options",
        ),
        "fitting",
    )
    | {"RECORD_KEY": "file", "predicted_targets": "pictures"},
    _MOVED,
)
