"""A file of any kind, read by what it says that it is."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from elman.storage import container

if TYPE_CHECKING:
    from elman.forecasting import Forecaster
    from elman.model import Model


def load(path: str | PathLike[str] | bytes) -> Model | Forecaster:
    """Reads what `Model.save`, `Forecaster.save` or `elman fit` wrote: the file says which it is.

    Args:
        path: of the file, or its content.

    Raises:
        ModelFileError: it is not there, no model file, or damaged.
    """
    from elman.model import RECORD_KEY, Model

    keys = container.keys_of(path if isinstance(path, bytes) else Path(path))
    if RECORD_KEY not in keys:
        # Whoever loads a model to predict is not to wait for what forecasts.
        from elman.forecasting import RECORD_KEY as FORECASTER_KEY
        from elman.forecasting import Forecaster

        if FORECASTER_KEY in keys:
            return Forecaster.from_bytes(path) if isinstance(path, bytes) else Forecaster.load(path)
    return Model.from_bytes(path) if isinstance(path, bytes) else Model.load(path)
