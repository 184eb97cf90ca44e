"""The first lines of a text table, with those that a quote holds together as one."""

from __future__ import annotations

from dataclasses import dataclass

_MOST_JOINED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table, which may be several of the file."""

    text: str
    """Its characters, without the line end."""
    first: int
    """The file's line that it begins with, counted from 0."""
    count: int
    """How many lines of the file it is."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is in it; separators alone are a row without values."""
        return not self.text.strip()


def whole_lines(text: str, most: int) -> list[Line]:
    """The first lines, at most so many."""
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
    """How many lines of the file belong together; 1 where a quote is never closed."""
    quotes = 0
    for count in range(1, _MOST_JOINED + 1):
        if place + count > len(physical):
            return 1
        quotes += physical[place + count - 1].count('"')
        if quotes % 2 == 0:
            return count
    return 1
