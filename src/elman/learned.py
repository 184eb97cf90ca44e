"""What a fit makes, seen from outside: the same for a model and a forecaster.

Whatever works with both (commands, a server, a report) knows these protocols alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from elman.export import Exported


class LearnedRecord(Protocol):
    """Everything that a file holds besides its arrays."""

    def to_dict(self) -> dict[str, Any]:
        """Returns the record as a dictionary for JSON."""
        ...


@runtime_checkable
class LearnedStream(Protocol):
    """A stream: takes rows one by one and remembers what it needs of them."""

    @property
    def state(self) -> Any:
        """A copy of everything that the stream remembers; save it, or go on from it elsewhere."""
        ...

    def step(self, row: Any) -> Any:
        """Takes one row and returns the answer to it."""
        ...


@runtime_checkable
class Learned(Protocol):
    """What a fit returns and a file holds: `elman.Model` and `elman.Forecaster` are such."""

    @property
    def record(self) -> LearnedRecord:
        """What the product is, and where it comes from."""
        ...

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the product to a file, in full or not at all."""
        ...

    def to_bytes(self) -> bytes:
        """Returns the content of the file that `save` writes."""
        ...

    def describe(self) -> str:
        """Describes the product in a few lines."""
        ...

    def stream(self, *, state: Any = None) -> LearnedStream:
        """Opens a stream, from the start or from a state."""
        ...

    def export(self, path: str | PathLike[str], *, to: str | None = None, sample: Any = None) -> Exported:
        """Writes the product in another format, after a proof that the file gives the same numbers."""
        ...

    def plot(self, path: str | PathLike[str], sources: Any = None) -> Any:
        """Draws the prediction or forecast of the sources, and returns what was drawn."""
        ...


class Outcome(Protocol):
    """The outcome of a training."""

    @property
    def choices(self) -> str:
        """The choices and their reasons, in one line."""
        ...

    @property
    def events(self) -> tuple[str, ...]:
        """What happened, one sentence each."""
        ...

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the training; its product is then the best so far."""
        ...


class FitReport(Protocol):
    """The report of a fit: the model or forecaster, its score, and the story of its training."""

    @property
    def product(self) -> Learned:
        """The model or the forecaster."""
        ...

    @property
    def result(self) -> Outcome:
        """The outcome of the training."""
        ...

    @property
    def validation(self) -> Any:
        """The scores on the validation part, beside the baselines."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading found and did, one sentence each."""
        ...

    @property
    def cautions(self) -> tuple[str, ...]:
        """What makes the score doubtful, one sentence each."""
        ...

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the product's file, then removes the run's checkpoints, unless Ctrl-C ended the run."""
        ...

    def describe(self) -> str:
        """Describes the fit in a few lines: the score, the choices, and what happened."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Returns the fit as a dictionary for JSON."""
        ...

    def draw(self, path: Path) -> tuple[str, ...]:
        """Draws the loss and the validation score over the steps; returns remarks on the picture."""
        ...


class FitTelling(Protocol):
    """The module of a twin that describes and draws its fits."""

    def describe_fit(self, fitted: Any, /) -> str:
        """Describes a fit: its score, its choices, and what happened."""
        ...

    def fit_to_json(self, fitted: Any, /) -> dict[str, Any]:
        """Returns a fit as a dictionary for JSON."""
        ...

    def draw_fit(self, fitted: Any, path: Path, /) -> tuple[str, ...]:
        """Draws a fit; returns remarks on the picture."""
        ...


class ReportedFit(ABC):
    """What the fits of models and of forecasters do alike: they save, describe and draw themselves."""

    __slots__ = ()
    result: Outcome
    checkpoints: tuple[Path, ...]

    @property
    @abstractmethod
    def product(self) -> Learned:
        """The model or the forecaster."""

    @abstractmethod
    def _telling(self) -> FitTelling:
        """Imports the module that describes and draws, which a fit itself does not need."""

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the file of the model or forecaster, then removes the run's checkpoints.

        The checkpoints stay if Ctrl-C ended the run, so that the same fit can go on.

        Raises:
            ArgumentError: the file cannot be written.
        """
        self.product.save(path)
        if not self.result.interrupted:
            for file in self.checkpoints:
                file.unlink(missing_ok=True)

    def describe(self) -> str:
        """Describes the fit: the score on the validation part, the choices, and what happened."""
        return self._telling().describe_fit(self)

    def to_json(self) -> dict[str, Any]:
        """Returns the fit as a dictionary for JSON."""
        return self._telling().fit_to_json(self)

    def draw(self, path: Path) -> tuple[str, ...]:
        """Draws the loss and the validation score over the steps of the training.

        Returns:
            Remarks on the picture, one sentence each.

        Raises:
            ArgumentError: the picture cannot be written there.
        """
        return self._telling().draw_fit(self, path)
