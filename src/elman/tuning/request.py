"""Everything that a search is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elman.api import FitColumns
from elman.checks import check_number, check_whole, parse_duration
from elman.errors import ArgumentError
from elman.model import split_options
from elman.runners import check_runner
from elman.tuning.space import Dimension, choose_space

NOT_SEARCHED: Mapping[str, str] = {
    "budget": "It is the search's: each trial has its steps",
    "trials": "The search does what they do",
    "validation_ids": "Leave it out",
    "validation_data": "Leave it out",
    "seed": "Give it to the search",
}
"""Options of a fit that a search does not hand on, each with what to do."""
FIXED: Mapping[str, Any] = {"trials": False, "threads": 1, "patience": 1.0}
"""Of every trial: a worker has one core, and a trial ends at its rung."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TuneRequest:
    """A search that can be run.

    Raises:
        ArgumentError: it asks for what cannot be.
    """

    sources: Any
    """Tables, as `elman.read_sequences` takes them."""
    columns: FitColumns
    """Which columns are what."""
    directory: Path
    """Of the search."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Options that every trial has, by name; these are not searched."""
    search: tuple[str, ...] = ()
    """The options to search; none: all of `SPACE` that are not given."""
    rounds: int | None = None
    """How many rounds of nine trials; None: as many as the budget allows, or three."""
    budget: float | str | None = None
    """Time for the search; a round begins if it is likely to end in time. At least one round is run."""
    test: float = 0.2
    """Share of each sequence, its last part, that no trial sees: for the score at the end."""
    seed: int = 0
    """Of the search and of its trials."""
    on: str = "processes"
    """The engine that runs the trials."""
    workers: int | None = None
    """How many, on this machine; None: one for every core."""

    def __post_init__(self) -> None:
        check_runner(self.on, self.workers)
        check_whole("rounds", self.rounds, 1, 10_000)
        check_whole("seed", self.seed, 0, 2**31 - 1, needed=True)
        check_number("budget", self.seconds, (self.seconds or 1.0) > 0, "above 0")
        check_number("test", self.test, 0 < self.test < 1, "between 0 and 1")
        for role in ("inputs", "targets"):
            if not getattr(self.columns, role):
                raise ArgumentError(f"{role} must name at least one column, got none. Name one.")
        for name, advice in NOT_SEARCHED.items():
            if self.options.get(name) is not None:
                raise ArgumentError(
                    f"{name} must not be given to the trials, got {self.options[name]!r}. {advice}."
                )
        split_options(self.fixed)
        self._check_plain()
        _ = self.space

    @property
    def seconds(self) -> float | None:
        """The budget in seconds."""
        return parse_duration(self.budget)

    @property
    def fixed(self) -> dict[str, Any]:
        """The options that every trial has."""
        return {**FIXED, "seed": self.seed, **self.options}

    @property
    def space(self) -> dict[str, Dimension]:
        """The options that are searched."""
        return choose_space(self.search, self.options)

    def _check_plain(self) -> None:
        for name, value in self.options.items():
            try:
                json.dumps(value, allow_nan=False)
            except (TypeError, ValueError):
                raise ArgumentError(
                    f"{name} must be a number, a flag or a name in a search, got {value!r}. Give the name."
                ) from None
