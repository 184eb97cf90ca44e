"""What a schedule of the learning rate is."""

from __future__ import annotations

from abc import ABC, abstractmethod


class Schedule(ABC):
    """The learning rate over the steps."""

    @property
    def numbers(self) -> tuple[float, ...]:
        """The schedule's options as an engine in another language takes them."""
        return ()

    @abstractmethod
    def factor(self, step: int) -> float:
        """What the learning rate is multiplied by at this step, counted from 0."""
