"""Options of reading, with which the user overrules what the file itself shows."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self, get_args

from elman.errors import ArgumentError

Merge = Literal["mean", "first", "last"]
Fill = Literal["hold", "linear"]
Join = Literal["row", "time"]
_SIGNS = {
    "apostrophe": "'",
    "bar": "|",
    "blank": " ",
    "blanks": " ",
    "comma": ",",
    "point": ".",
    "semicolon": ";",
    "tab": "\t",
    "\\t": "\t",
}
"""Names of signs, for use on a command line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadOptions:
    """Options of reading a table. An option that is None is found in the table itself.

    Raises:
        ArgumentError: an option breaks its rule.
    """

    separator: str | None = None
    """What stands between the cells of a text file: one character, tab or blanks; None: found."""
    decimal: str | None = None
    """The decimal sign of a text file, a point or a comma; None: found."""
    thousands: str | None = None
    """The sign between groups of three digits: point, comma, blank or apostrophe; None: found."""
    encoding: str | None = None
    """The encoding of a text file, as gbk or latin-1; None: found."""
    header: bool | None = None
    """Whether the first line of the table holds the names; None: found."""
    names: Sequence[str] | str | None = None
    """The columns' names, in place of those in the file; None: those in the file."""
    skip_lines: int | None = None
    """Lines above the header, or above the first row, that are not read; None: found."""
    missing_values: Sequence[str | float] | str | float | None = None
    """Cells that mean "no value", as -999; None: the usual ones alone."""
    time_format: str | None = None
    """How times are written: day-first, month-first, year-first, number, unix, or as %d/%m/%Y; None:
    found."""
    sort: bool = False
    """Whether rows that are not in the order of time are sorted."""
    duplicates: Merge | None = None
    """What is kept of rows with the same time: mean, first or last; None: all, or they are refused."""
    split_gaps: bool = False
    """Whether a new sequence begins after a gap in time."""
    step: str | float | None = None
    """The step in time that rows are resampled to, as 5min or 0.1s; None: they stay as they are."""
    resample: Fill | Mapping[str, Fill] | str = "hold"
    """How values come onto the step: hold or linear, for all columns or as u=hold,y=linear."""
    join: Join | None = None
    """Several files as one table, side by side, by row or by time; None: they are several sequences."""
    sheet: str | None = None
    """The sheet of a workbook, by name; None: the first one that is filled."""

    def __post_init__(self) -> None:
        for name in ("separator", "decimal", "thousands"):
            value = getattr(self, name)
            object.__setattr__(self, name, _SIGNS.get(value or "", value))
        object.__setattr__(self, "names", _listed(self.names))
        object.__setattr__(self, "missing_values", _texts(self.missing_values))
        object.__setattr__(self, "resample", _fills(self.resample))
        self._check_signs()
        self._check_choices()

    def _check_signs(self) -> None:
        if self.separator is not None and len(self.separator) != 1:
            raise ArgumentError(
                f"separator must be one character, tab or blanks, got {self.separator!r}. "
                "Leave it out, and it is found."
            )
        if self.decimal not in (None, ".", ","):
            raise ArgumentError(f"decimal must be '.' or ',', got {self.decimal!r}. Choose one.")
        if self.thousands not in (None, ".", ",", " ", "'", "_", "\u00a0", "\u2009", "\u202f", "\u2019"):
            raise ArgumentError(
                f"thousands must be '.', ',', ' ', \"'\" or '_', got {self.thousands!r}. Choose one."
            )
        if self.thousands is not None and self.thousands == self.decimal:
            raise ArgumentError(
                f"thousands must be another sign than decimal, got {self.decimal!r} for both. Leave one out."
            )

    def _check_choices(self) -> None:
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except LookupError:
                raise ArgumentError(
                    f"encoding must be one that Python knows, got {self.encoding!r}. "
                    "Known are utf-8, latin-1, cp1252, gbk, shift_jis and many more."
                ) from None
        if self.skip_lines is not None and self.skip_lines < 0:
            raise ArgumentError(
                f"skip_lines must be 0 or more, got {self.skip_lines}. Count lines from the top."
            )
        for name, kinds in (("duplicates", Merge), ("join", Join)):
            value = getattr(self, name)
            if value is not None and value not in get_args(kinds):
                raise ArgumentError(
                    f"{name} must be one of {', '.join(get_args(kinds))}, got {value!r}. Choose one."
                )

    @property
    def missing_texts(self) -> tuple[str, ...]:
        """The cells that mean "no value", as text."""
        return tuple(self.missing_values or ())  # type: ignore[arg-type]

    @property
    def missing_numbers(self) -> tuple[float, ...]:
        """The cells that mean "no value" and are numbers."""
        return tuple(number for text in self.missing_texts if (number := _number(text)) is not None)

    def fill_of(self, name: str) -> str:
        """Returns how the values of this column are resampled: hold or linear."""
        fills: Any = self.resample
        return str(fills.get(name, fills.get("", "hold")))

    def with_separator(self, separator: str) -> Self:
        """Returns the options with this separator."""
        return replace(self, separator=separator)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """Makes options from their names and values.

        Raises:
            ArgumentError: a name is unknown, or a value breaks its rule.
        """
        known = option_names()
        for name in given:
            if name not in known:
                raise ArgumentError(f"unknown option {name!r} of reading. Known: {', '.join(sorted(known))}.")
        return cls(**given)


def option_names() -> set[str]:
    """Returns the names of all options of reading."""
    return {field.name for field in fields(ReadOptions)}


def _listed(given: Sequence[str] | str | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    return tuple(part.strip() for part in given.split(",")) if isinstance(given, str) else tuple(given)


def _texts(given: Sequence[str | float] | str | float | None) -> tuple[str, ...]:
    if given is None:
        return ()
    if isinstance(given, str):
        return tuple(part.strip() for part in given.split(","))
    return tuple(map(str, given)) if isinstance(given, Sequence) else (str(given),)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _fills(given: Mapping[str, Fill] | str) -> dict[str, str]:
    fills: dict[str, str] = dict(given.items()) if isinstance(given, Mapping) else {}
    for part in [] if isinstance(given, Mapping) else given.split(","):
        name, _, fill = part.rpartition("=")
        fills[name.strip()] = fill.strip()
    for name, fill in fills.items():
        if fill not in get_args(Fill):
            raise ArgumentError(
                f"resample must be hold or linear, got {fill!r}{f' for {name!r}' if name else ''}. "
                "Write hold, linear, or u=hold,y=linear."
            )
    return fills
