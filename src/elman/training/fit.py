"""From examples to a trained network: choose, try, train, and say what was done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from elman.data import Examples
from elman.engines import Network
from elman.network import Parameters
from elman.training.checkpoint import CheckpointFile
from elman.training.choices import Guess, choose_steps, make_guesses, make_plan, measure_memory, trials_share
from elman.training.history import History
from elman.training.options import FitOptions
from elman.training.plan import Plan, fingerprint_examples
from elman.training.run import Run
from elman.training.stored import identity_text
from elman.training.trials import measure_seconds_per_step, settle
from elman.training.validation import FreeRun, lead_in

_MEMORIES_BEFORE = 4
_USE_OF_BUDGET = 0.9
_MOST_TIMES_THE_DEFAULT = 8


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


def fit_network(
    train: Examples,
    validation: Examples,
    options: FitOptions | None = None,
    *,
    validation_follows: bool = False,
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
        validation_follows: sequence k of validation goes on where sequence k of train ends, so that
            the last training rows can bring the state up.
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
    options = _take_shape(options or FitOptions(), start)
    watch = watch or Watch()
    budget = options.budget_seconds
    began = perf_counter()
    memory = measure_memory(train)
    initial = start.parameters() if start is not None else None
    score = _make_score(train, validation, options, memory=memory, follows=validation_follows)
    file = _open_checkpoint(checkpoint, checkpoint_seconds, options, train, validation, initial)
    saved = file.load(options.loss) if file else None
    if saved is None:
        plan, reasons = _choose(options, train, score, memory=memory, initial=initial)
    else:
        plan, reasons = saved[0].chosen, saved[0].reasons
    choices = _describe(plan, reasons)
    windows = plan.windows(train)
    run = Run(
        plan,
        windows,
        score,
        threads=options.threads,
        initial=initial,
        seconds=None if budget is None else max(0.1, budget - (perf_counter() - began)),
        save=file.save_if_due if file else None,
        progress=watch.trained,
    )
    run.memory.reasons = reasons
    if saved is not None:
        run.resume(*saved)
    watch.chosen(choices, plan, windows.windows_per_epoch)
    interrupted = _go(run)
    return _result(run, plan, options, choices, interrupted=interrupted)


def _make_score(
    train: Examples, validation: Examples, options: FitOptions, *, memory: int, follows: bool
) -> FreeRun:
    if follows:
        return FreeRun(lead_in(train, validation, _MEMORIES_BEFORE * memory), options.loss)
    return FreeRun(validation, options.loss, warm_up=memory if options.burn_in is None else options.burn_in)


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


def _open_checkpoint(
    path: Path | None,
    every_seconds: float,
    options: FitOptions,
    train: Examples,
    validation: Examples,
    initial: Parameters | None,
) -> CheckpointFile | None:
    if path is None:
        return None
    digest = hashlib.sha256(identity_text(options).encode())
    for name, array in (initial or {}).items():
        digest.update(name.encode() + array.tobytes())
    identity = {"options": digest.hexdigest()[:16], "data": fingerprint_examples(train, validation)}
    return CheckpointFile(path, identity=identity, every_seconds=every_seconds)


def _choose(
    options: FitOptions,
    train: Examples,
    score: Callable[[Network], float],
    *,
    memory: int,
    initial: Parameters | None,
) -> tuple[Plan, str]:
    """The plan, and why it is this one."""
    guesses = make_guesses(options, train, memory=memory)
    if options.budget_seconds is not None:
        options = _to_steps(options, options.budget_seconds, guesses, train, memory=memory)
    guess, tried = settle(options, guesses, train, score, memory=memory, initial=initial)
    plan = make_plan(options, guess, train, memory=memory)
    reasons = f"{train.num_rows:,} rows in {len(train)} sequences, memory about {memory} rows"
    return plan, f"{reasons}; {tried}" if tried else reasons


def _to_steps(
    options: FitOptions, seconds: float, guesses: list[Guess], train: Examples, *, memory: int
) -> FitOptions:
    """A budget in seconds as one in steps, by the time that a step takes now.

    At most eight times the default: beyond, more steps of the same network gain nothing.
    """
    stepless = replace(options, budget=None)
    plan = make_plan(stepless, guesses[0], train, memory=memory)
    pace = measure_seconds_per_step(plan, train, threads=options.threads)
    share = 1.0 + (trials_share(train) if len(guesses) > 1 else 0.0)
    possible = int(_USE_OF_BUDGET * seconds / (pace * share))
    most = _MOST_TIMES_THE_DEFAULT * choose_steps(stepless, plan, train)
    return replace(stepless, steps=max(1, min(possible, most)))


def _go(run: Run) -> bool:
    """Trains; returns whether Ctrl-C ended it, in which case there is a best network all the same."""
    try:
        run.go()
    except KeyboardInterrupt:
        if run.memory.best is None:
            run.validate()
        return True
    return False


def _result(run: Run, plan: Plan, options: FitOptions, choices: str, *, interrupted: bool) -> FitResult:
    memory = run.memory
    assert memory.best is not None, "a run validates before it ends"
    run.network.restore(memory.best.snapshot)
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
    )
    return FitResult(
        network=run.network,
        plan=memory.plan,
        repeat=repeat,
        history=memory.history,
        best_step=memory.best.step,
        best_score=memory.best.score,
        choices=choices,
        events=tuple(memory.events),
        interrupted=interrupted,
        exactly_repeatable=not interrupted and memory.plan == plan,
    )


def _describe(plan: Plan, reasons: str) -> str:
    spec = plan.spec
    layers = f" in {spec.num_layers} layers" if spec.num_layers > 1 else ""
    return (
        f"{spec.cell} with {spec.hidden_size} units{layers}, {plan.schedule}, windows of {plan.window} rows, "
        f"burn-in {plan.burn_in}, batch {plan.batch_size}, {plan.steps:,} steps from {plan.learning_rate:g}, "
        f"weight decay {plan.weight_decay:.2g} ({reasons})"
    )
