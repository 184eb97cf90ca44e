"""A fitted network with all that it takes to use it, and the file that it goes into."""

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
from elman.model.model import Evaluation, Model, Prediction, load
from elman.model.pictures import predicted_targets
from elman.model.prepared import DataOptions, PreparedData, prepare_data
from elman.model.record import Record

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
