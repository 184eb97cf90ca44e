"""The place of the table in a text file: its separator, its header, its first row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from elman.readers.options import ReadOptions
from elman.readers.text.cells import BLANKS, has_width, is_missing, is_number, is_typed, split_cells
from elman.readers.text.lines import Line
from elman.readers.text.units import are_units

SEPARATORS = (";", "\t", ",", "|", BLANKS)
"""In order of preference: where a semicolon fits as well as a comma, the comma is a decimal sign."""
ENOUGH = 0.5
ENOUGH_BLANKS = 0.9
"""The share of lines that must have the usual number of cells. A space needs more: it may be part of a
name."""
LOOKED_AT = 200
MOST_UNIT_LINES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How the lines of a text table become cells."""

    separator: str
    """The character between cells; a space means any number of spaces and tabs."""
    names: tuple[str, ...]
    """The cells of the header; `column_1` and so on if there is none."""
    numbered: bool
    """Whether the names were made up."""
    units: tuple[str, ...]
    """The cells of the line of units below the header; empty if there is none."""
    header_end: int
    """The number of lines up to the end of the header, with the units."""
    lines_before: int
    """The number of lines before the first row: those of the header, and blank ones."""
    lines_skipped: int
    """The number of these lines that are no table and are not marked as remarks."""
    refused_header: str = ""
    """A line in the place of the header that has numbers or dates among its cells."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """The lines, split by one separator."""

    separator: str
    rows: list[list[str]]
    width: int
    share: float
    valid: float

    @property
    def score(self) -> float:
        return self.share * (0.5 + self.valid)


def find_layout(lines: Sequence[Line], options: ReadOptions) -> Layout:
    """Finds the layout of a text table that is not empty.

    Args:
        lines: the first lines of the file.
        options: what is decided already.
    """
    start, told, remark = _leading_remarks(lines, options)
    table = [line for line in lines[start:][:LOOKED_AT] if not line.is_blank]
    if not table:
        return _without_rows(lines, start, options)
    look = _Look(lines, start, remark, table, _best_grid(table, options.separator or told))
    data = _first_row(look.grid, _typed_columns(look.grid), options)
    return _with_given_names(_assemble(look, data, options), options)


@dataclass(frozen=True, slots=True)
class _Look:
    """The first lines, and how they are split."""

    lines: Sequence[Line]
    start: int
    """The number of the first line that is no remark."""
    remark: Line | None
    """The last line that is a remark."""
    table: list[Line]
    """The lines after the remarks, without blank ones."""
    grid: _Grid


def _assemble(look: _Look, data: int, options: ReadOptions) -> Layout:
    """Makes the layout of a table whose first row is the line at `data`."""
    table, grid = look.table, look.grid
    header, units = _header_place(table, grid, data, options)
    names = _split_header(table[header].text, grid) if header is not None else []
    if header is None and look.remark is not None and data == 0 and options.header is not False:
        names = _names_in_remark(look.remark, grid)
    above = table[data - 1] if data else None
    header_end = above.first + above.count if above else table[0].first
    # Of one column, a blank line is a row without a value.
    begins = data < len(table) and grid.width > 1
    first = header if header is not None else data
    refused = above is not None and header is None and options.header is None and not names
    return Layout(
        separator=grid.separator,
        names=tuple(names) or tuple(f"column_{place}" for place in range(1, grid.width + 1)),
        numbered=not names,
        units=tuple(split_cells(table[units].text, grid.separator)) if units is not None else (),
        header_end=header_end,
        lines_before=table[data].first if begins else header_end,
        lines_skipped=_skipped_lines(look, first) if options.skip_lines is None and first else 0,
        refused_header=above.text if above and refused else "",
    )


def _skipped_lines(look: _Look, first: int) -> int:
    """Returns the number of lines above the table; blank lines between them count."""
    begin = look.lines[look.start].first if look.start < len(look.lines) else 0
    last = look.table[-1]
    end = look.table[first].first if first < len(look.table) else last.first + last.count
    return end - begin


def _with_given_names(layout: Layout, options: ReadOptions) -> Layout:
    if options.names is None:
        return layout
    given = tuple(options.names)
    fits = has_width(layout.names, len(given))
    return replace(layout, names=given, numbered=False) if fits else replace(layout, names=given)


def _leading_remarks(lines: Sequence[Line], options: ReadOptions) -> tuple[int, str | None, Line | None]:
    """Returns how many remarks come first, the separator that one of them names (`sep=;`), and the last."""
    if options.skip_lines is not None:
        return sum(line.first < options.skip_lines for line in lines), None, None
    start, told = 0, None
    if lines and (found := re.fullmatch(r'"?sep=(.)"?', lines[0].text.strip())):
        start, told = 1, found[1]
    remark = None
    while start < len(lines) and (lines[start].is_blank or lines[start].text.lstrip()[0] in "#%"):
        remark = remark if lines[start].is_blank else lines[start]
        start += 1
    return start, told, remark


def _best_grid(table: list[Line], separator: str | None) -> _Grid:
    candidates = (separator,) if separator else SEPARATORS
    grids = [_cut(table, candidate) for candidate in candidates]
    if separator:
        return grids[0]
    fitting = [grid for grid in grids if grid.width > 1 and grid.share >= _enough(grid.separator)]
    best = max(fitting, key=lambda grid: round(grid.score, 2), default=None)
    alone = _cut(table, "\0")
    if alone.valid > ENOUGH and (best is None or _is_one_column(table, best)):
        # Of one column of numbers, commas are decimal signs.
        return replace(alone, separator=";")
    return best or replace(alone, separator=",")


def _is_one_column(table: list[Line], best: _Grid) -> bool:
    """Tells whether the commas are decimal signs of a single column: its header has one cell."""
    return best.separator == "," and best.width == 2 and len(best.rows[0]) == 1 and len(table) > 1


def _enough(separator: str) -> float:
    return ENOUGH_BLANKS if separator == BLANKS else ENOUGH


def _cut(table: list[Line], separator: str) -> _Grid:
    rows = [split_cells(line.text, separator) for line in table]
    width = _width(rows)
    start = next(place for place, row in enumerate(rows) if has_width(row, width))
    # The first line is most often the header, which tells of the width and not of the cells.
    later = rows[start + 1 :] or rows[start:]
    cells = [cell for row in later if has_width(row, width) for cell in row if cell]
    valid = sum(is_typed(cell) or is_missing(cell) for cell in cells) / max(len(cells), 1)
    below = _share(rows[start:], width) if 2 * start <= len(rows) else 0.0
    # Lines above the table are rather none at all.
    return _Grid(separator, rows, width, below * (1 - min(start, 4) / 50), valid)


def _width(rows: list[list[str]]) -> int:
    """How many cells most rows have, without a last one that is always empty.

    Of widths that are as common, that of the later lines: the first ones may be no table.
    """
    counts = Counter(map(len, rows))
    most = max(counts.values())
    width = next(len(row) for row in reversed(rows) if counts[len(row)] == most)
    closed = width > 1 and not any(row[-1] for row in rows if len(row) == width)
    return width - closed


def _share(rows: list[list[str]], width: int) -> float:
    return sum(has_width(row, width) for row in rows) / len(rows) if rows else 0.0


def _typed_columns(grid: _Grid) -> list[int]:
    """Returns the columns in which most of the later cells are numbers or dates."""
    rows = [row for row in grid.rows if has_width(row, grid.width)]
    later = rows[len(rows) // 2 :]
    found = []
    for place in range(grid.width):
        cells = [row[place] for row in later if not is_missing(row[place])]
        if cells and sum(map(is_typed, cells)) >= ENOUGH * len(cells):
            found.append(place)
    return found


def _first_row(grid: _Grid, types: list[int], options: ReadOptions) -> int:
    """Returns the place of the first row: the first line that looks like the later ones."""
    if options.header is False:
        return 0
    if options.header and options.skip_lines is not None:
        return 1
    if not types:
        return 0 if not grid.rows or all(map(_is_number_or_missing, grid.rows[0])) else 1
    first = next((place for place, row in enumerate(grid.rows) if _is_row(row, grid, types)), 1)
    begin = first
    # Rows without any value may stand between the header and the first one that has some.
    while begin and _is_empty(grid.rows[begin - 1]):
        begin -= 1
    begin = begin if begin and _are_names(grid.rows[begin - 1]) else first
    return max(begin, 1) if options.header else begin


def _is_row(row: list[str], grid: _Grid, types: list[int]) -> bool:
    """Tells whether a line looks like the later ones and has a value."""
    if not has_width(row, grid.width) or not all(is_typed(row[at]) or is_missing(row[at]) for at in types):
        return False
    return not all(is_missing(row[at]) for at in types)


def _is_empty(row: list[str]) -> bool:
    return all(map(is_missing, row))


def _is_number_or_missing(cell: str) -> bool:
    return is_missing(cell) or is_number(cell)


def _header_place(
    table: list[Line], grid: _Grid, data: int, options: ReadOptions
) -> tuple[int | None, int | None]:
    """Returns the places of the header and of the units among the lines; None if there is none."""
    if options.header is False or not data:
        return None, None
    above = _split_header(table[data - 1].text, grid)
    place = data - 1
    # Loggers write units, and below them how a value was made of its samples.
    while place and data - place < MOST_UNIT_LINES + 1 and are_units(_split_header(table[place].text, grid)):
        before = _split_header(table[place - 1].text, grid)
        if len(before) == len(above) and _are_names(before) and not are_units(before):
            return place - 1, place
        place -= 1
    return (data - 1, None) if options.header or _are_names(above) else (None, None)


def _are_names(cells: Sequence[str]) -> bool:
    """Tells whether cells may be names: none is a number or a date, and at least half are filled."""
    filled = sum(not is_missing(cell) for cell in cells)
    return not any(map(is_typed, cells)) and 2 * filled >= len(cells) > 0


def _split_header(text: str, grid: _Grid) -> list[str]:
    """Returns the cells of the header; if rows have tabs, blanks may separate the names."""
    cells = split_cells(text, grid.separator)
    if has_width(cells, grid.width) or grid.width == 1:
        return cells
    for other in SEPARATORS:
        named = split_cells(text, other)
        if len(cells) == 1 and len(named) == grid.width:
            return named
    if len(blank := split_cells(text, BLANKS)) == grid.width and grid.separator == "\t":
        return blank
    return cells


def _names_in_remark(remark: Line, grid: _Grid) -> list[str]:
    """Returns the names of a header that is marked as a remark."""
    text = remark.text.lstrip("#% \t")
    cells = _split_header(text, grid)
    return cells if len(cells) == grid.width and not any(map(is_number, cells)) else []


def _without_rows(lines: Sequence[Line], start: int, options: ReadOptions) -> Layout:
    end = lines[-1].first + lines[-1].count if lines else 0
    return Layout(
        separator=options.separator or ",",
        names=("column_1",),
        numbered=True,
        units=(),
        header_end=end,
        lines_before=end,
        lines_skipped=0,
    )
