"""What was read of some lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from elman.arrays import Array


class Rows(NamedTuple):
    """Numbers of lines, and what is wrong with those that have none."""

    x_TF: Array
    """The inputs in float64, NaN where missing; all NaN in a line that cannot be read."""
    wrong: Mapping[int, str]
    """What is wrong with the lines that cannot be read, by their place."""
    ids: Sequence[str]
    """Which lane each line is of; every one "" where the lines have no ids."""
