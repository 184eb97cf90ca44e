"""What a fit makes, seen from outside: the same for a model and a forecaster.

Whatever works with both (commands, a server, a report) knows these protocols alone.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from elman.export import Exported


class LearnedRecord(Protocol):
    """Everything that a file says beside its numbers."""

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON can hold it."""
        ...


@runtime_checkable
class LearnedStream(Protocol):
    """Goes on row by row, and carries what it remembers."""

    @property
    def state(self) -> Any:
        """A copy of all that it remembers, to save, or to go on from elsewhere."""
        ...

    def step(self, row: Any) -> Any:
        """Goes on by one row, and answers it."""
        ...


@runtime_checkable
class Learned(Protocol):
    """What a fit returns and a file holds: `elman.Model` and `elman.Forecaster` are such."""

    @property
    def record(self) -> LearnedRecord:
        """What it is, and where it comes from."""
        ...

    def save(self, path: str | PathLike[str]) -> None:
        """Writes its file, in full or not at all."""
        ...

    def to_bytes(self) -> bytes:
        """The content of the file."""
        ...

    def describe(self) -> str:
        """What it is, in a few lines."""
        ...

    def stream(self, *, state: Any = None) -> LearnedStream:
        """A stream from the start, or from a state."""
        ...

    def export(self, path: str | PathLike[str], *, to: str | None = None, sample: Any = None) -> Exported:
        """Writes it in another format, after that file has proved that it says the same."""
        ...

    def plot(self, path: str | PathLike[str], sources: Any = None) -> Any:
        """Draws what it says of the sources, and returns what was drawn."""
        ...


class Outcome(Protocol):
    """How a training went."""

    @property
    def choices(self) -> str:
        """What was chosen, and why, in one line."""
        ...

    @property
    def events(self) -> tuple[str, ...]:
        """What happened, one sentence each."""
        ...

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended it; what it made is the best so far."""
        ...


class FitReport(Protocol):
    """What came of a fit: the model or forecaster, its score, and how it came about."""

    @property
    def product(self) -> Learned:
        """The model or the forecaster."""
        ...

    @property
    def result(self) -> Outcome:
        """How the training went."""
        ...

    @property
    def validation(self) -> Any:
        """The scores on the validation part, beside the baselines."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading found and did."""
        ...

    @property
    def cautions(self) -> tuple[str, ...]:
        """What makes the score doubtful, one sentence each."""
        ...

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the product's file, then removes the run's checkpoint, unless Ctrl-C ended the run."""
        ...

    def describe(self) -> str:
        """The score and how it came about, in a few lines."""
        ...

    def to_json(self) -> dict[str, Any]:
        """The same for a script."""
        ...

    def draw(self, path: Path) -> tuple[str, ...]:
        """Draws the loss and the validation score over the steps; returns notes on the picture."""
        ...
