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
LOOKED_AT = 1000
FEW, MANY = 3, 40
"""How many different values the rest must have, beside a code and beside any other value: a switch has
two."""


def suspicious_value(value_N: Array) -> tuple[float, int] | None:
    """Returns a value that is repeated far outside the rest, and its count; None if there is none."""
    missing_N = np.isnan(value_N)
    known_N = value_N[~missing_N] if missing_N.any() else value_N
    if len(known_N) < TWICE + FEW:
        return None
    for extreme in (float(known_N.min()), float(known_N.max())):
        is_it_N = known_N == extreme
        count = int(is_it_N.sum())
        if count < TWICE or count > 0.9 * len(known_N):
            continue
        rest_N = known_N[~is_it_N]
        least = FEW if extreme in CODES else MANY
        if len(np.unique(rest_N[: 100 * least])) < least:
            continue
        low, high = float(rest_N.min()), float(rest_N.max())
        away = max(low - extreme, extreme - high)
        spread = (high - low) or abs(high) or 1.0
        if away > (FAR if extreme in CODES else VERY_FAR) * spread:
            return extreme, count
    return None


def is_total(value_N: Array) -> bool:
    """Whether the last value is the sum of the others, which have one sign: a row of totals."""
    if len(value_N) <= FEW or np.isnan(value_N[-1]):
        return False
    rest_N, last = value_N[:-1], float(value_N[-1])
    low, high = float(np.fmin.reduce(rest_N)), float(np.fmax.reduce(rest_N))
    if not last or not (low >= 0 or high <= 0) or np.count_nonzero(np.nan_to_num(rest_N[:LOOKED_AT])) < FEW:
        return False
    total = np.sum(rest_N, where=~np.isnan(rest_N))
    return bool(np.isclose(last, total, rtol=1e-9, atol=0))


def suspicious_note(label: str, name: str, value_N: Array) -> list[str]:
    """Returns the note on such a value, with the option that makes it missing."""
    if is_total(value_N):
        return [
            f"The last value of {name!r} of {label} is the sum of all values before it. If that row has the "
            "totals, leave it out with --rows A:B."
        ]
    found = suspicious_value(value_N)
    if found is None:
        return []
    value, count = found
    rest_N = value_N[~np.isnan(value_N) & (value_N != value)]
    return [
        f"{name!r} of {label} is {value:g} in {count} rows, far outside the rest ({rest_N.min():.4g} to "
        f"{rest_N.max():.4g}). If it means that the value is missing, give --missing-values {value:g}."
    ]
