"""What a schedule is: options, and the window of every training step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from elman.data import Examples, Window
from elman.errors import ArgumentError


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowSchedule(ABC):
    """The options that every schedule shares.

    Raises:
        ArgumentError: a number outside its range.
    """

    window: int = 50
    """Scored rows of a window."""
    burn_in: int = 50
    """Rows that run before the scored ones and have weight 0: the start-up of the state."""
    batch_size: int = 16
    """Sequences side by side."""
    seed: int = 0
    """Of every draw."""
    starts: bool = False
    """Whether a sequence begins at a start that is worth learning: its first rows are scored, too. Otherwise
    they are burn-in, as if the sequence were cut out of a longer one."""

    def __post_init__(self) -> None:
        for name, least in (("window", 1), ("burn_in", 0), ("batch_size", 1), ("seed", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise ArgumentError(
                    f"{name} must be a whole number of at least {least}, got {value!r}. Or leave it out."
                )

    @property
    @abstractmethod
    def rows_per_step(self) -> int:
        """Rows that a lane of one window has, most often."""

    @abstractmethod
    def windows(self, examples: Examples) -> WindowSource:
        """The windows over these examples.

        Raises:
            ArgumentError: there is no row to train on.
        """

    def random(self, step: int) -> np.random.Generator:
        """The draws of one step or epoch."""
        return draws_of(self.seed, step)


def draws_of(seed: int, number: int) -> np.random.Generator:
    """The draws of one step, epoch or walk: they depend on the seed and this number alone."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, number))))


class WindowSource(ABC):
    """The window of every step: a pure function of the seed and the step, so a run resumes anywhere."""

    @property
    @abstractmethod
    def windows_per_epoch(self) -> int:
        """Steps in which about every row is scored once."""

    @abstractmethod
    def __call__(self, step: int) -> Window:
        """The window of this step, counted from 0."""


def check_rows(examples: Examples) -> None:
    """Refuses examples without a row.

    Raises:
        ArgumentError: there is none.
    """
    if examples.num_rows == 0:
        raise ArgumentError("examples must have at least one row, got none. Give data to train on.")
