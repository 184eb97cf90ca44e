"""A product of any kind, loaded by what its file says it is."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from elman.storage import container

if TYPE_CHECKING:
    from elman.forecasting import Forecaster
    from elman.model import Model


def load(path: str | PathLike[str] | bytes) -> Model | Forecaster:
    """Reads a model or a forecaster from the file that `save` or `elman fit` wrote.

    Args:
        path: the path of the file, or its content as bytes.

    Returns:
        A `Model` or a `Forecaster`; the file tells which.

    Raises:
        ModelFileError: the file does not exist, holds neither, or is damaged.
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
