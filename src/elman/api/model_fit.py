"""A fit of a model of inputs and targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Any

from elman.api.request import FitColumns, FitRequest, needs_horizon
from elman.model import (
    Model,
    baseline_score,
    check_start,
    fit_prepared,
    option_names,
    read_prepared,
    split_options,
)

if TYPE_CHECKING:
    from elman.model import Fitted
    from elman.training import Watch


class ModelFit:
    """A fit of a model whose data are prepared and whose options are checked."""

    def __init__(self, request: FitRequest) -> None:
        """Reads and prepares.

        Raises:
            ArgumentError: the data or an option cannot be used.
        """
        _check_names(request.options)
        data_options, self._options = split_options(request.options)
        self._request = request
        if request.checkpoint is not None:
            request.check_checkpoints([request.checkpoint])
        self._start = _load(request.start)
        if self._start is None:
            request.check_named()
        else:
            check_start(request.options, self._start)
        columns = _with_those_of(self._start, request.columns)
        self._data = read_prepared(
            request.sources, columns, data_options, start=self._start, checkpoint=request.checkpoint
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading found and did, one sentence each."""
        return self._data.notes

    def baseline(self) -> tuple[str, float] | None:
        """Returns the name of the best baseline, and its scaled RMSE on the validation part."""
        return baseline_score(self._data, self._options)

    def train(self, watch: Watch | None = None) -> Fitted:
        """Trains and scores; see `PreparedFit.train`."""
        return fit_prepared(
            self._data,
            self._options,
            start=self._start,
            checkpoint=self._request.checkpoint,
            checkpoint_seconds=self._request.checkpoint_seconds,
            watch=watch,
        )


def _check_names(options: Mapping[str, Any]) -> None:
    """Checks the names of options; an option of forecasters gets an error of its own."""
    strange = [name for name in options if name not in option_names()]
    if strange:
        from elman.forecasting import option_names as names_of_forecasters

        for name in strange:
            if name in names_of_forecasters():
                raise needs_horizon(name, options[name])


def _load(start: Model | str | PathLike[str] | None) -> Model | None:
    return start if start is None or isinstance(start, Model) else Model.load(start)


def _with_those_of(start: Model | None, columns: FitColumns) -> FitColumns:
    """Returns the columns; if none are named, those of the model to start from."""
    if start is None:
        return columns
    return replace(columns, inputs=columns.inputs or start.inputs, targets=columns.targets or start.targets)
