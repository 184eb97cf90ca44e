"""A fit with its page."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from elman.shown import in_notebook
from elman.training import Watch
from elman.watching.show import FitShow
from elman.watching.together import Together


@contextmanager
def watched(
    *others: Watch, baseline: tuple[str, float] | None = None, tell: Callable[[str], None] | None = None
) -> Iterator[tuple[Watch, FitShow]]:
    """Serves the page of a fit for as long as the context lasts.

    The page opens in a browser where there is a screen, and in a notebook's frame where there is a notebook.

    Args:
        others: watches that are told too.
        baseline: name and score of the best baseline on the validation part.
        tell: is told the address; None prints it on stderr.

    Yields:
        What the fit is to tell, and the show, which knows whether the reader has stopped it.
    """
    from elman.page import PageServer

    show = FitShow(baseline=baseline)
    with PageServer(show) as server:
        (tell or _print)(f"watch: {server.address}")
        open_page(server.address)
        try:
            yield Together(*others, show), show
        finally:
            show.end()


def open_page(address: str) -> None:
    """Shows a page where it can be shown."""
    if in_notebook():
        from importlib import import_module

        display = import_module("IPython.display")
        display.display(display.IFrame(address, width="100%", height=900))
    elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        import webbrowser

        webbrowser.open(address)


def _print(line: str) -> None:
    if sys.stderr is not None:
        print(line, file=sys.stderr, flush=True)
