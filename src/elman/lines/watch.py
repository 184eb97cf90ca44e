"""What is odd about a stream, told when it is first seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from elman.arrays import Array
from elman.lines.answering import Answers
from elman.lines.lanes import Lanes
from elman.prediction import Health


class Watch:
    """Compares the health of lanes with what was told of it."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self._told: set[tuple[str, str]] = set()

    def look(self, answers: Answers, first_line: int) -> Iterator[str]:
        """A sentence for each thing that happened for the first time.

        Args:
            answers: to the lines since the last look.
            first_line: the number of the first of them.
        """
        if not answers.taken:
            return
        health = self._lanes.health(set(answers.ids))
        for name, kind, rows_T in _findings(health, answers.x_TF):
            if (name, kind) not in self._told:
                self._told.add((name, kind))
                line = first_line + answers.taken[int(np.argmax(rows_T))]
                yield f"line {line}: {_sentence(health, name, kind)}"

    def summary(self) -> tuple[str, ...]:
        """What to say at the end, with counts."""
        return self._lanes.health().sentences()


def _findings(health: Health, x_TF: Array) -> Iterator[tuple[str, str, Array]]:
    """Each thing that the stream has counted, with the rows in which it may have been."""
    for place, (name, (low, high)) in enumerate(health.training_range.items()):
        x_T = x_TF[:, place]
        if health.below[name]:
            yield name, "below", x_T < low
        if health.above[name]:
            yield name, "above", x_T > high
        if health.missing[name]:
            yield name, "missing", np.isnan(x_T)
    if health.not_finite:
        yield "", "not finite", np.ones(len(x_TF), bool)


def _sentence(health: Health, name: str, kind: str) -> str:
    if kind == "missing":
        return f"The input {name!r} is missing. {health.filled_with.capitalize()} is held."
    if kind == "not finite":
        return "A prediction is not finite, here or in the lines read with it."
    low, high = health.training_range[name]
    return f"The input {name!r} is {kind} its training range ({low:.4g} to {high:.4g})."
