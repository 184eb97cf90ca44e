"""A live line while training: how far, the loss, the score, and how long it will take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from time import perf_counter

from elman.shown import in_notebook
from elman.training.fit import Watch
from elman.training.history import History
from elman.training.loop import Progress
from elman.training.plan import Plan

_SECONDS_BETWEEN_UPDATES = 0.05
_SECONDS_BETWEEN_LINES = 10.0
"""In a log file: who waits less needs no line."""
_LINES = 10
"""In a log file, of a run that takes long."""

Draw = Callable[[str], None]


@contextmanager
def live_progress(num_windows: int, *, quiet: bool = False) -> Iterator[Progress | None]:
    """Shows a live line on stderr for as long as the context lasts.

    Args:
        num_windows: in the whole run.
        quiet: show nothing.

    Yields:
        What the training loop is to tell; None if quiet or if stderr is no terminal.
    """
    with _live_line(quiet=quiet) as draw:
        if draw is None:
            yield None
            return
        last_update = 0.0

        def show(history: History) -> None:
            nonlocal last_update
            now = perf_counter()
            if now - last_update < _SECONDS_BETWEEN_UPDATES and history.num_windows < num_windows:
                return
            last_update = now
            draw(progress_line(history, num_windows))

        yield show


@contextmanager
def live_fit(*, baseline: float | None = None, quiet: bool = False) -> Iterator[Watch]:
    """Shows a live line of a fit on stderr for as long as the context lasts.

    Where stderr is no terminal, as in a log file, a fit that takes long prints a line for every tenth of its
    steps.

    Args:
        baseline: validation score of the best baseline, to stand beside the network's.
        quiet: show nothing.

    Yields:
        What `fit_network` is to tell; it stays silent if quiet.
    """
    with _live_line(quiet=quiet) as draw:
        if draw is not None:
            yield _LiveWatch(draw, baseline)
        else:
            yield Watch() if quiet else _LogWatch(baseline)


class _LiveWatch(Watch):
    """Draws a line about the fit, a few times a second."""

    def __init__(self, draw: Draw, baseline: float | None) -> None:
        self._draw = draw
        self._baseline = baseline
        self._which = ""
        self._plan: Plan | None = None
        self._windows_per_epoch = 1
        self._last_update = 0.0
        self._began = perf_counter()
        draw("looking at the data")

    def trying(self, number: int, count: int, done: float) -> None:
        """A step of a short trial was taken."""
        now = perf_counter()
        if now - self._last_update < _SECONDS_BETWEEN_UPDATES:
            return
        self._last_update = now
        left = (now - self._began) * (1 - done) / done
        self._draw(f"{_bar(int(1000 * done), 1000)}  trial {number}/{count}  {_duration(left)} left")

    def chosen(self, choices: str, plan: Plan, windows_per_epoch: int) -> None:
        """The training proper begins."""
        self._plan, self._windows_per_epoch = plan, windows_per_epoch

    def begins(self, number: int, count: int) -> None:
        """The next of several networks begins."""
        self._which = _which(number, count)

    def trained(self, history: History) -> None:
        """A training step was taken."""
        now = perf_counter()
        if self._plan is None or now - self._last_update < _SECONDS_BETWEEN_UPDATES:
            return
        self._last_update = now
        line = fit_line(history, self._plan, self._windows_per_epoch, self._baseline)
        self._draw(self._which + line)

    def finishing(self, done: float, iterations: int, score: float) -> None:
        """An iteration of the finish was taken."""
        now = perf_counter()
        if now - self._last_update < _SECONDS_BETWEEN_UPDATES:
            return
        self._last_update = now
        facts = finish_facts(iterations, score, self._baseline)
        self._draw(f"{self._which}{_bar(min(100, int(100 * done)), 100)}  {facts}")


class _LogWatch(Watch):
    """Prints a line now and then, what was chosen first; nothing of a fit of some seconds."""

    def __init__(self, baseline: float | None) -> None:
        self._baseline = baseline
        self._choices = self._which = ""
        self._plan: Plan | None = None
        self._windows_per_epoch = 1
        self._last_line, self._tenth = perf_counter(), 0
        self._began = self._last_line

    def trying(self, number: int, count: int, done: float) -> None:
        """A step of a short trial was taken."""
        now = perf_counter()
        if now - self._last_line < _SECONDS_BETWEEN_LINES:
            return
        left = (now - self._began) * (1 - done) / done
        self._say(f"trial {number}/{count}  {int(100 * done)} % of the trials  {_duration(left)} left")

    def chosen(self, choices: str, plan: Plan, windows_per_epoch: int) -> None:
        """The training proper begins."""
        if self._plan is None:  # further networks are chosen as the first
            self._choices = f"chosen: {choices}"
        self._plan, self._windows_per_epoch = plan, windows_per_epoch
        self._tenth = 0
        if perf_counter() - self._last_line >= _SECONDS_BETWEEN_LINES:
            self._say_choices()

    def begins(self, number: int, count: int) -> None:
        """The next of several networks begins."""
        self._which = _which(number, count)

    def trained(self, history: History) -> None:
        """A training step was taken."""
        if self._plan is None:
            return
        tenth = _LINES * history.num_windows // self._plan.steps
        if tenth == self._tenth or perf_counter() - self._last_line < _SECONDS_BETWEEN_LINES:
            return
        self._tenth = tenth
        self._say_choices()
        facts = fit_facts(history, self._plan, self._windows_per_epoch, self._baseline)
        self._say(f"{self._which}{100 * history.num_windows // self._plan.steps} %  {facts}")

    def finishing(self, done: float, iterations: int, score: float) -> None:
        """An iteration of the finish was taken."""
        tenth = _LINES + int(_LINES * done)
        if tenth == self._tenth or perf_counter() - self._last_line < _SECONDS_BETWEEN_LINES:
            return
        self._tenth = tenth
        self._say_choices()
        self._say(f"{self._which}{int(100 * done)} %  {finish_facts(iterations, score, self._baseline)}")

    def _say_choices(self) -> None:
        if self._choices:
            self._say(self._choices)
        self._choices = ""

    def _say(self, line: str) -> None:
        """A log that nobody takes any more does not end the fit."""
        self._last_line = perf_counter()
        if sys.stderr is not None:
            with suppress(OSError):
                print(line, file=sys.stderr, flush=True)


def _which(number: int, count: int) -> str:
    """Which of several networks is trained; the count 0 means that nobody knows how many there will be."""
    return f"network {number}{f'/{count}' if count else ''}  " if count != 1 else ""


def progress_line(history: History, num_windows: int) -> str:
    """One line: a bar, windows done, the last loss, windows a second."""
    return (
        f"{_bar(history.num_windows, num_windows)}  window {history.num_windows}/{num_windows}  "
        f"loss {history.losses[-1]:.2e}  {history.windows_per_second:,.0f} windows/s"
    )


def fit_line(history: History, plan: Plan, windows_per_epoch: int, baseline: float | None) -> str:
    """One line: a bar, epoch and step, loss, best validation score beside the baseline, time left."""
    facts = fit_facts(history, plan, windows_per_epoch, baseline)
    return f"{_bar(history.num_windows, plan.steps)}  {facts}"


def fit_facts(history: History, plan: Plan, windows_per_epoch: int, baseline: float | None) -> str:
    """The same without the bar."""
    step = history.num_windows
    parts = [
        f"step {step}/{plan.steps}",
        f"epoch {_epochs(step / windows_per_epoch)}/{_epochs(plan.steps / windows_per_epoch)}",
        f"loss {history.mean_of_last(100):.2e}",
    ]
    if history.validations:
        parts.append(_score_text(min(entry.score for entry in history.validations), baseline))
    if history.windows_per_second > 0:
        parts.append(f"{_duration((plan.steps - step) / history.windows_per_second)} left")
    return "  ".join(parts)


def _epochs(count: float) -> str:
    return f"{count:.1f}" if count < 10 else f"{count:,.0f}"


def finish_facts(iterations: int, score: float, baseline: float | None) -> str:
    """What a line says of the finish."""
    return f"finish, iteration {iterations}  {_score_text(score, baseline)}"


def _score_text(score: float, baseline: float | None) -> str:
    beside = f" (best baseline {baseline:.3g})" if baseline is not None else ""
    return f"validation {score:.3g}{beside}"


def _bar(done: int, total: int) -> str:
    width = 24
    filled = width * done // max(total, 1)
    return "━" * filled + "╌" * (width - filled)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}m{rest:02d}s" if minutes else f"{rest}s"


@contextmanager
def _live_line(*, quiet: bool) -> Iterator[Draw | None]:
    """A line that is drawn over and over; None if quiet or if stderr is no terminal."""
    if quiet:
        yield None
        return
    if in_notebook():
        yield _notebook_line()
        return
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    # rich takes 0.05 s to import and is of no use without a terminal.
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(console=Console(stderr=True), auto_refresh=False, transient=True) as live:
        yield lambda line: live.update(Text(line), refresh=True)


def _notebook_line() -> Draw:
    """A line in the output of a notebook's cell, which is written over."""
    place = import_module("IPython.display").display({"text/plain": ""}, raw=True, display_id=True)
    return lambda line: place.update({"text/plain": line}, raw=True)
