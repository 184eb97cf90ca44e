"""A model as it is served: one version of its file, and the streams that sessions are made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from elman.api import load
from elman.arrays import Array
from elman.errors import ArgumentError
from elman.lines.lanes import RowStream
from elman.network import State
from elman.server.refusals import RefusedError

if TYPE_CHECKING:
    from elman.forecasting import Forecast, Forecaster
    from elman.model import Model

_SETTINGS = ("first", "levels", "adaptive")


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream and what its rows are."""

    stream: RowStream
    targets: tuple[str, ...]


class Served:
    """One version of a model or a forecaster.

    Attributes:
        name: under which it is served.
        fingerprint: of its file.
        content: of its file.
        inputs: the values of a row.
        targets: the values of an answer; those of a forecaster's session depend on its levels.
    """

    def __init__(self, name: str, content: bytes) -> None:
        """Reads a file's content.

        Raises:
            ModelFileError: it is no model or forecaster, or damaged.
        """
        self.name = name
        self.content = content
        self.fingerprint = hashlib.blake2b(content, digest_size=16).hexdigest()
        self.fitted: Model | Forecaster = load(content)
        self.forecasts = hasattr(self.fitted, "forecast")
        opened = self.open({}) if not self.forecasts else None
        self.inputs = self._forecaster_inputs() if opened is None else self._model().inputs
        self.targets = () if opened is None else opened.targets

    def open(self, settings: dict[str, Any], state: bytes | None = None) -> Opened:
        """A stream that begins, or goes on from the content of a state's file.

        Args:
            settings: of a forecaster's stream: `first`, `levels`, `adaptive`.
            state: None: from the start.

        Raises:
            ArgumentError: the settings, or the state, do not fit.
        """
        if self.forecasts:
            return self._open_forecaster(settings, state)
        if settings:
            raise ArgumentError(f"settings must be none for a model, got {sorted(settings)}. Leave them out.")
        model = self._model()
        read = None if state is None else State.from_bytes(state)
        return Opened(model.stream(state=read), model.targets)

    def predict(self, rows: Any) -> Array:
        """The predictions `(T, O)` of rows from the start, without a session.

        Raises:
            ArgumentError: the rows cannot be used, or it is a forecaster.
        """
        if self.forecasts:
            raise RefusedError(400, "predict must be asked of a model, got a forecaster. Ask for a forecast.")
        predicted: Array = self.open({}).stream.run(rows)
        return predicted

    def forecast(self, series: Any, horizon: int | None, levels: Any) -> Forecast:
        """A forecaster's forecast of series given as columns; None: of those that it was fitted to.

        Raises:
            ArgumentError: they do not fit.
        """
        from elman.forecasting import Forecaster

        assert isinstance(self.fitted, Forecaster)
        return self.fitted.forecast(series, horizon=horizon, levels=_checked_levels(levels))

    def _model(self) -> Model:
        from elman.model import Model

        assert isinstance(self.fitted, Model)
        return self.fitted

    def _forecaster_inputs(self) -> tuple[str, ...]:
        from elman.forecasting import Forecaster

        assert isinstance(self.fitted, Forecaster)
        targets = self.fitted.record.columns.targets
        return targets if len(targets) == 1 else ("y",)

    def _open_forecaster(self, settings: dict[str, Any], state: bytes | None) -> Opened:
        from elman.forecasting import Forecaster, ForecastRows, ForecastState

        assert isinstance(self.fitted, Forecaster)
        wrong = sorted(set(settings) - set(_SETTINGS))
        if wrong:
            raise ArgumentError(
                f"settings must be among {', '.join(_SETTINGS)}, got {wrong}. Check the names."
            )
        stream = self.fitted.stream(
            settings.get("first"),
            levels=_checked_levels(settings.get("levels")),
            adaptive=bool(settings.get("adaptive", False)),
            state=None if state is None else ForecastState.from_bytes(state),
        )
        rows = ForecastRows(stream)
        return Opened(rows, rows.targets)


def _checked_levels(levels: Any) -> list[float] | None:
    if levels is None:
        return None
    if not isinstance(levels, list) or not all(
        isinstance(level, int | float) and not isinstance(level, bool) for level in levels
    ):
        raise ArgumentError("levels must be a list of percentages. Write [80, 90].")
    return levels


def rows_seen(stream: RowStream) -> int:
    """Rows that a stream has seen since its start, as its state says."""
    state = stream.state
    if isinstance(state, State):
        return 0 if state.inputs is None else int(state.inputs.steps_B[0])
    return int(state.arrays["counts"][0])
