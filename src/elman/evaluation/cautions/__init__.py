"""Warnings that refuse to flatter. To add one: its file, and one line here."""

from __future__ import annotations

from collections.abc import Callable

from elman.evaluation.cautions.beyond_training import beyond_training
from elman.evaluation.cautions.delayed_copy import delayed_copy
from elman.evaluation.cautions.evidence import Evidence, InputRange
from elman.evaluation.cautions.flat_line import flat_line
from elman.evaluation.cautions.leak import leak

__all__ = ["CAUTIONS", "Evidence", "InputRange", "find_cautions"]

CAUTIONS: tuple[Callable[[Evidence], list[str]], ...] = (
    leak,
    delayed_copy,
    flat_line,
    beyond_training,
)


def find_cautions(evidence: Evidence) -> tuple[str, ...]:
    """What there is to warn of: one sentence each, with its numbers."""
    return tuple(sentence for caution in CAUTIONS for sentence in caution(evidence))
