"""From examples to a trained network: look, choose, try, train, and tell what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from elman.data import Examples
from elman.engines import Network, Snapshot
from elman.network import Parameters
from elman.training.choices import Guess, choose_steps, make_guesses, make_plan, measure_memory, trials_share
from elman.training.history import History
from elman.training.options import FitOptions
from elman.training.plan import Plan, fingerprint_examples
from elman.training.run import Run, RunSettings, Score
from elman.training.run_state import RunState
from elman.training.starts import starts_repeat
from elman.training.stored import identify
from elman.training.validation import FreeRun, Parts

if TYPE_CHECKING:
    from elman.training.checkpoint import CheckpointFile

_MEMORIES_BEFORE = 4
"""Of the data, in rows before the validation part: what is left of a start from zeros is 0.1^4 then."""
_USE_OF_BUDGET = 0.9
"""The rest is for validations and for building networks."""
_SHARE_OF_STEPS = 0.5
"""Of a budget, where a finish follows that the data settle."""
_MOST_TIMES_THE_DEFAULT = 8
"""Of the steps: beyond, more steps of the same network gain nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FitResult:
    """A trained network, and how it came about."""

    network: Network
    """With the best weights; it goes on training where they were."""
    plan: Plan
    """What was followed in the end."""
    repeat: FitOptions
    """Options that repeat the run bit for bit, without trials; see `exactly_repeatable`."""
    history: History
    """Loss of every step, and the validation scores."""
    best_step: int
    """Steps before the weights that were kept."""
    best_score: float
    """Their validation score: for the squared error, the RMSE in scaled units."""
    choices: str
    """What was chosen, and why, in one line."""
    events: tuple[str, ...]
    """Recoveries, early stopping, a late machine: one sentence each."""
    interrupted: bool
    """Whether Ctrl-C ended it."""
    exactly_repeatable: bool
    """Whether `repeat` gives the same bits: not after a recovery, an interruption, or a change of pace."""

    @property
    def steps_taken(self) -> int:
        """Training steps."""
        return self.history.num_windows


class Watch:
    """What a fit tells while it runs; every method may be replaced, none must."""

    def chosen(self, choices: str, plan: Plan, windows_per_epoch: int) -> None:
        """The training proper begins."""

    def begins(self, number: int, count: int) -> None:
        """The next of several networks begins; where there is one alone, nothing is said."""

    def trained(self, history: History) -> None:
        """A training step was taken; be quick."""

    def finishing(self, done: float, iterations: int, score: float) -> None:
        """An iteration of the finish was taken; be quick.

        Args:
            done: share of the most that it may take, in iterations or in time.
            iterations: so far.
            score: the best on validation so far.
        """


# Many parameters: all but the data and the options are keywords with a default.
def fit_network(
    train: Examples,
    validation: Examples,
    options: FitOptions | None = None,
    *,
    validation_follows: bool | Sequence[int | None] = False,
    start: Network | None = None,
    checkpoint: Path | None = None,
    checkpoint_seconds: float = 5.0,
    watch: Watch | None = None,
) -> FitResult:
    """Trains a network on examples and keeps the weights with the best score in free run.

    Args:
        train: what the network learns from.
        validation: rows of the same channels that follow them in time; they settle what is chosen, and
            when training ends.
        options: None means the defaults.
        validation_follows: for each sequence of validation the number of the one of train that it goes on
            from, so that the last training rows can bring the state up; None for one that begins itself.
            True: each from its own. False: all are cut out of something, and the first rows not scored.
        start: a network to train further: its shape and parameters are the run's.
        checkpoint: a file to save to, and to go on from if it exists; removing it is the caller's.
        checkpoint_seconds: least time between two saves.
        watch: is told how the run goes.

    Returns:
        The network with its record. Ctrl-C returns early with what is best so far.

    Raises:
        ArgumentError: no rows, no validation target, or a checkpoint of another run.
        DivergenceError: no learning rate kept the loss finite.
        KeyboardInterrupt: Ctrl-C before the training proper began.
    """
    began = perf_counter()
    options, watch = _take_shape(options or FitOptions(), start), watch or Watch()
    task = _look(train, validation, options, start, validation_follows)
    file = None
    if checkpoint is not None:
        from elman.training.checkpoint import CheckpointFile

        identity = identify(options, fingerprint_examples(train, validation), task.initial)
        file = CheckpointFile(checkpoint, identity=identity, every_seconds=checkpoint_seconds)
    saved = file.load(options.loss) if file else None
    plan, reasons = _choose(task) if saved is None else (saved[0].chosen, saved[0].reasons)
    choices = _describe(plan, reasons)
    watch.chosen(choices, plan, plan.windows(train).windows_per_epoch)
    member = _train(task, plan, _Place(file, saved, reasons, _time_left(options, began)), watch)
    return _result(member, options, choices)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Task:
    """What is to be fitted, and what was seen of it."""

    options: FitOptions
    train: Examples
    memory: int
    """Rows after which the targets have forgotten where they were."""
    score: Score
    """On the validation part."""
    initial: Parameters | None
    """What the network starts from, instead of the default parameters."""


class _Place(NamedTuple):
    """Where a network is saved and comes from, and when it is to be ready."""

    file: CheckpointFile | None
    saved: tuple[RunState, Snapshot] | None
    reasons: str
    seconds: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A trained network, and how it came about."""

    run: Run
    """At its end, with the best weights."""
    plan: Plan
    """What was chosen."""
    finish: int
    """Iterations of the finish."""
    interrupted: bool
    """Whether Ctrl-C ended it."""


def _look(
    train: Examples,
    validation: Examples,
    options: FitOptions,
    start: Network | None,
    follows: bool | Sequence[int | None],
) -> _Task:
    memory = measure_memory(train)
    warm_up = memory if options.burn_in is None else options.burn_in
    if follows is True:
        follows = range(len(train))
    if follows is False:
        score: Score = FreeRun(validation, options.loss, warm_up=warm_up)
    else:
        begins = 0 if starts_repeat(train) else warm_up
        lead = _MEMORIES_BEFORE * memory
        score = Parts.of(train, validation, follows, options.loss, lead=lead, warm_up=begins)
    initial = None if start is None else start.parameters()
    return _Task(options=options, train=train, memory=memory, score=score, initial=initial)


def _take_shape(options: FitOptions, start: Network | None) -> FitOptions:
    if start is None:
        return options
    spec = start.spec
    return replace(
        options,
        cell=spec.cell,
        hidden_size=spec.hidden_size,
        layers=spec.num_layers,
        dropout=spec.dropout,
    )


def _time_left(options: FitOptions, began: float) -> float | None:
    budget = options.budget_seconds
    return None if budget is None else max(0.1, budget - (perf_counter() - began))


def _choose(task: _Task) -> tuple[Plan, str]:
    """The plan, and why it is this one."""
    options, train, memory = task.options, task.train, task.memory
    guesses = make_guesses(options, train, memory=memory)
    if options.budget_seconds is not None:
        options = _to_steps(task, options.budget_seconds, guesses)
    guess, tried = guesses[0], ""
    if len(guesses) > 1:
        from elman.training.trials import settle

        guess, tried = settle(options, guesses, train, task.score, memory=memory, initial=task.initial)
    plan = make_plan(options, guess, train, memory=memory)
    reasons = f"{train.num_rows:,} rows in {len(train)} sequences, memory about {memory} rows"
    return plan, f"{reasons}; {tried}" if tried else reasons


def _to_steps(task: _Task, seconds: float, guesses: list[Guess]) -> FitOptions:
    """Options with a budget in steps instead of seconds, trials included."""
    from elman.training.budget import steps_within

    stepless, train = replace(task.options, budget=None), task.train
    plan = make_plan(stepless, guesses[0], train, memory=task.memory)
    share = 1.0 + (trials_share(train) if len(guesses) > 1 else 0.0)
    seconds *= _USE_OF_BUDGET / share
    possible = steps_within(seconds, plan, plan.windows(train), threads=stepless.threads)
    return replace(
        stepless, steps=min(possible, _MOST_TIMES_THE_DEFAULT * choose_steps(stepless, plan, train))
    )


def _train(task: _Task, plan: Plan, place: _Place, watch: Watch) -> Member:
    """Trains one network by a plan, with its finish."""
    ends, finishes = place.seconds, _has_finish(task.options)
    settings = RunSettings(
        threads=task.options.threads,
        initial=task.initial,
        seconds=ends and (_SHARE_OF_STEPS * ends if _is_settled(task.options) else ends),
        save=place.file.save_if_due if place.file else None,
        progress=watch.trained,
    )
    began = perf_counter()
    run = Run(plan, plan.windows(task.train), task.score, settings)
    run.state.reasons = place.reasons
    interrupted = run.to_best(place.saved)
    if interrupted or not finishes:
        return Member(run=run, plan=plan, finish=0, interrupted=interrupted)
    # Runs of a given number of steps have no finish, and are not to load one.
    from elman.training.finishing import Finishing, finish_run

    left = None if ends is None else max(0.1, ends - (perf_counter() - began))
    found = finish_run(
        run, Finishing(options=task.options, train=task.train, score=task.score, seconds=left), watch
    )
    return Member(run=run, plan=plan, finish=found.iterations, interrupted=found.interrupted)


def _has_finish(options: FitOptions) -> bool:
    """Whether L-BFGS goes on after the training steps."""
    return _is_settled(options) if options.finish is None else options.finish > 0


def _is_settled(options: FitOptions) -> bool:
    """Whether the data settle how long the finish is.

    Not where a number of steps is asked for: then that is the training. Not with dropout: its masks would be
    the same in every iteration.
    """
    is_open = options.finish is None and options.steps is None and options.epochs is None
    return is_open and options.dropout == 0.0


def _result(member: Member, options: FitOptions, choices: str) -> FitResult:
    run, plan = member.run, member.plan
    repeat = replace(
        options,
        hidden_size=plan.spec.hidden_size,
        schedule=plan.schedule,
        window=plan.window,
        burn_in=plan.burn_in,
        learning_rate=plan.learning_rate,
        weight_decay=plan.weight_decay,
        seed=plan.seed,
        steps=plan.steps,
        epochs=None,
        budget=None,
        trials=False,
        finish=member.finish if options.finish is None else options.finish,
    )
    if _has_finish(options):
        choices += f"; then {member.finish} iterations of L-BFGS"
    return FitResult(
        network=run.network,
        plan=run.state.plan,
        repeat=repeat,
        history=run.state.history,
        best_step=run.best.step,
        best_score=run.best.score,
        choices=choices,
        events=tuple(run.state.events),
        interrupted=member.interrupted,
        exactly_repeatable=not member.interrupted and run.state.plan == plan,
    )


def _describe(plan: Plan, reasons: str) -> str:
    spec = plan.spec
    layers = f" in {spec.num_layers} layers" if spec.num_layers > 1 else ""
    return (
        f"{spec.cell} with {spec.hidden_size} units{layers}, {plan.schedule}, windows of {plan.window} rows, "
        f"burn-in {plan.burn_in}, batch {plan.batch_size}, {plan.steps:,} steps from {plan.learning_rate:g}, "
        f"weight decay {plan.weight_decay:.2g} ({reasons})"
    )
