"""What is to be said of the calendar that was found in the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from elman.arrays import Array
from elman.series.calendar import Frequency
from elman.series.calendar.closings import never_open, seldom_open
from elman.series.calendar.openings import DAY

_OVERRULE = "Say it with freq, weekmask or hours if it is not so."
_WEEKDAYS = ((0, 5),)


def calendar_notes(
    frequency: Frequency, stamps: Sequence[Array], ids: Sequence[str], *, asked: bool
) -> Iterator[str]:
    """One sentence for each finding.

    Args:
        frequency: of the series.
        stamps: of the values of each series.
        ids: what the series are called.
        asked: whether the user said what the calendar is.
    """
    if not asked:
        yield from _found(frequency)
    if frequency.unit not in ("weekday", "duration") or DAY % (step := _step_of(frequency)):
        return
    runs = _WEEKDAYS if frequency.unit == "weekday" else frequency.open
    seldom = len(seldom_open(stamps, runs, step)) if frequency.open else 0
    if seldom and not asked:
        yield (
            f"{seldom} of the week's {sum(stop - start for start, stop in runs)} steps have no value in a "
            "fifth of the weeks or more; it is missing there, and they are forecast. If their clock "
            "is put forward for daylight saving, give times with their offset; or say the hours."
        )
    fewer = [name for name, stamp_N in zip(ids, stamps, strict=True) if never_open(stamp_N, runs, step)]
    if fewer:
        yield (
            f"{len(fewer)} of {len(ids)} series never have a value on a weekday on which others have, and "
            f"are forecast for it all the same: {fewer[0]!r}. Fit them by themselves for their own calendar."
        )


def _step_of(frequency: Frequency) -> int:
    return DAY if frequency.unit == "weekday" else int(frequency.step)


def _found(frequency: Frequency) -> Iterator[str]:
    if frequency.closing:
        yield (
            f"Rows are those of {frequency.closing} alone: other times never have a value, and are neither "
            f"missing nor forecast. {_OVERRULE}"
        )
    elif frequency.has_own_days:
        yield "Each series falls on a day of the month of its own, and goes on with it."
    elif frequency.rule:
        yield f"The step is a {frequency}, and so it goes on. {_OVERRULE}"
