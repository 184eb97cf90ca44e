"""elman learns one sequence from another with recurrent networks.

Names are imported when they are first asked for, so that `import elman` takes a few milliseconds.
`elman.pytorch`, the module for PyTorch users, needs the extra `torch`; `elman.SequenceRegressor`, the
estimator for scikit-learn users, the extra `sklearn`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from elman.moved import MovedFolders

if TYPE_CHECKING:
    from elman.api import fit, load
    from elman.comparing import Comparison, compare
    from elman.data import Sequences, Window, read_sequences
    from elman.demo import DemoOptions, DemoResult, run_demo
    from elman.engines import Engine, Network, get_engine
    from elman.errors import (
        ArgumentError,
        DataError,
        DivergenceError,
        DtypeError,
        ElmanError,
        ElmanWarning,
        ExportError,
        MissingExtraError,
        ModelFileError,
        RemoteError,
        StateError,
        UnknownNameError,
    )
    from elman.extending import register, registered
    from elman.fleet import Fleet
    from elman.forecasting import Forecast, Forecaster, ForecastOptions
    from elman.model import DataOptions, Evaluation, Model, Prediction
    from elman.network import NetworkSpec, Parameters, State, initialize
    from elman.network.losses import MAE, MSE, Huber, Pinball
    from elman.optimizers import Adam, AdamW, Constant, Cosine
    from elman.prediction import Health, Stream, StreamBatch, StreamLanes
    from elman.regressor import SequenceRegressor
    from elman.remote import RemoteStream, connect
    from elman.series import SeriesSet, read_series
    from elman.tables import look
    from elman.training import FitOptions, History, Training, Watch, train, train_many

    __version__: str

__all__ = [
    "MAE",
    "MSE",
    "Adam",
    "AdamW",
    "ArgumentError",
    "Comparison",
    "Constant",
    "Cosine",
    "DataError",
    "DataOptions",
    "DemoOptions",
    "DemoResult",
    "DivergenceError",
    "DtypeError",
    "ElmanError",
    "ElmanWarning",
    "Engine",
    "Evaluation",
    "ExportError",
    "FitOptions",
    "Fleet",
    "Forecast",
    "ForecastOptions",
    "Forecaster",
    "Health",
    "History",
    "Huber",
    "MissingExtraError",
    "Model",
    "ModelFileError",
    "Network",
    "NetworkSpec",
    "Parameters",
    "Pinball",
    "Prediction",
    "RemoteError",
    "RemoteStream",
    "SequenceRegressor",
    "Sequences",
    "SeriesSet",
    "State",
    "StateError",
    "Stream",
    "StreamBatch",
    "StreamLanes",
    "Training",
    "UnknownNameError",
    "Watch",
    "Window",
    "__version__",
    "compare",
    "connect",
    "fit",
    "get_engine",
    "initialize",
    "load",
    "look",
    "read_sequences",
    "read_series",
    "register",
    "registered",
    "run_demo",
    "train",
    "train_many",
]

_HOMES: dict[str, tuple[str, ...]] = {
    "elman.api": ("fit", "load"),
    "elman.comparing": ("Comparison", "compare"),
    "elman.data": ("Sequences", "Window", "read_sequences"),
    "elman.demo": ("DemoOptions", "DemoResult", "run_demo"),
    "elman.engines": ("Engine", "Network", "get_engine"),
    "elman.errors": (
        "ArgumentError",
        "DataError",
        "DivergenceError",
        "DtypeError",
        "ElmanError",
        "ElmanWarning",
        "ExportError",
        "MissingExtraError",
        "ModelFileError",
        "RemoteError",
        "StateError",
        "UnknownNameError",
    ),
    "elman.extending": ("register", "registered"),
    "elman.fleet": ("Fleet",),
    "elman.forecasting": ("Forecast", "ForecastOptions", "Forecaster"),
    "elman.model": ("DataOptions", "Evaluation", "Model", "Prediction"),
    "elman.network": ("NetworkSpec", "Parameters", "State", "initialize"),
    "elman.network.losses": ("MAE", "MSE", "Huber", "Pinball"),
    "elman.optimizers": ("Adam", "AdamW", "Constant", "Cosine"),
    "elman.prediction": ("Health", "Stream", "StreamBatch", "StreamLanes"),
    "elman.regressor": ("SequenceRegressor",),
    "elman.remote": ("RemoteStream", "connect"),
    "elman.series": ("SeriesSet", "read_series"),
    "elman.tables": ("look",),
    "elman.training": ("FitOptions", "History", "Training", "Watch", "train", "train_many"),
}
_FOLDERS = (
    "api",
    "backtesting",
    "comparing",
    "data",
    "demo",
    "engines",
    "errors",
    "evaluation",
    "export",
    "fleet",
    "forecasting",
    "learned",
    "model",
    "network",
    "optimizers",
    "plots",
    "prediction",
    "pytorch",
    "remote",
    "runners",
    "series",
    "server",
    "storage",
    "tables",
    "training",
    "tuning",
)


MovedFolders.install()


def __getattr__(name: str) -> object:
    """Imports a public name or a folder when it is first asked for."""
    value: object
    if name == "__version__":
        value = import_module("importlib.metadata").version("elman")
    elif name in _FOLDERS:
        value = import_module(f"elman.{name}")
    else:
        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module 'elman' has no attribute {name!r}")
        value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names and folders."""
    return sorted({*__all__, *_FOLDERS})
