"""Warnings that refuse to flatter. To add one: its file, and one line here."""

from __future__ import annotations

from collections.abc import Callable

from elman.evaluation.cautions.beyond_training import (
    warn_of_inputs_beyond_training,
    warn_of_targets_beyond_training,
)
from elman.evaluation.cautions.delayed_copy import warn_of_delayed_copy
from elman.evaluation.cautions.evidence import Evidence, InputRange
from elman.evaluation.cautions.flat_line import warn_of_flat_line
from elman.evaluation.cautions.leak import warn_of_leak

__all__ = ["CAUTIONS", "Evidence", "InputRange", "find_cautions"]

CAUTIONS: dict[str, Callable[[Evidence], list[str]]] = {
    "leak": warn_of_leak,
    "delayed_copy": warn_of_delayed_copy,
    "flat_line": warn_of_flat_line,
    "inputs_beyond_training": warn_of_inputs_beyond_training,
    "targets_beyond_training": warn_of_targets_beyond_training,
}
"""The cautions, in the order in which they speak."""


def find_cautions(evidence: Evidence) -> tuple[str, ...]:
    """What there is to warn of: one sentence each, with its numbers."""
    return tuple(sentence for caution in CAUTIONS.values() for sentence in caution(evidence))
