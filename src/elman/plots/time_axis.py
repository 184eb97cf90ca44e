"""Times of rows on an axis of rows: the ticks stand at round moments, and say them.

Rows stay the places on the axis, so that gaps and several sequences need no room of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_TICKS = 7
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def show_times(axes: Axes, time_N: Array | None, first: int, last: int) -> bool:
    """Puts ticks at round times on an axis that shows the rows from `first` up to `last`.

    Args:
        axes: whose places are rows.
        time_N: of every row: moments, durations (shown in seconds) or numbers; None: there are no times.
        first: the first row that is shown.
        last: the one after the last.

    Returns:
        Whether it did: not where times do not ascend, as from one sequence to the next.
    """
    shown_N = None if time_N is None else time_N[first:last]
    if shown_N is None or len(shown_N) < 2 or not (np.diff(shown_N.view(_plain(shown_N))) > 0).all():
        return False
    if shown_N.dtype.kind == "M":
        places_K, texts = _of_moments(shown_N)
    else:
        seconds = shown_N / np.timedelta64(1, "s") if shown_N.dtype.kind == "m" else shown_N
        places_K, texts = _of_numbers(seconds.astype(np.float64))
    axes.set_xticks(places_K + first, texts)
    return True


def _plain(time_N: Array) -> np.dtype[Any]:
    """What the times are counted in: moments and durations are whole numbers."""
    return np.dtype(np.int64) if time_N.dtype.kind in "Mm" else time_N.dtype


def _of_moments(time_N: Array) -> tuple[Array, list[str]]:
    """Rows and dates; matplotlib knows which moments are round, and how short they can be said."""
    import matplotlib.dates

    dates: Any = matplotlib.dates  # has no types
    locator = dates.AutoDateLocator(minticks=3, maxticks=_MOST_TICKS)
    number_N = dates.date2num(time_N)
    ticks = np.asarray(locator.tick_values(time_N[0].item(), time_N[-1].item()))
    ticks = ticks[(ticks >= number_N[0]) & (ticks <= number_N[-1])]
    texts = dates.ConciseDateFormatter(locator).format_ticks(list(ticks)) if len(ticks) else []
    return np.interp(ticks, number_N, np.arange(len(number_N))), _with_date(texts, time_N)


def _with_date(texts: list[str], time_N: Array) -> list[str]:
    """The first tick says the day of the hours, or the year of the days, which the others leave out."""
    day = str(time_N[0].astype("datetime64[D]"))
    if not texts or day[:4] in texts[0]:
        return texts
    return [f"{texts[0]}\n{day if ':' in texts[0] else day[:4]}", *texts[1:]]


def _of_numbers(time_N: Array) -> tuple[Array, list[str]]:
    rough = float(time_N[-1] - time_N[0]) / (_MOST_TICKS - 1)
    size = 10.0 ** np.floor(np.log10(rough))
    step = next(size * factor for factor in _ROUND if size * factor >= rough * 0.999)
    ticks = np.arange(np.ceil(time_N[0] / step), np.floor(time_N[-1] / step) + 1) * step
    return np.interp(ticks, time_N, np.arange(len(time_N))), [f"{tick:.10g}" for tick in ticks]
