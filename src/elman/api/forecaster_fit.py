"""A fit of a forecaster of the targets' own future."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from elman.api.request import FitRequest
from elman.errors import ArgumentError
from elman.forecasting import checkpoint_paths, fit_forecaster, option_names, split_options
from elman.series import SeriesColumns, SeriesSet, read_series

if TYPE_CHECKING:
    from elman.forecasting import FittedForecaster
    from elman.training import Watch

_INSTEAD = {"epochs": "Give steps or a budget."}


class ForecasterFit:
    """A fit of a forecaster whose series are read and whose options are checked."""

    def __init__(self, request: FitRequest) -> None:
        """Reads.

        Raises:
            ArgumentError: the data or an option cannot be used.
        """
        assert request.horizon is not None
        _check_names(request.options)
        self._options = split_options(request.options, request.horizon)
        self._request = request
        if request.checkpoint is not None:
            files = checkpoint_paths(request.checkpoint, self._options)
            request.check_checkpoints([request.checkpoint, *files])
        named = request.columns
        self._columns = SeriesColumns(
            targets=named.targets,
            id=named.id,
            time=named.time,
            future=named.future,
            past=named.past,
            static=named.static,
        )
        given = request.sources
        self._series = (
            given
            if isinstance(given, SeriesSet)
            else read_series(given, self._columns, rows=named.rows, **named.reading)
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading found and did, one sentence each."""
        return self._series.notes

    def baseline(self) -> None:
        """Returns None: while networks train they are scored in scaled units, which baselines do not have."""
        return

    def train(self, watch: Watch | None = None) -> FittedForecaster:
        """Trains and scores; see `PreparedFit.train`."""
        return fit_forecaster(
            self._series,
            self._columns,
            self._options,
            checkpoint=self._request.checkpoint,
            checkpoint_seconds=self._request.checkpoint_seconds,
            watch=watch,
        )


def _check_names(options: Mapping[str, Any]) -> None:
    """Checks the names of options; an option of models gets an error of its own."""
    strange = [name for name in options if name not in option_names()]
    if strange:
        from elman.model import option_names as names_of_models

        for name in strange:
            if name in names_of_models():
                raise ArgumentError(
                    f"{name} must not be given with a horizon, got {options[name]!r}. "
                    f"{_INSTEAD.get(name, 'It is for models of inputs and targets.')}"
                )
