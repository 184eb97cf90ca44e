"""The watch that hands moments of a fit to a page, when somebody looks and never else."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Condition
from time import monotonic
from typing import Any, final

from elman.data import Examples
from elman.page import Page
from elman.training import History, Plan, Watch
from elman.training.run import Run
from elman.watching.drawing import Drawing
from elman.watching.moment import Moment

_PATIENCE = 5.0
"""Seconds that a page waits for the next step, before it is told that nothing has changed."""
_FAREWELL = 2.5
"""Seconds for a page to take the last moment."""


@final
class FitShow(Watch):
    """Between the thread that trains and those that serve the page.

    A page asks (`changed`), and the training's next step leaves a moment; so a training that nobody watches
    does nothing but look at two numbers after each step. All drawing is done in the page's threads.
    """

    def __init__(self, *, baseline: tuple[str, float] | None = None) -> None:
        self._drawing = Drawing(baseline)
        self._condition = Condition()
        self._run: Run | None = None
        self._validation: Examples | None = None
        self._plan: Plan | None = None
        self._choices = self._which = ""
        self._history: History | None = None
        self._moment: Moment | None = None
        self._drawn: dict[str, Any] | None = None
        self._version = 0
        self._asked = self._paused = self.stopped = self._ended = False
        self._last_look = -_FAREWELL
        self._told_end = False

    # ---- the training's side ----------------------------------------------------------------------------

    def chosen(self, choices: str, plan: Plan, windows_per_epoch: int) -> None:
        """The training proper begins."""
        self._choices, self._plan = choices, plan

    def ready(self, run: Run, validation: Examples) -> None:
        """A network is there."""
        self._run, self._validation = run, validation

    def begins(self, number: int, count: int) -> None:
        """The next of several networks begins."""
        self._which = "" if count == 1 else f"{number}/{count}" if count else str(number)

    def trained(self, history: History) -> None:
        """A training step was taken: waits while it is paused, ends when it is stopped.

        Raises:
            KeyboardInterrupt: the reader has stopped the training; as Ctrl-C, it keeps the best so far.
        """
        self._history = history
        if not (self._asked or self._paused or self.stopped):
            return
        with self._condition:
            self._leave_moment()
            while self._paused and not self.stopped:
                self._condition.wait(0.1)
                if self._asked:
                    self._leave_moment()
        if self.stopped:
            raise KeyboardInterrupt

    def finishing(self, done: float, iterations: int, score: float) -> None:
        """An iteration of the finish was taken: as a training step.

        Raises:
            KeyboardInterrupt: the reader has stopped it.
        """
        if self._history is not None:
            self.trained(self._history)

    def end(self) -> None:
        """The training has ended; a page that has looked of late is given time to take the last moment."""
        with self._condition:
            self._ended = True
            if self._history is not None:
                self._leave_moment()
            deadline = monotonic() + _FAREWELL
            while not self._told_end and monotonic() - self._last_look < _FAREWELL and monotonic() < deadline:
                self._condition.wait(0.1)

    def _leave_moment(self) -> None:
        """Copies what is shown; the lock is held, and no step is being taken."""
        self._asked = False
        history, plan = self._history, self._plan
        if history is None or plan is None:
            return
        run = self._run
        self._version += 1
        self._moment = Moment(
            plan=plan if run is None else run.state.plan,
            choices=self._choices,
            losses=list(history.losses),
            validations=list(history.validations),
            seconds=history.seconds,
            parameters=None if run is None else run.network.parameters(),
            validation=self._validation,
            which=self._which,
        )
        self._condition.notify_all()

    # ---- the page's side --------------------------------------------------------------------------------

    def page(self) -> Page:
        """The page as it stands, without asking the training."""
        with self._condition:
            moment = self._moment
        return self._drawing.page(moment)

    def changed(self, since: int) -> Mapping[str, Any] | None:
        """The page's JSON; None where nothing has changed since a version."""
        with self._condition:
            self._last_look = monotonic()
            self._asked = not self._ended
            deadline = monotonic() + _PATIENCE
            while self._asked and not self._ended and monotonic() < deadline:
                self._condition.wait(0.1)
            moment, version, ended = self._moment, self._version, self._ended
            self._told_end = ended
            self._condition.notify_all()
            if moment is None or (version == since and not ended):
                return None
        return self._drawing.page(moment).to_json() | {
            "version_of_run": version,
            "ended": ended,
            "paused": self._paused,
        }

    def act(self, order: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Pauses, goes on, or stops."""
        with self._condition:
            if order.get("do") in ("pause", "go on"):
                self._paused = order["do"] == "pause"
            elif order.get("do") == "stop":
                self.stopped = True
            else:
                raise ValueError(order)
            self._condition.notify_all()
        return {"paused": self._paused}
