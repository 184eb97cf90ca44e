"""The first lines of a text table; lines that a quote joins are one."""

from __future__ import annotations

from dataclasses import dataclass

_MOST_JOINED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table, which may span several lines of the file."""

    text: str
    """The characters of the line, without the line end."""
    first: int
    """The first line of the file that it spans, counted from 0."""
    count: int
    """The number of lines of the file that it spans."""

    @property
    def is_blank(self) -> bool:
        """Whether the line is empty; separators alone make a row without values."""
        return not self.text.strip()


def whole_lines(text: str, most: int) -> list[Line]:
    """Returns the first lines, at most so many."""
    physical = text.split("\n")
    if physical and not physical[-1]:
        physical.pop()
    lines: list[Line] = []
    place = 0
    while place < len(physical) and len(lines) < most:
        count = _joined_by_quotes(physical, place)
        parts = [part.rstrip("\r") for part in physical[place : place + count]]
        lines.append(Line(" ".join(parts), place, count))
        place += count
    return lines


def _joined_by_quotes(physical: list[str], place: int) -> int:
    """Returns how many lines of the file belong together; 1 if a quote is never closed."""
    quotes = 0
    for count in range(1, _MOST_JOINED + 1):
        if place + count > len(physical):
            return 1
        quotes += physical[place + count - 1].count('"')
        if quotes % 2 == 0:
            return count
    return 1
