"""One training run by a plan: validated, rescued when it diverges, saved, and resumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil, isfinite

from elman.data import Window
from elman.engines import Network, Snapshot
from elman.errors import DivergenceError
from elman.network import Parameters, State
from elman.training.history import History, Validation
from elman.training.loop import Progress, train
from elman.training.plan import Plan
from elman.training.recovery import MOST_RECOVERIES, STEP_FACTOR, check_losses, describe_recovery
from elman.training.run_state import Anchor, Best, RunState
from elman.training.schedules import WindowSource

Build = Callable[[Plan], Network]
Save = Callable[[RunState, Network], None]
Score = Callable[[Network], float]

NUM_VALIDATIONS = 40
"""In a run that is not stopped early."""
_WORST_ANCHOR = 3.0
"""A run whose score is worse than this many times the best is on its way out: no place to go back to."""
_SLOWER = "the machine became slower"
_LATE = 1.1
"""Times the time left that the steps left may need before there are fewer of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunSettings:
    """How a run is carried out, beside its plan."""

    threads: int | None = None
    """Most threads to use."""
    initial: Parameters | None = None
    """Parameters to start from, instead of the default ones."""
    seconds: float | None = None
    """Time to be ready in; a machine too slow for the plan takes fewer steps."""
    save: Save | None = None
    """Is given the state of the run and the network after every window, and saves now and then."""
    progress: Progress | None = None
    """Is told after every window."""
    pauses: Callable[[History], bool] | None = None
    """Says whether the run is left here, to go on another time; None: it runs to its end."""
    build: Build | None = None
    """Makes the network of a plan; None: as the plan says."""

    def network_of(self, plan: Plan) -> Network:
        """The network of this plan before its first step."""
        if self.build is not None:
            return self.build(plan)
        return plan.build(threads=self.threads, initial=self.initial)


class Run:
    """Trains a network by a plan, from wherever its state is, with the one loop there is.

    Attributes:
        network: what is trained.
        state: of the run, between two windows.
    """

    def __init__(
        self, plan: Plan, windows: WindowSource, score: Score, settings: RunSettings | None = None
    ) -> None:
        """Builds the network.

        Args:
            plan: what to do.
            windows: the window of every step.
            score: the validation score of a network, lower is better.
            settings: how to do it.
        """
        self._windows = windows
        self._score = score
        self._settings = settings or RunSettings()
        self.network = self._settings.network_of(plan)
        self.state = RunState(plan, plan, Anchor(self.network.snapshot(), None, 0))

    def to_best(self, saved: tuple[RunState, Snapshot] | None = None) -> bool:
        """Trains to the end, and goes back to the weights with the best validation score.

        Args:
            saved: a run of the same plan and windows to go on from, and its network.

        Returns:
            Whether Ctrl-C or a pause ended it. There are best weights all the same.

        Raises:
            DivergenceError: it diverged before there was any good network.
        """
        if saved is not None:
            self.resume(*saved)
        interrupted = False
        try:
            self.go()
        except KeyboardInterrupt:
            interrupted = True
        if self.state.best is None:
            self.validate()
        self.network.restore(self.best.snapshot)
        return interrupted or not self.state.finished

    @property
    def best(self) -> Best:
        """The best weights of a run that has been validated."""
        assert self.state.best is not None, "a run validates before it ends"
        return self.state.best

    def resume(self, state: RunState, snapshot: Snapshot) -> None:
        """Goes on from where a run of the same plan and windows was."""
        self.state = state
        self.network = self._settings.network_of(state.plan)
        self.network.restore(snapshot)

    def go(self) -> None:
        """Trains until the plan is done, the score stops improving, or recovery is of no use.

        Raises:
            DivergenceError: it diverged before there was any good network.
        """
        while not self.state.finished and not self._pauses():
            run = self.state
            try:
                run.carried = train(
                    self.network,
                    self._windows_left(),
                    run.history,
                    state=run.carried,
                    after_window=self._look,
                    progress=self._settings.progress,
                )
                run.finished = run.finished or run.history.num_windows >= run.plan.steps
            except DivergenceError as error:
                self._recover(error)

    def validate(self) -> None:
        """Scores the network as it is, and keeps it if it is the best so far.

        Raises:
            DivergenceError: the score is not finite.
        """
        run, step = self.state, self.state.history.num_windows
        score = self._score(self.network)
        if not isfinite(score):
            raise DivergenceError(
                f"validation score must stay finite, got {score} at step {step}. Lower the learning rate."
            )
        run.history.validations.append(Validation(step, score))
        best = run.best
        if best is None or score < best.score:
            run.best = Best(self.network.snapshot(), step, score)
        if best is None or score < _WORST_ANCHOR * best.score:
            run.anchor = Anchor(self.network.snapshot(), run.carried, step)

    def _windows_left(self) -> Iterator[Window]:
        for step in range(self.state.history.num_windows, self.state.plan.steps):
            yield self._windows(step)

    def _look(self, history: History, state: State) -> bool:
        """What is done between two windows; returns whether the loop is left."""
        check_losses(history)
        run, step = self.state, history.num_windows
        run.carried = state
        replanned = False
        if step % ceil(run.plan.steps / NUM_VALIDATIONS) == 0 or step == run.plan.steps:
            self.validate()
            run.finished = self._has_stalled()
            replanned = not run.finished and self._shorten_if_late()
        if self._settings.save is not None:
            self._settings.save(run, self.network)
        return run.finished or replanned or self._pauses()

    def _pauses(self) -> bool:
        return self._settings.pauses is not None and self._settings.pauses(self.state.history)

    def _has_stalled(self) -> bool:
        run = self.state
        assert run.best is not None
        waited = run.history.num_windows - run.best.step
        if run.plan.patience < 1 and waited > run.plan.patience * run.plan.steps:
            run.events.append(
                f"stopped at step {run.history.num_windows} of {run.plan.steps}: no better "
                f"validation score since step {run.best.step}"
            )
            return True
        return run.history.num_windows >= run.plan.steps

    def _shorten_if_late(self) -> bool:
        """Takes fewer steps where the machine is slower than it was, so that the decay still ends at 0."""
        run, history = self.state, self.state.history
        if self._settings.seconds is None:
            return False
        steps_left = run.plan.steps - history.num_windows
        steps_possible = max(1, int((self._settings.seconds - history.seconds) * history.windows_per_second))
        if steps_left <= _LATE * steps_possible:
            return False
        steps = history.num_windows + steps_possible
        # Said once: the last of such events says where the plan ended.
        run.events[:] = [event for event in run.events if not event.startswith(_SLOWER)]
        run.events.append(f"{_SLOWER}: it has time for {steps} steps, fewer than were planned")
        self._continue(replace(run.plan, steps=steps), self.network.snapshot())
        return True

    def _recover(self, error: DivergenceError) -> None:
        """Goes back to the anchor with a smaller step; gives up if that has not helped."""
        run, failed_at = self.state, self.state.history.num_windows
        if failed_at == 0 or (run.num_recoveries == MOST_RECOVERIES and run.best is None):
            raise error
        if run.num_recoveries == MOST_RECOVERIES:
            run.events.append(f"gave up at step {failed_at} after {MOST_RECOVERIES} recoveries: {error}")
            run.finished = True
            return
        learning_rate = STEP_FACTOR * run.plan.learning_rate
        run.num_recoveries += 1
        run.events.append(
            describe_recovery(failed_at=failed_at, back_to=run.anchor.step, learning_rate=learning_rate)
        )
        run.history.go_back(run.anchor.step)
        run.carried = run.anchor.carried
        self._continue(replace(run.plan, learning_rate=learning_rate), run.anchor.snapshot)

    def _continue(self, plan: Plan, snapshot: Snapshot) -> None:
        """Goes on by another plan: an optimizer is fixed when its network is built."""
        self.state.plan = plan
        self.network = self._settings.network_of(plan)
        self.network.restore(snapshot)
