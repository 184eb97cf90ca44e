"""Pieces of sequences, side by side: the arrays of a window."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.data import Examples, Window


def gather(
    examples: Examples,
    first_B: Array,
    scored_B: Array,
    end_B: Array,
    num_steps: int,
    *,
    carries_state: bool,
) -> Window:
    """The window whose lane `b` holds rows `first_B[b]`, `first_B[b] + 1`, ... of the examples.

    Args:
        examples: the table that the rows are of.
        first_B: first row of each lane.
        scored_B: rows before it have weight 0.
        end_B: rows from it on are padding: inputs and targets 0, weight 0.
        num_steps: rows of every lane, padding included.
        carries_state: whether the lanes go on from the window before.
    """
    row_BT = first_B[:, None] + np.arange(num_steps)
    inside_BT = row_BT < end_B[:, None]
    safe_BT = np.where(inside_BT, row_BT, 0)
    x_BTF = examples.x_NF[safe_BT]
    y_BTO = examples.y_NO[safe_BT]
    if not inside_BT.all():
        x_BTF[~inside_BT] = 0.0
        y_BTO[~inside_BT] = 0.0
    scored_BT = inside_BT & (row_BT >= scored_B[:, None])
    weight_BTO = (scored_BT[:, :, None] & np.isfinite(y_BTO)).astype(np.float32)
    return Window(x_BTF, y_BTO, weight_BTO, carries_state)


def starts_of(examples: Examples) -> Array:
    """The first row of each sequence in the table."""
    lengths = np.asarray(examples.lengths, np.int64)
    return np.cumsum(lengths) - lengths
