"""A window: what one call of an engine trains on."""

from __future__ import annotations

from typing import NamedTuple

from elman.arrays import Array


class Window(NamedTuple):
    """A piece of one or more sequences, side by side in the batch, and what it follows."""

    x_BTF: Array
    """Inputs, float32."""
    y_BTO: Array
    """Targets, float32; NaN where the weight is 0."""
    weight_BTO: Array | None = None
    """Weight of every target in the loss; None: every target counts 1."""
    carries_state: bool = True
    """Whether the state of the window before it is carried in; False starts from zeros."""
