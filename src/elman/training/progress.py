"""A live line while training: how far, the loss, and how fast."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from elman.training.history import History
from elman.training.loop import Progress

_SECONDS_BETWEEN_UPDATES = 0.05


@contextmanager
def live_progress(num_windows: int, *, quiet: bool = False) -> Iterator[Progress | None]:
    """Shows a live line on stderr for as long as the context lasts.

    Args:
        num_windows: in the whole run.
        quiet: show nothing.

    Yields:
        What the training loop is to tell; None if quiet or if stderr is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    # rich takes 0.05 s to import and is of no use without a terminal.
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(console=Console(stderr=True), auto_refresh=False, transient=True) as live:
        last_update = 0.0

        def show(history: History) -> None:
            nonlocal last_update
            now = perf_counter()
            if now - last_update < _SECONDS_BETWEEN_UPDATES and history.num_windows < num_windows:
                return
            last_update = now
            live.update(Text(progress_line(history, num_windows)), refresh=True)

        yield show


def progress_line(history: History, num_windows: int) -> str:
    """One line: a bar, windows done, the last loss, windows a second."""
    width = 24
    filled = width * history.num_windows // max(num_windows, 1)
    bar = "━" * filled + "╌" * (width - filled)
    return (
        f"{bar}  window {history.num_windows}/{num_windows}  loss {history.losses[-1]:.2e}  "
        f"{history.windows_per_second:,.0f} windows/s"
    )
