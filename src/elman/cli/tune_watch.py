"""What a search says while it runs: a line for each trial that has come to a rung."""

from __future__ import annotations

from math import isfinite

from elman.cli.columns import print_notes
from elman.cli.output import tell
from elman.tuning import Trial, TuneWatch


class LiveSearch(TuneWatch):
    """Tells notes and trials on stderr."""

    def __init__(self, *, talks: bool) -> None:
        """Nothing is told yet.

        Args:
            talks: whether anything is told at all.
        """
        self._talks = talks

    def noted(self, note: str) -> None:
        """Tells a note."""
        if self._talks:
            print_notes([note])

    def tried(self, trial: Trial, best: float) -> None:
        """Tells a trial's score, and the best one so far."""
        if self._talks:
            score = f"{trial.score:.4g}" if isfinite(trial.score) else f"failed: {trial.error}"
            tell(f"trial {trial.number}, {trial.share:.0%} of its steps: {score} (best {best:.4g})")
