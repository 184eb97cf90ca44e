"""The decimal sign of a text table, and the sign between thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from elman.errors import DataError
from elman.readers.options import ReadOptions
from elman.readers.text.cells import GROUPING, is_missing, is_number

_OTHER = {".": ",", ",": "."}
_GROUPS_ALONE = {sign: re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+") for sign in ".,"}
_GROUPS_BEFORE = {
    sign: re.compile(
        rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+{re.escape(other)}\d*(?:[eE][+-]?\d+)?"
    )
    for sign, other in _OTHER.items()
}
_ALONE = {sign: re.compile(rf"[+-]?\d*{re.escape(sign)}\d*(?:[eE][+-]?\d+)?") for sign in ".,"}
_GROUPED = re.compile(rf"[+-]?\d{{1,3}}(?:([{GROUPING}])\d{{3}})+(?:([.,])\d*)?(?:[eE][+-]?\d+)?")
_NAMES = {".": "points", ",": "commas"}


@dataclass(frozen=True, slots=True)
class Signs:
    """How the numbers of a text table are written."""

    decimal: str = "."
    """The decimal sign."""
    thousands: str | None = None
    """The sign between groups of three digits; None: there is none."""
    notes: tuple[str, ...] = ()
    """What was decided about the signs."""


@dataclass(slots=True)
class _Evidence:
    """What the cells of some columns prove about each sign, with an example."""

    decimal: dict[str, str] = field(default_factory=dict)
    thousands: dict[str, str] = field(default_factory=dict)
    either: dict[str, str] = field(default_factory=dict)

    def add(self, cell: str) -> None:
        grouped = _GROUPED.fullmatch(cell)
        if grouped:
            self.thousands.setdefault(grouped[1], cell)
            if grouped[2]:
                self.decimal.setdefault(grouped[2], cell)
            return
        for sign, other in _OTHER.items():
            if sign not in cell:
                continue
            if other in cell:
                if _GROUPS_BEFORE[sign].fullmatch(cell):
                    self.thousands.setdefault(sign, cell)
                    self.decimal.setdefault(other, cell)
            elif _GROUPS_ALONE[sign].fullmatch(cell):
                (self.either if cell.count(sign) == 1 else self.thousands).setdefault(sign, cell)
            elif _ALONE[sign].fullmatch(cell):
                self.decimal.setdefault(sign, cell)

    def settle(self) -> None:
        """Concludes that if one sign separates thousands, the other one is the decimal sign if it occurs."""
        for sign, other in _OTHER.items():
            if sign in self.thousands and other in self.either:
                self.decimal.setdefault(other, self.either.pop(other))


def find_signs(
    label: str,
    columns: Sequence[Sequence[str]],
    asked: Iterable[int],
    options: ReadOptions,
    *,
    separator: str = ",",
) -> Signs:
    """The signs of a table, from the cells of its first rows.

    There is one decimal sign in a file. A sign before exactly three digits may be a decimal sign or stand
    between thousands: another cell must tell which, or the reader. A point alone is a decimal sign unless
    the commas are.

    Args:
        label: the file's name.
        columns: the cells of each column.
        asked: the columns that are read; the others speak where these are silent.
        options: what is decided already.
        separator: what stands between the cells. Where it is a semicolon, the point may be one of thousands.

    Raises:
        DataError: the cells contradict each other, or have two readings.
    """
    if options.decimal is not None or options.thousands is not None:
        decimal = options.decimal or ("," if options.thousands == "." else ".")
        return Signs(decimal, options.thousands)
    places = [place for place in asked if place < len(columns)]
    own = _collect(columns[place] for place in places)
    every = _collect(columns)
    proven = _decimal_sign(label, own, every)
    return _with_thousands(label, own, proven, every, separator)


def _collect(columns: Iterable[Sequence[str]]) -> _Evidence:
    evidence = _Evidence()
    for cells in columns:
        filled = [cell for cell in cells if not is_missing(cell)]
        if filled and sum(map(is_number, filled)) >= 0.5 * len(filled):
            for cell in filled:
                if is_number(cell):
                    evidence.add(cell)
    evidence.settle()
    return evidence


def _decimal_sign(label: str, own: _Evidence, every: _Evidence) -> str | None:
    """Returns the proven decimal sign; None if no cell proves one."""
    for evidence in (own, every):
        proven = sorted(evidence.decimal)
        proven = [sign for sign in proven if sign not in evidence.thousands] or proven
        if len(proven) == 1:
            return proven[0]
        if len(proven) > 1 and evidence is own:
            raise DataError(
                f"{label} must have one decimal sign, got {own.decimal['.']!r} with a point and "
                f"{own.decimal[',']!r} "
                "with a comma. Mend the cells that differ, or give --decimal . or --decimal , to name the "
                "right one."
            )
    return None


def _with_thousands(
    label: str, own: _Evidence, decimal: str | None, every: _Evidence, separator: str
) -> Signs:
    groups: list[str] = [sign for sign in (own.thousands or every.thousands) if sign != decimal]
    if decimal is None and groups and groups[0] in _OTHER:
        decimal = _OTHER[groups[0]]
    if decimal is None and "," in own.either:
        _refuse_either(label, own.either[","])
    if decimal is None and separator == ";" and "." in own.either:
        cell = own.either["."]
        return Signs(notes=(_point_note(label, cell),))
    decimal = decimal or "."
    other = _OTHER[decimal]
    if other in own.either and not groups:
        groups = [other]
    notes = [f"{label} has decimal commas."] if decimal == "," and (own.decimal or own.either) else []
    if groups:
        example = own.thousands.get(groups[0]) or own.either.get(groups[0])
        if example:
            plain = example.replace(groups[0], "").replace(",", ".")
            notes.append(
                f"{label} has {_named(groups[0])} between thousands: {example!r} is read as {plain}. "
                f"--decimal {groups[0]} overrules it."
                if groups[0] in _OTHER
                else f"{label} has {_named(groups[0])} between thousands: {example!r} is read as {plain}."
            )
    return Signs(decimal, groups[0] if groups else None, tuple(notes))


def _point_note(label: str, cell: str) -> str:
    return (
        f"{label} has three digits after every point, and {cell!r} is read as {float(cell):g}. If it is "
        f"{cell.replace('.', '')}, give --thousands . instead."
    )


def _named(sign: str) -> str:
    return _NAMES.get(sign, "blanks" if sign.isspace() else "apostrophes")


def _refuse_either(label: str, cell: str) -> None:
    decimal, thousands = cell.replace(",", "."), cell.replace(",", "")
    raise DataError(
        f"{label} must say whether the comma is its decimal sign: {cell!r} may be {decimal} or {thousands}. "
        "Give --decimal , for the first, or --thousands , for the second."
    )
