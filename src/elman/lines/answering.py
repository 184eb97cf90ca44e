"""Lines in, answers out: a bad line gets an empty answer and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import ElmanError
from elman.lines.format import LineFormat
from elman.lines.lanes import Lanes, RowStream
from elman.lines.pipes import LONGEST_LINE
from elman.lines.rows import Rows
from elman.lines.sentences import UNCHANGED


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What came of some lines."""

    text: bytes
    """The answers, one line each."""
    wrong: Mapping[int, str]
    """What is wrong with the lines that could not be used, by their place among these."""
    taken: Sequence[int]
    """The places of the lines that a lane took."""
    x_TF: Array
    """The inputs of those, in their units; NaN where missing."""
    ids: Sequence[str]
    """The lanes of those."""


class LineStream:
    """Lanes whose rows are lines of text."""

    def __init__(self, lanes: Lanes, line_format: LineFormat, num_targets: int) -> None:
        self._lanes = lanes
        self._format = line_format
        self._num_targets = num_targets

    @property
    def ignored(self) -> Sequence[str] | None:
        """Columns that are not read; None while no line has named its columns."""
        return self._format.ignored

    def answer(self, lines: Sequence[bytes], *, strict: bool = False) -> Answers:
        """Goes on by some lines, at least one.

        Args:
            lines: without their line ends.
            strict: stop before the first line that cannot be used; the answers end there.
        """
        rows = self._parse(lines)
        wrong = dict(rows.wrong)
        end = min(wrong, default=len(lines)) if strict else len(lines)
        y_TO = self._run(rows, end, wrong, strict=strict)
        if strict and wrong:
            end = min(wrong)
            wrong = {end: wrong[end]}
        text = self._format.render(y_TO[:end], frozenset(wrong) - {end}) if end else b""
        taken = _without(range(end), wrong)
        if len(taken) == len(lines):
            return Answers(text=text, wrong=wrong, taken=taken, x_TF=rows.x_TF, ids=rows.ids)
        ids = [rows.ids[place] for place in taken]
        return Answers(text=text, wrong=wrong, taken=taken, x_TF=rows.x_TF[taken], ids=ids)

    def _parse(self, lines: Sequence[bytes]) -> Rows:
        """A line that is too long to be one is not looked at."""
        if max(map(len, lines)) <= LONGEST_LINE:
            return self._format.parse(lines)
        long = [place for place, line in enumerate(lines) if len(line) > LONGEST_LINE]
        rows = self._format.parse([b"" if place in long else line for place, line in enumerate(lines)])
        rows.x_TF[long] = np.nan
        sentence = f"a line must have at most {LONGEST_LINE:,} bytes, got more. {UNCHANGED}"
        return rows._replace(wrong={**rows.wrong, **dict.fromkeys(long, sentence)})

    def _run(self, rows: Rows, end: int, wrong: dict[int, str], *, strict: bool) -> Array:
        """Predicts the rows that are not wrong; adds to `wrong` what a lane refuses."""
        y_TO = np.full((end, self._num_targets), np.nan)
        good = _without(range(end), wrong)
        by_id = _by_id(rows.ids, good)
        if strict and len(by_id) > 1:
            # In their order, so that no lane is beyond the first line that is refused.
            _run_each(self._lanes, rows, good, y_TO, wrong, strict=True)
            return y_TO
        for name, places in by_id.items():
            if not _run_together(self._lanes.lane(name), rows, places, y_TO):
                _run_each(self._lanes, rows, places, y_TO, wrong, strict=strict)
        return y_TO


def _run_together(lane: RowStream, rows: Rows, places: Sequence[int], y_TO: Array) -> bool:
    """Predicts rows of one lane; False, and none is taken, where one is refused."""
    everything = len(places) == len(y_TO) == len(rows.x_TF)
    try:
        if everything:
            y_TO[:] = lane.run(rows.x_TF)
        elif len(places) == 1:
            y_TO[places[0]] = lane.step(rows.x_TF[places[0]])
        else:
            y_TO[places] = lane.run(rows.x_TF[places])
    except ElmanError:
        return False
    return True


def _run_each(
    lanes: Lanes, rows: Rows, places: Sequence[int], y_TO: Array, wrong: dict[int, str], *, strict: bool
) -> None:
    """Predicts row by row: each is taken, or refused with a sentence of its own."""
    for place in places:
        try:
            y_TO[place] = lanes.lane(rows.ids[place]).step(rows.x_TF[place])
        except ElmanError as error:
            wrong[place] = str(error)
            if strict:
                return


def _by_id(ids: Sequence[str], places: Sequence[int]) -> Mapping[str, Sequence[int]]:
    """The places of each lane."""
    if not len(places):
        return {}
    if len(set(ids)) == 1:
        return {ids[0]: places}
    by_id: dict[str, list[int]] = {}
    for place in places:
        by_id.setdefault(ids[place], []).append(place)
    return by_id


def _without(numbers: range, wrong: Mapping[int, str]) -> Sequence[int]:
    return [number for number in numbers if number not in wrong] if wrong else numbers
