"""A trial on a worker: trained from where it paused to its next rung."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import Any

from elman.api import FitColumns, FitRequest, run_fit
from elman.errors import ElmanError
from elman.fleet.manifest import UNIT
from elman.training import History, Watch
from elman.training.plan import Plan

_SECONDS_BETWEEN_SAVES = 30.0


class PauseAt(Watch):
    """Leaves a fit after a share of its steps."""

    def __init__(self, share: float) -> None:
        """Nothing is known of the run yet."""
        self._share = share
        self._step = 0

    def chosen(self, choices: str, plan: Plan, windows_per_epoch: int) -> None:
        """The steps are known now."""
        self._step = ceil(self._share * plan.steps)

    def pauses(self, history: History) -> bool:
        """After that step; a run that is over does not pause."""
        return self._share < 1.0 and history.num_windows >= self._step


def run_trial(rows: str, options: Mapping[str, Any], out: str) -> dict[str, Any]:
    """Trains a trial on to a rung and pauses it there; at the last rung its model is written.

    It is idempotent: a trial that is there already, or further than its last save, gives the same bits.

    Args:
        rows: a table of the rows that trials may see.
        options: plain values: `inputs`, `targets`, `share` (of the steps, where it pauses) and `fit`, its
            options by name.
        out: the name of its files, without a suffix.

    Returns:
        The score on validation so far (None: it could not be trained), the steps taken, and the error.
    """
    request = FitRequest(
        sources=rows,
        columns=FitColumns.of(inputs=options["inputs"], targets=options["targets"], id=UNIT),
        options=options["fit"],
        checkpoint=Path(f"{out}.checkpoint"),
        checkpoint_every=_SECONDS_BETWEEN_SAVES,
    )
    try:
        report: Any = run_fit(request, PauseAt(options["share"]))
    except ElmanError as error:
        return {"score": None, "steps": 0, "error": str(error)}
    if options["share"] == 1.0:
        report.product.save(f"{out}.safetensors")
    return {"score": report.result.best_score, "steps": report.result.steps_taken, "error": ""}
