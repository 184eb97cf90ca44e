"""Lines in, answers out: a bad line gets an empty answer and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from elman.arrays import Array
from elman.errors import ElmanError
from elman.lines.format import LineFormat
from elman.prediction import Health


class RowStream(Protocol):
    """What takes rows and answers each with a row; `Stream` is one."""

    @property
    def health(self) -> Health:
        """How the rows fared so far."""
        ...

    def run(self, rows: Any) -> Any:
        """Goes on by rows `(T, F)` and answers with `(T, O)`; an error, and none is taken."""
        ...

    def step(self, row: Any) -> Any:
        """Goes on by one row."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What came of some lines."""

    text: bytes
    """The answers, one line each."""
    wrong: Mapping[int, str]
    """What is wrong with the lines that could not be used, by their place among these."""
    taken: Sequence[int]
    """The places of the lines that the stream took."""
    x_TF: Array
    """The inputs of those, in their units; NaN where missing."""


class LineStream:
    """A stream whose rows are lines of text."""

    def __init__(self, stream: RowStream, line_format: LineFormat, num_targets: int) -> None:
        self._stream = stream
        self._format = line_format
        self._num_targets = num_targets

    def answer(self, lines: Sequence[bytes], *, strict: bool = False) -> Answers:
        """Goes on by some lines, at least one.

        Args:
            lines: without their line ends.
            strict: stop before the first line that cannot be used; the answers end there.
        """
        x_TF, unread = self._format.parse(lines)
        wrong = dict(unread)
        end = min(wrong, default=len(lines)) if strict else len(lines)
        y_TO = self._run(x_TF[:end], wrong, strict=strict)
        if strict and wrong:
            end = min(wrong)
            wrong = {end: wrong[end]}
        text = self._format.render(y_TO[:end], frozenset(wrong) - {end}) if end else b""
        taken = _without(range(end), wrong)
        return Answers(text=text, wrong=wrong, taken=taken, x_TF=x_TF[taken] if wrong else x_TF)

    def _run(self, x_TF: Array, wrong: dict[int, str], *, strict: bool) -> Array:
        """Predicts the rows that are not wrong; adds to `wrong` what the stream refuses."""
        good = _without(range(len(x_TF)), wrong)
        y_TO = np.full((len(x_TF), self._num_targets), np.nan)
        if not len(good):
            return y_TO
        try:
            if not wrong:
                all_TO: Array = self._stream.run(x_TF)
                return all_TO
            y_TO[good] = self._stream.run(x_TF[good])
        except ElmanError:
            # None was taken: one by one, each row is taken, or refused with a sentence of its own.
            for number in good:
                try:
                    y_TO[number] = self._stream.step(x_TF[number])
                except ElmanError as error:
                    wrong[number] = str(error)
                    if strict:
                        break
        return y_TO


def _without(numbers: range, wrong: Mapping[int, str]) -> Sequence[int]:
    return [number for number in numbers if number not in wrong] if wrong else numbers
