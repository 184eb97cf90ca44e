"""A fit in two steps: the first reads and checks everything, the second trains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from elman.api.request import FitRequest

if TYPE_CHECKING:
    from elman.learned import FitReport
    from elman.training import Watch


class PreparedFit(Protocol):
    """A fit whose data are read and whose options are checked."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading found and did, one sentence each."""
        ...

    def baseline(self) -> tuple[str, float] | None:
        """Returns the best baseline and its validation score; None if networks have no comparable score."""
        ...

    def train(self, watch: Watch | None = None) -> FitReport:
        """Trains, and scores what came of it.

        Args:
            watch: is told how the run goes.

        Returns:
            The report. After Ctrl-C it has what is best so far.

        Raises:
            ArgumentError: an option cannot be used with these data.
            DivergenceError: no learning rate kept the loss finite.
            KeyboardInterrupt: Ctrl-C before the training proper began.
        """
        ...


def prepare_fit(request: FitRequest) -> PreparedFit:
    """Reads and checks what a request names. Nothing is trained, and nothing is left on the disk.

    Raises:
        ArgumentError: the data or an option cannot be used.
    """
    # A fit of a model does not wait for what forecasts.
    if request.horizon is None:
        from elman.api.model_fit import ModelFit

        return ModelFit(request)
    from elman.api.forecaster_fit import ForecasterFit

    return ForecasterFit(request)


def run_fit(request: FitRequest, watch: Watch | None = None) -> FitReport:
    """Both steps at once; see `PreparedFit.train`.

    Raises:
        ArgumentError: the data or an option cannot be used.
        DivergenceError: no learning rate kept the loss finite.
        KeyboardInterrupt: Ctrl-C before the training proper began.
    """
    return prepare_fit(request).train(watch)
