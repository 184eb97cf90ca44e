"""The interface of a schedule of the learning rate."""

from __future__ import annotations

from abc import ABC, abstractmethod


class Schedule(ABC):
    """The learning rate over the steps."""

    @property
    def numbers(self) -> tuple[float, ...]:
        """The options of the schedule as numbers, for an engine in another language."""
        return ()

    @abstractmethod
    def factor(self, step: int) -> float:
        """Returns the factor of the learning rate at this step, counted from 0."""
