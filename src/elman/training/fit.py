"""From examples to a trained network: look, choose, try, train, and tell what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from elman.data import Examples
from elman.engines import Network, Snapshot
from elman.errors import ArgumentError
from elman.network import Parameters
from elman.shown import counted
from elman.training.choices import describe_choices, is_small, make_guesses, make_plan, measure_memory
from elman.training.history import History, Validation
from elman.training.options import FitOptions
from elman.training.plan import Plan, fingerprint_examples
from elman.training.run import Run, RunSettings, Save, Score
from elman.training.run_state import RunState
from elman.training.starts import starts_repeat
from elman.training.stored import identify
from elman.training.validation import FreeRun, Parts

if TYPE_CHECKING:
    from elman.training.checkpoint import CheckpointFile
    from elman.training.trial import Trial

_MEMORIES_BEFORE = 4
"""Of the data, in rows before the validation part: what is left of a start from zeros is 0.1^4 then."""
_USE_OF_BUDGET = 0.96
"""The rest is for the scores of the network that is given."""
_SHARE_OF_STEPS = 0.5
"""Of a network's time, where a finish follows."""


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
    """Whether Ctrl-C or a pause ended it."""
    exactly_repeatable: bool
    """Whether `repeat` gives the same bits: not after a recovery, an interruption, or a change of pace, and
    not of several networks that a budget in time has made."""
    members: tuple[Parameters, ...] = ()
    """Those of each network where several were trained; `network` predicts their mean."""
    tried: int = 1
    """Networks that were trained."""
    trials: tuple[Trial, ...] = ()
    """Short trials of this process that settled what was left open; none of a run that went on."""

    @property
    def steps_taken(self) -> int:
        """Training steps."""
        return self.history.num_windows


class Watch:
    """What a fit tells while it runs; every method may be replaced, none must."""

    def trying(self, number: int, count: int, done: float) -> None:
        """A step of a short trial was taken; be quick.

        Args:
            number: of the trial, from 1.
            count: of all trials.
            done: share of all trials together.
        """

    def chosen(self, choices: str, plan: Plan, windows_per_epoch: int) -> None:
        """The training proper begins."""

    def ready(self, run: Run, validation: Examples) -> None:
        """A network is there, in `run.network`, which may become another when a run recovers.

        Args:
            run: before its first step.
            validation: what it is scored on.
        """

    def begins(self, number: int, count: int) -> None:
        """The next of several networks begins; where there is one alone, nothing is said.

        Args:
            number: from 1.
            count: how many there will be; 0: nobody knows.
        """

    def trained(self, history: History) -> None:
        """A training step was taken; be quick."""

    def finishing(self, done: float, iterations: int, score: float) -> None:
        """An iteration of the finish was taken; be quick.

        Args:
            done: share of the most that it may take, in iterations or in time.
            iterations: so far.
            score: the best on validation so far.
        """

    def pauses(self, history: History) -> bool:
        """Whether the run is left here; it is saved first, and the same fit goes on from its checkpoint."""
        return False


# Many parameters: all but the data and the options are keywords with a default.
def fit_network(
    train: Examples,
    validation: Examples,
    options: FitOptions | None = None,
    *,
    validation_follows: bool | Sequence[int | None] = False,
    start: Network | Sequence[Network] | None = None,
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
        start: a network to train further: its shape and parameters are the run's. Several: each of them.
        checkpoint: a file to save to, and to go on from if it exists; the second and further networks have
            files of their own beside it. Removing them is the caller's.
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
    starts = () if start is None else (start,) if not isinstance(start, Sequence) else tuple(start)
    options, watch = _take_shape(options or FitOptions(), starts), watch or Watch()
    task = _look(train, validation, options, starts, validation_follows)
    files = None
    if checkpoint is not None:
        from elman.training.checkpoint import CheckpointFiles

        identity = identify(options, fingerprint_examples(train, validation), task.initial)
        files = CheckpointFiles(checkpoint, identity=identity, every_seconds=checkpoint_seconds)
    saved = files.of(0).load(options.loss) if files else None
    trials: tuple[Trial, ...] = ()
    if saved is None:
        plan, reasons, trials = _choose(task, watch)
    else:
        plan, reasons = saved[0].chosen, saved[0].reasons
    choices = describe_choices(plan, options, reasons, memory=task.memory)

    def place(number: int, seconds: float | None) -> Place:
        file = files.of(number) if files else None
        before = saved if number == 0 else file.load(options.loss) if file else None
        return Place(file, before, reasons, seconds, choices)

    task = replace(task, seconds_before=perf_counter() - began)
    return _result(_train(task, plan, place, watch), task, trials)


def _saving(file: CheckpointFile, watch: Watch) -> Save:
    """Saves now and then, and always before a pause."""

    def save(state: RunState, network: Network) -> None:
        if watch.pauses(state.history):
            file.save(state, network)
        else:
            file.save_if_due(state, network)

    return save


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What is to be fitted, and what was seen of it."""

    options: FitOptions
    train: Examples
    memory: int
    """Rows after which the targets have forgotten where they were."""
    score: Score
    """On the validation part."""
    validation: Examples
    """What it is scored on."""
    initials: tuple[Parameters, ...] = ()
    """What each network starts from, instead of the default parameters."""
    members: int | None = 1
    """Networks; None: as many as gain in the budget."""
    seconds_before: float = 0.0
    """Time that was spent before the training proper."""

    @property
    def initial(self) -> Parameters | None:
        """What the first network starts from."""
        return self.initials[0] if self.initials else None

    def of(self, number: int) -> Task:
        """That of the network of this number, counted from 0."""
        return replace(self, initials=self.initials[number : number + 1])

    @property
    def seconds(self) -> float | None:
        """Time for the training proper; None: no limit."""
        budget = self.options.budget_seconds
        return None if budget is None else max(0.1, _USE_OF_BUDGET * budget - self.seconds_before)


class Place(NamedTuple):
    """Where a network is saved and comes from, and when it is to be ready."""

    file: CheckpointFile | None
    saved: tuple[RunState, Snapshot] | None
    reasons: str
    seconds: float | None
    choices: str


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """The networks whose mean predicts; mostly one."""

    members: tuple[Member, ...]
    """What it is the mean of."""
    network: Network
    """All as one."""
    score: float
    """Its validation score."""
    tried: int = 1
    """Networks that were trained."""
    notes: tuple[str, ...] = ()
    """What is to be said of it."""
    interrupted: bool = False
    """Whether Ctrl-C ended the training."""


def _look(
    train: Examples,
    validation: Examples,
    options: FitOptions,
    starts: Sequence[Network],
    follows: bool | Sequence[int | None],
) -> Task:
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
    is_open = options.members is None and options.budget is not None
    return Task(
        options=options,
        train=train,
        validation=validation,
        memory=memory,
        score=score,
        initials=tuple(network.parameters() for network in starts),
        members=None if is_open else options.members or 1,
    )


def _take_shape(options: FitOptions, starts: Sequence[Network]) -> FitOptions:
    if not starts:
        return options
    if options.members not in (None, len(starts)):
        raise ArgumentError(
            f"members must be those of the model to start from, {len(starts)}, got {options.members}. "
            "Leave it out."
        )
    spec = starts[0].spec
    return replace(
        options,
        cell=spec.cell,
        hidden_size=spec.hidden_size,
        layers=spec.num_layers,
        dropout=spec.dropout,
        members=len(starts),
    )


def _train(task: Task, plan: Plan, places: Callable[[int, float | None], Place], watch: Watch) -> Team:
    """Trains as many networks as are asked for, or as there is time for."""
    if task.members == 1:
        member = train_member(task, plan, places(0, task.seconds), watch)
        run = member.run
        return Team(
            members=(member,), network=run.network, score=run.best.score, interrupted=member.interrupted
        )
    # Most fits train one network.
    from elman.training.team import train_all, train_while_it_gains

    if task.members is not None:
        return train_all(task, plan, places, task.members, watch)
    assert task.seconds is not None, "without a budget there is one network"
    return train_while_it_gains(task, plan, places, task.seconds, watch)


def _choose(task: Task, watch: Watch) -> tuple[Plan, str, tuple[Trial, ...]]:
    """The plan, why it is this one, and what was tried."""
    options, train, memory = task.options, task.train, task.memory
    guesses = make_guesses(options, train, memory=memory)
    if options.budget_seconds is not None:
        from elman.training.budget import in_steps

        guesses = guesses[:1] if task.members is None and is_small(train) else guesses
        options = in_steps(task, guesses)
    reasons = f"{train.num_rows:,} rows in {counted(len(train), 'sequence')}, memory about {memory} rows"
    guess = guesses[0]
    trials: tuple[Trial, ...] = ()
    if len(guesses) > 1:
        from elman.training.trial import describe_trials
        from elman.training.trials import TrialSetting, settle

        setting = TrialSetting(
            options=options, examples=train, score=task.score, memory=memory, initial=task.initial
        )
        guess, trials = settle(setting, guesses, watch.trying)
        reasons += f"; {describe_trials(trials)}"
    return make_plan(options, guess, train, memory=memory), reasons, trials


def train_member(task: Task, plan: Plan, place: Place, watch: Watch) -> Member:
    """Trains one network by a plan, or by that of the run that goes on, with its finish."""
    if place.saved is not None:
        plan = place.saved[0].chosen
    ends, finishes = place.seconds, _has_finish(task.options)
    settings = RunSettings(
        threads=task.options.threads,
        initial=task.initial,
        seconds=ends and share_of_steps(task.options) * ends,
        save=_saving(place.file, watch) if place.file else None,
        progress=watch.trained,
        pauses=watch.pauses,
    )
    began, windows = perf_counter(), plan.windows(task.train)
    run = Run(plan, windows, task.score, settings)
    run.state.reasons = place.reasons
    watch.ready(run, task.validation)
    watch.chosen(place.choices, plan, windows.windows_per_epoch)
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


def share_of_steps(options: FitOptions) -> float:
    """Share of a network's time that its training steps have; the finish has the rest."""
    return _SHARE_OF_STEPS if _has_finish(options) else 1.0


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


def _result(team: Team, task: Task, trials: tuple[Trial, ...]) -> FitResult:
    first, options = team.members[0], task.options
    run, plan = first.run, first.plan
    several = team.tried > 1
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
        finish=max(member.finish for member in team.members) if options.finish is None else options.finish,
        members=len(team.members),
    )
    if several:
        run.state.history.validations.append(Validation(run.state.history.num_windows, team.score))
    best_step = run.state.history.num_windows if several else run.best.step
    as_planned = all(member.run.state.plan == member.plan for member in team.members)
    timed = several and options.budget is not None
    return FitResult(
        network=team.network,
        plan=run.state.plan,
        repeat=repeat,
        history=run.state.history,
        best_step=best_step,
        best_score=team.score,
        choices=_describe_team(team, first.plan, task, run.state.reasons),
        events=_events(team),
        interrupted=team.interrupted,
        exactly_repeatable=not team.interrupted and as_planned and not timed,
        members=tuple(member.run.network.parameters() for member in team.members) if several else (),
        tried=team.tried,
        trials=trials,
    )


def _describe_team(team: Team, plan: Plan, task: Task, reasons: str) -> str:
    """The plan, what came after its training steps, and why."""
    after = []
    if _has_finish(task.options):
        why = "as asked" if task.options.finish else "while validation gained"
        iterations = " and ".join(str(member.finish) for member in team.members)
        after.append(f"{iterations} iterations of L-BFGS [{why}]")
    if team.tried > 1:
        of = "" if team.tried == len(team.members) else f" of {team.tried} that were tried"
        scores = " and ".join(f"{member.run.best.score:.3g}" for member in team.members)
        after.append(f"the mean of {len(team.members)} networks{of} [{_why_members(task.options)}]")
        reasons += f"; on validation: {scores}, their mean {team.score:.3g}"
    return describe_choices(plan, task.options, reasons, memory=task.memory, after=after)


def _why_members(options: FitOptions) -> str:
    return "as many as gained in the time" if options.members is None else "as asked"


def _events(team: Team) -> tuple[str, ...]:
    events = [
        f"network {number + 1}: {event}" if team.tried > 1 else event
        for number, member in enumerate(team.members)
        for event in member.run.state.events
    ]
    return (*events, *team.notes)
