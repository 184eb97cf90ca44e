"""Values that look like codes for "no value": they are repeated, and far outside the rest."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array

CODES = frozenset(
    sign * float(code)
    for code in (
        99,
        999,
        9999,
        99999,
        999999,
        99.9,
        999.9,
        9999.9,
        99.99,
        999.99,
        9999.99,
        6999,
        7777,
        8888,
        32767,
        1e20,
        1e30,
    )
    for sign in (1, -1)
) | {-32768.0, 65535.0, 2147483647.0, -2147483648.0, 9.969209968386869e36}
"""The codes that instruments and archives write for "no value"."""
FAR, VERY_FAR = 0.5, 20.0
"""How far a code, and any other value, must lie outside the rest, in multiples of the range of the rest."""
TWICE = 2
FEW, MANY = 3, 40
"""How many different values the rest must have, beside a code and beside any other value: a switch has
two."""


def suspicious_value(value_N: Array) -> tuple[float, int] | None:
    """Returns a value that is repeated far outside the rest, and its count; None if there is none."""
    known_N = value_N[~np.isnan(value_N)]
    if len(known_N) < TWICE + FEW:
        return None
    for extreme in (float(known_N.min()), float(known_N.max())):
        is_it_N = known_N == extreme
        count = int(is_it_N.sum())
        rest_N = known_N[~is_it_N]
        least = FEW if extreme in CODES else MANY
        if count < TWICE or count > 0.9 * len(known_N) or len(np.unique(rest_N[: 100 * least])) < least:
            continue
        low, high = float(rest_N.min()), float(rest_N.max())
        away = max(low - extreme, extreme - high)
        spread = (high - low) or abs(high) or 1.0
        if away > (FAR if extreme in CODES else VERY_FAR) * spread:
            return extreme, count
    return None


def suspicious_note(label: str, name: str, value_N: Array) -> list[str]:
    """Returns the note on such a value, with the option that makes it missing."""
    found = suspicious_value(value_N)
    if found is None:
        return []
    value, count = found
    rest_N = value_N[~np.isnan(value_N) & (value_N != value)]
    return [
        f"{name!r} of {label} is {value:g} in {count} rows, far outside the rest ({rest_N.min():.4g} to "
        f"{rest_N.max():.4g}). If it means that the value is missing, give --missing-values {value:g}."
    ]
