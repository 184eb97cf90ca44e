"""What was delivered: lanes are put back to the answers that arrived, where some did not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from elman.lines.answering import Answers
from elman.lines.lanes import Lanes, RowStream
from elman.prediction import Health


@dataclass(slots=True)
class _Span:
    """Some answers, next to each other, and how the lanes stood before them."""

    before: dict[str, Any] = field(default_factory=dict)
    """The state of each lane before its first row here."""
    pieces: list[tuple[int, Answers]] = field(default_factory=list)
    """Answers, each with the number of its first byte among all that are written."""
    num_bytes: int = 0
    """Of these answers."""


class Delivery:
    """Lanes that can go back by the answers that nobody got.

    A lane runs ahead: its answers still have to be written, and may wait in a pipe whose reader leaves. So
    the rows of late are kept, with the states before them: all that may be in the pipe, and no more than
    three times that.
    """

    def __init__(self, lanes: Lanes, *, begins: int, room: int) -> None:
        """Makes ready.

        Args:
            lanes: what takes the rows.
            begins: bytes that are written before the first answer.
            room: bytes of answers that may be on their way.
        """
        self._lanes = lanes
        self._room = room
        self._next_byte = begins
        self._older, self._newer = _Span(), _Span()
        self._is_running = False

    def lane(self, name: str) -> RowStream:
        """The lane of this id, which is about to take a row."""
        lane = self._lanes.lane(name)
        if not self._is_running:
            self._begin()
        if name not in self._newer.before:
            self._newer.before[name] = lane.state
        return lane

    def health(self, names: Iterable[str] | None = None) -> Health:
        """Of the lanes."""
        return self._lanes.health(names)

    def add(self, answers: Answers) -> None:
        """Answers that are made, and will be written next."""
        self._newer.pieces.append((self._next_byte, answers))
        self._newer.num_bytes += len(answers.text)
        self._next_byte += len(answers.text)
        self._is_running = False

    def settle(self, delivered: int) -> None:
        """Puts every lane where the answers of so many bytes end; one that is cut off does not count."""
        if delivered >= self._next_byte and not self._is_running:
            return
        for name, state in {**self._newer.before, **self._older.before}.items():
            self._lanes.lane(name).go_on_from(state)
        for first_byte, answers in (*self._older.pieces, *self._newer.pieces):
            whole_lines = answers.text[: max(0, delivered - first_byte)].count(b"\n")
            self._repeat(answers, whole_lines)

    def _begin(self) -> None:
        """All answers so far are written; what is still on its way is less than the pipe holds."""
        self._is_running = True
        if self._newer.num_bytes > self._room:
            self._older, self._newer = self._newer, _Span()

    def _repeat(self, answers: Answers, whole_lines: int) -> None:
        rows: dict[str, list[int]] = {}
        for row, place in enumerate(answers.taken):
            if place < whole_lines:
                rows.setdefault(answers.ids[row], []).append(row)
        for name, chosen in rows.items():
            self._lanes.lane(name).run(answers.x_TF[chosen])
