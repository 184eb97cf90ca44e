"""How a fit in Python reports: progress, the user's own callback, the log, warnings."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from warnings import warn

from elman.errors import ElmanWarning
from elman.shown import in_notebook

if TYPE_CHECKING:
    from elman.api.preparing import PreparedFit
    from elman.learned import FitReport
    from elman.training import Watch

logger = logging.getLogger("elman")
logger.addHandler(logging.NullHandler())


@contextmanager
def showing(
    prepared: PreparedFit, progress: bool | None, callback: Watch | None, *, watch: bool = False
) -> Iterator[Watch | None]:
    """What the training is to tell.

    Args:
        prepared: the fit, whose best baseline stands beside the score.
        progress: whether a line shows the progress; None: on a terminal and in a notebook.
        callback: the user's own watch; None: none.
        watch: whether a page on this machine shows the training.
    """
    shown = _is_seen() if progress is None else progress
    told = [] if callback is None else [callback]
    with ExitStack() as stack:
        baseline = prepared.baseline() if shown or watch else None
        if shown:
            from elman.training.progress import live_fit

            told.append(stack.enter_context(live_fit(baseline=baseline and baseline[1])))
        if watch:
            from elman.watching import watched

            told.append(stack.enter_context(watched(baseline=baseline))[0])
        if len(told) < 2:
            yield told[0] if told else None
            return
        from elman.watching import Together

        yield Together(*told)


def tell_notes(notes: Sequence[str]) -> None:
    """Writes what reading found and did to the log."""
    for note in dict.fromkeys(notes):
        logger.info("note: %s", note)


def tell_report(report: FitReport) -> None:
    """Writes what was chosen and what happened to the log, and warns of what makes the score doubtful."""
    logger.info("chosen: %s", report.result.choices)
    for event in report.result.events:
        logger.info("note: %s", event)
    for caution in dict.fromkeys(report.cautions):
        # The caller of `elman.fit`.
        warn(caution, ElmanWarning, stacklevel=3)


def _is_seen() -> bool:
    """Tells whether a person watches at a terminal or in a notebook."""
    return in_notebook() or (sys.stderr is not None and sys.stderr.isatty())
