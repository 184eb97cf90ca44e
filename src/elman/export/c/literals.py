"""Numbers as C reads them back to the same bits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array

LINE = 100
"""Characters of a line of numbers."""


def float_literal(value: float) -> str:
    """A float32 number; NaN as `NAN`, which needs `math.h`."""
    return "NAN" if np.isnan(value) else f"{np.float32(value)!s}f"


def double_literal(value: float) -> str:
    """A float64 number; NaN as `NAN`, which is a float."""
    return "(double)NAN" if np.isnan(value) else repr(float(value))


def initializer(literals: Sequence[str]) -> str:
    """The braces of an array, in lines that fit a page."""
    lines, line = [], "   "
    for literal in literals:
        if len(line) + len(literal) + 2 > LINE:
            lines.append(line)
            line = "   "
        line += f" {literal},"
    return "{\n" + "\n".join([*lines, line]) + "\n}"


def float_array(name: str, values: Array) -> str:
    """A constant of float32 numbers, flat."""
    literals = [float_literal(value) for value in values.ravel()]
    return f"static const float {name}[{len(literals)}] = {initializer(literals)};\n"


def number_table(name: str, values_TC: Array, kind: str) -> str:
    """A constant of a column's numbers, a row a line; `kind` is their type in C."""
    literal = float_literal if kind == "float" else double_literal
    rows = ",\n".join("    {" + ", ".join(literal(value) for value in row_C) + "}" for row_C in values_TC)
    return f"static const {kind} {name}[{values_TC.shape[0]}][{values_TC.shape[1]}] = {{\n{rows}\n}};\n"


def double_array(name: str, values: Sequence[float]) -> str:
    """A constant of float64 numbers."""
    literals = [double_literal(value) for value in values]
    return f"static const double {name}[{len(literals)}] = {initializer(literals)};\n"
