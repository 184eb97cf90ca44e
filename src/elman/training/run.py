"""One training run by a plan: validated, rescued when it diverges, saved, and resumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import ceil, isfinite

from elman.data import Window
from elman.engines import Network, Snapshot
from elman.errors import DivergenceError
from elman.network import Parameters, State
from elman.training.history import History, Validation
from elman.training.loop import Progress, train
from elman.training.memory import Anchor, Best, Memory
from elman.training.plan import Plan
from elman.training.recovery import MOST_RECOVERIES, STEP_FACTOR, check_losses, describe_recovery
from elman.training.schedules import WindowSource

Build = Callable[[Plan], Network]
Save = Callable[[Memory, Network], None]

NUM_VALIDATIONS = 40
"""In a run that is not stopped early."""
_WORST_ANCHOR = 3.0
"""A run whose score is worse than this many times the best is on its way out: no place to go back to."""
_LATE = 1.1
"""Times the time left that the steps left may need before there are fewer of them."""


class Run:
    """Trains a network by a plan, from wherever its memory stands, with the one loop there is."""

    def __init__(
        self,
        plan: Plan,
        windows: WindowSource,
        score: Callable[[Network], float],
        *,
        threads: int | None = None,
        initial: Parameters | None = None,
        seconds: float | None = None,
        save: Save | None = None,
        progress: Progress | None = None,
        build: Build | None = None,
    ) -> None:
        """Builds the network.

        Args:
            plan: what to do.
            windows: the window of every step.
            score: the validation score of a network, lower is better.
            threads: most threads to use.
            initial: parameters to start from, instead of the default ones.
            seconds: time to be ready in; a machine too slow for the plan takes fewer steps.
            save: is given the memory and the network after every window, and saves now and then.
            progress: is told after every window.
            build: makes the network of a plan; None: as the plan says.
        """
        self._build = build or (lambda plan: plan.build(threads=threads, initial=initial))
        self._windows = windows
        self._score = score
        self._seconds = seconds
        self._save = save
        self._progress = progress
        self.network = self._build(plan)
        self.memory = Memory(plan, plan, Anchor(self.network.snapshot(), None, 0))

    def resume(self, memory: Memory, snapshot: Snapshot) -> None:
        """Goes on from where a run of the same plan and windows was."""
        self.memory = memory
        self.network = self._build(memory.plan)
        self.network.restore(snapshot)

    def go(self) -> None:
        """Trains until the plan is done, the score stops improving, or recovery is of no use.

        Raises:
            DivergenceError: it diverged before there was any good network.
        """
        while not self.memory.finished:
            memory = self.memory
            try:
                memory.state = train(
                    self.network,
                    self._windows_left(),
                    memory.history,
                    state=memory.state,
                    after_window=self._look,
                    progress=self._progress,
                )
                memory.finished = memory.finished or memory.history.num_windows >= memory.plan.steps
            except DivergenceError as error:
                self._recover(error)

    def validate(self) -> None:
        """Scores the network as it is, and keeps it if it is the best so far.

        Raises:
            DivergenceError: the score is not finite.
        """
        memory, step = self.memory, self.memory.history.num_windows
        score = self._score(self.network)
        if not isfinite(score):
            raise DivergenceError(
                f"validation score must stay finite, got {score} at step {step}. Lower the learning rate."
            )
        memory.history.validations.append(Validation(step, score))
        best = memory.best
        if best is None or score < best.score:
            memory.best = Best(self.network.snapshot(), step, score)
        if best is None or score < _WORST_ANCHOR * best.score:
            memory.anchor = Anchor(self.network.snapshot(), memory.state, step)

    def _windows_left(self) -> Iterator[Window]:
        for step in range(self.memory.history.num_windows, self.memory.plan.steps):
            yield self._windows(step)

    def _look(self, history: History, state: State) -> bool:
        """What is done between two windows; returns whether the loop is left."""
        check_losses(history)
        memory, step = self.memory, history.num_windows
        memory.state = state
        replanned = False
        if step % ceil(memory.plan.steps / NUM_VALIDATIONS) == 0 or step == memory.plan.steps:
            self.validate()
            memory.finished = self._has_stalled()
            replanned = not memory.finished and self._shorten_if_late()
        if self._save is not None:
            self._save(memory, self.network)
        return memory.finished or replanned

    def _has_stalled(self) -> bool:
        memory = self.memory
        assert memory.best is not None
        waited = memory.history.num_windows - memory.best.step
        if memory.plan.patience < 1 and waited > memory.plan.patience * memory.plan.steps:
            memory.events.append(
                f"stopped at step {memory.history.num_windows} of {memory.plan.steps}: no better "
                f"validation score since step {memory.best.step}"
            )
            return True
        return memory.history.num_windows >= memory.plan.steps

    def _shorten_if_late(self) -> bool:
        """Takes fewer steps where the machine is slower than it was, so that the decay still ends at 0."""
        memory, history = self.memory, self.memory.history
        if self._seconds is None:
            return False
        steps_left = memory.plan.steps - history.num_windows
        steps_possible = max(1, int((self._seconds - history.seconds) * history.windows_per_second))
        if steps_left <= _LATE * steps_possible:
            return False
        steps = history.num_windows + steps_possible
        memory.events.append(
            f"the machine became slower: {steps} steps instead of {memory.plan.steps}, from step "
            f"{history.num_windows} on"
        )
        self._continue(replace(memory.plan, steps=steps), self.network.snapshot())
        return True

    def _recover(self, error: DivergenceError) -> None:
        """Goes back to the anchor with a smaller step; gives up if that has not helped."""
        memory, failed_at = self.memory, self.memory.history.num_windows
        if failed_at == 0 or (memory.num_recoveries == MOST_RECOVERIES and memory.best is None):
            raise error
        if memory.num_recoveries == MOST_RECOVERIES:
            memory.events.append(f"gave up at step {failed_at} after {MOST_RECOVERIES} recoveries: {error}")
            memory.finished = True
            return
        learning_rate = STEP_FACTOR * memory.plan.learning_rate
        memory.num_recoveries += 1
        memory.events.append(
            describe_recovery(failed_at=failed_at, back_to=memory.anchor.step, learning_rate=learning_rate)
        )
        memory.history.go_back(memory.anchor.step)
        memory.state = memory.anchor.state
        self._continue(replace(memory.plan, learning_rate=learning_rate), memory.anchor.snapshot)

    def _continue(self, plan: Plan, snapshot: Snapshot) -> None:
        """Goes on by another plan: an optimizer is fixed when its network is built."""
        self.memory.plan = plan
        self.network = self._build(plan)
        self.network.restore(snapshot)
