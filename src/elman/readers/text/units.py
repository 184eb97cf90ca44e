"""Recognising a line of units: `[V]`, `(m/s)`, `°C`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BRACKETED = re.compile(r"\[.*\]|\(.*\)|<.*>|\{.*\}")
_PREFIXED = re.compile(
    r"(?:[yzafpnuµμmcdhkMGTPEZY]|da)?(?:m|g|s|A|K|mol|cd|Hz|N|Pa|J|W|C|V|F|Ω|Ohm|ohm|S|Wb|T|H|lm|lx|Bq|Gy|Sv|L|l|"
    r"bar|eV|Wh|VA|var|VAr|B|b|t|h|min|d|rad|sr|a|cal|psi|ppm|ppb)(?:[²³23]|\^-?\d|-\d)?"
)
# fmt: off
_ALONE = frozenset(
    {
        "-", "%", "°", "°C", "°F", "℃", "degC", "degF", "deg", "K", "rpm", "1/min", "min-1", "min",
        "sec", "hr", "hrs", "days", "day", "yr", "ms", "us", "in", "ft", "mi", "lb", "lbs", "psi",
        "psig", "psia", "inHg", "mmHg", "inch", "gpm", "cfm", "mph", "knots", "kn", "count", "counts",
        "bool", "[]", "none", "unitless", "dimensionless", "date", "time", "string", "text", "float",
        "int", "datetime", "TS", "RN", "Avg", "Smp", "Tot", "Max", "Min", "UTC", "YYYY-MM-DD",
        "yyyy-mm-dd", "hh:mm:ss", "HH:MM:SS", "Deg", "Degrees", "degrees", "Volts", "volts", "Amps",
        "Watts", "Std", "WVc", "Med", "Cov",
    }
)
# fmt: on


def are_units(cells: Sequence[str]) -> bool:
    """Tells whether every cell is a unit or empty, and at least one is a unit."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(_is_unit, filled))


def _is_unit(cell: str) -> bool:
    if cell in _ALONE or _BRACKETED.fullmatch(cell):
        return True
    parts = [part for part in re.split(r"[/*·. ]", cell) if part]
    return bool(parts) and all(part in _ALONE or part == "1" or _PREFIXED.fullmatch(part) for part in parts)
