"""What takes the rows of lines: one stream, or one for each id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from elman.prediction import Health


class RowStream(Protocol):
    """What takes rows and answers each with a row; `Stream` is one."""

    @property
    def health(self) -> Health:
        """How the rows fared so far."""
        ...

    @property
    def state(self) -> Any:
        """A copy of what it remembers."""
        ...

    def run(self, rows: Any) -> Any:
        """Goes on by rows `(T, F)` and answers with `(T, O)`; an error, and none is taken."""
        ...

    def step(self, row: Any) -> Any:
        """Goes on by one row."""
        ...

    def go_on_from(self, state: Any) -> None:
        """Takes over a state."""
        ...


class Lanes(Protocol):
    """Streams by id."""

    def lane(self, name: str) -> RowStream:
        """The stream of an id; one that is not known yet begins. Without ids there is one lane, ""."""
        ...

    def health(self, names: Iterable[str] | None = None) -> Health:
        """How the rows of some lanes fared, summed; None: of all."""
        ...


class OneLane:
    """A stream alone, as lanes."""

    def __init__(self, stream: RowStream) -> None:
        self._stream = stream

    def lane(self, name: str) -> RowStream:
        """The stream."""
        return self._stream

    def health(self, names: Iterable[str] | None = None) -> Health:
        """Of the stream."""
        return self._stream.health
