"""From a table to a model: prepare, train, score."""

from elman.model.fitting.from_table import (
    Fitted,
    baseline_score,
    check_start,
    fit_prepared,
    option_names,
    read_prepared,
    split_options,
)
from elman.model.fitting.prepared import DataOptions, PreparedData, prepare_data

__all__ = [
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
]
