"""The loop: lines in, answers out, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from time import perf_counter

from elman.errors import DataError
from elman.lines.answering import LineStream
from elman.lines.beside import NONE, BesideInputs
from elman.lines.delivery import Delivery
from elman.lines.format import LineFormat, open_format
from elman.lines.lanes import Lanes
from elman.lines.pipes import Pipes
from elman.lines.sentences import shortened
from elman.lines.stop import AT_ONCE
from elman.lines.watch import Watch


@dataclass(frozen=True, kw_only=True, slots=True)
class LineOptions:
    """How a stream's lines are read, and what is told of them."""

    format: str | None = None
    """A name in `FORMATS`; None: the first line tells."""
    inputs: tuple[str, ...] = ()
    """Columns to read as the model's inputs, in its order."""
    beside: BesideInputs = NONE
    """Columns to read beside them, as times and covariates."""
    targets: tuple[str, ...] = ()
    """Columns to write."""
    check_named: Callable[[tuple[str, ...]], None] | None = None
    """Looks at the columns that the first line names, and raises where something is missing."""
    id: str | None = None
    """Column that tells which lane a line is of; None: all are of one."""
    takes_ids: bool = False
    """Whether there could be such a column."""
    strict: bool = False
    """Whether the first line that cannot be used ends the stream."""


_FEWEST_LINES, _MOST_LINES = 64, 16_384
"""Lines that are answered at a time: more where they are quick, for a signal waits until they are done."""
_QUICK_SECONDS, _SLOW_SECONDS = 0.02, 0.1
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class LineRun:
    """One run over the lines of a pipe."""

    def __init__(
        self,
        lanes: Lanes,
        pipes: Pipes,
        options: LineOptions,
        *,
        complain: Callable[[str], None],
        note: Callable[[str], None],
    ) -> None:
        """Makes ready; nothing is read yet.

        Args:
            lanes: go on by each line that can be used.
            pipes: of the lines and the answers.
            options: how they are read.
            complain: takes a sentence about a line that could not be used.
            note: takes a sentence about the health of the lanes.
        """
        self._lanes = lanes
        self._pipes = pipes
        self._options = options
        self._complain = complain
        self._note = note
        self._watch = Watch(lanes)
        self._next_line = 1
        self._size = 16 * _FEWEST_LINES
        self._names_are_looked_at = False

    def run(self) -> None:
        """Answers every line until there are no more.

        However it ends, each lane stands where its delivered answers end.

        Raises:
            ArgumentError: the header lacks a column.
            DataError: with `strict`, a line cannot be used. The lines before it are answered, and the lanes
                stand before it. Or the answers cannot be written.
        """
        blocks = self._pipes.lines()
        first = next(blocks, None)
        if first is None:
            return
        line_format, lines = self._begin(first)
        delivery = Delivery(self._lanes, begins=self._pipes.written, room=self._pipes.room)
        answering = LineStream(delivery, line_format, len(self._options.targets))
        try:
            for piece in self._pieces(chain([lines], blocks)):
                if self._pipes.ending in AT_ONCE:
                    break
                self._answer(answering, delivery, piece)
            for sentence in self._watch.summary():
                self._note(sentence)
        finally:
            delivery.settle(self._pipes.delivered)

    def _begin(self, lines: list[bytes]) -> tuple[LineFormat, list[bytes]]:
        """Finds the format, answers a header, and returns the lines after it."""
        options = self._options
        lines = [lines[0].removeprefix(_BYTE_ORDER_MARK), *lines[1:]]
        line_format = open_format(
            options.format, lines[0], options.inputs, options.targets, options.id, options.beside
        )
        header = line_format.begin(lines[0])
        if options.check_named is not None and line_format.named is not None:
            options.check_named(line_format.named)
        if header is not None:
            self._pipes.write(header)
            self._next_line, lines = 2, lines[1:]
        return line_format, lines

    def _answer(self, answering: LineStream, delivery: Delivery, lines: list[bytes]) -> None:
        first_line = self._next_line
        self._next_line += len(lines)
        began = perf_counter()
        answers = answering.answer(lines, strict=self._options.strict)
        self._settle_size(len(lines), perf_counter() - began)
        delivery.add(answers)
        self._pipes.write(answers.text)
        self._look_at_names(answering.ignored)
        for sentence in self._watch.look(answers, first_line):
            self._note(sentence)
        for place, sentence in sorted(answers.wrong.items()):
            if self._options.strict:
                raise DataError(f"line {first_line + place}: {sentence}")
            self._complain(f"line {first_line + place}: {sentence}")

    def _pieces(self, blocks: Iterable[list[bytes]]) -> Iterator[list[bytes]]:
        for lines in blocks:
            start = 0
            while start < len(lines):
                end = start + self._size
                yield lines[start:end]
                start = end

    def _settle_size(self, num_lines: int, seconds: float) -> None:
        if num_lines == self._size and seconds < _QUICK_SECONDS:
            self._size = min(_MOST_LINES, 2 * self._size)
        elif seconds > _SLOW_SECONDS:
            self._size = max(_FEWEST_LINES, self._size // 2)

    def _look_at_names(self, ignored: Sequence[str] | None) -> None:
        """Says once which columns are not read: one of them may tell sequences apart."""
        if self._names_are_looked_at or ignored is None:
            return
        self._names_are_looked_at = True
        if ignored:
            hint = (
                ""
                if self._options.id or not self._options.takes_ids
                else " If one tells sequences apart, name it with --id."
            )
            self._note(f"columns of stdin that are not read: {_listed(ignored)}.{hint}")


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(map(shortened, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
