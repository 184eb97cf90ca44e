"""The loop: lines in, answers out, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from elman.errors import DataError
from elman.lines.answering import LineStream, RowStream
from elman.lines.format import open_format
from elman.lines.pipes import Pipes
from elman.lines.watch import Watch


@dataclass(frozen=True, kw_only=True, slots=True)
class LineOptions:
    """How a stream's lines are read, and what is told of them."""

    format: str | None = None
    """A name in `FORMATS`; None: the first line tells."""
    inputs: tuple[str, ...] = ()
    """Columns to read as the model's inputs, in its order."""
    targets: tuple[str, ...] = ()
    """Columns to write."""
    strict: bool = False
    """Whether the first line that cannot be used ends the stream."""


class LineRun:
    """One run over the lines of a pipe."""

    def __init__(
        self,
        stream: RowStream,
        pipes: Pipes,
        options: LineOptions,
        *,
        complain: Callable[[str], None],
        note: Callable[[str], None],
    ) -> None:
        """Makes ready; nothing is read yet.

        Args:
            stream: goes on by each line that can be used.
            pipes: of the lines and the answers.
            options: how they are read.
            complain: takes a sentence about a line that could not be used.
            note: takes a sentence about the health of the stream.
        """
        self._stream = stream
        self._pipes = pipes
        self._options = options
        self._complain = complain
        self._note = note
        self._watch = Watch(stream)
        self._next_line = 1

    def run(self) -> None:
        """Answers every line until there are no more.

        Raises:
            ArgumentError: the header lacks a column.
            DataError: with `strict`, a line cannot be used. The lines before it are answered, and the stream
                stands before it.
        """
        blocks = self._pipes.lines()
        first = next(blocks, None)
        if first is None:
            return
        answering, lines = self._begin(first)
        self._answer(answering, lines)
        for lines in blocks:
            self._answer(answering, lines)
        for sentence in self._watch.summary():
            self._note(sentence)

    def _begin(self, lines: list[bytes]) -> tuple[LineStream, list[bytes]]:
        """Finds the format, answers a header, and returns the lines after it."""
        options = self._options
        line_format = open_format(options.format, lines[0], options.inputs, options.targets)
        header = line_format.begin(lines[0])
        if header is not None:
            self._pipes.write(header)
            self._next_line, lines = 2, lines[1:]
        return LineStream(self._stream, line_format, len(options.targets)), lines

    def _answer(self, answering: LineStream, lines: list[bytes]) -> None:
        if not lines:
            return
        first_line = self._next_line
        self._next_line += len(lines)
        answers = answering.answer(lines, strict=self._options.strict)
        self._pipes.write(answers.text)
        for sentence in self._watch.look(answers, first_line):
            self._note(sentence)
        for place, sentence in sorted(answers.wrong.items()):
            if self._options.strict:
                raise DataError(f"line {first_line + place}: {sentence}")
            self._complain(f"line {first_line + place}: {sentence}")
