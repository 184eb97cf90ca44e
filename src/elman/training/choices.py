"""What is chosen for a fit by its data, before anything is trained, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from elman.arrays import Array
from elman.data import Examples
from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.shown import counted
from elman.training.options import MOST_STEPS, FitOptions, TrainingOptions
from elman.training.plan import Plan
from elman.training.starts import starts_repeat

_SHORTEST_MEMORY = 16
"""Rows: the targets may forget within a row where the network's own state still needs some rows to settle."""
_LONGEST_MEMORY = 128
"""Rows: burn-in rows cost as much as scored ones, and a longer burn-in would be most of the training."""
_FORGOTTEN = 0.1
"""The autocorrelation below which a row counts as forgotten: chance alone gives 0.1 in a few hundred rows."""
_MOST_SEQUENCES = 1_000
"""Of which the memory is measured: the mean of a thousand hardly changes with more."""
_FEWEST_STEPS = 3_000
"""Steps for the smallest tables: the cascaded tanks (819 rows) take them in 7 s on two cores."""
_MOST_STEPS = 128_000
"""Steps for the largest tables, of the usual window: two minutes (Silverbox takes 104,100 steps in 111 s)."""
_STEPS_A_ROW = 2
"""Of 16 lanes of 50 rows each: every row is seen 1,600 times."""
_USUAL_WINDOW = 50
"""Scored rows of a carried window: the gradient needs no more, and the state is carried on in any case."""
_TOTAL_DECAY = 4.0
"""Weight decay is such that it alone would shrink a parameter e^4 times over a run. On short
real records this, more than the size of the network, keeps it from learning the noise."""
_LEAST_WEIGHT_DECAY = 0.03
"""What the longest runs keep; three times AdamW's customary 0.01."""
_FEW_ROWS = 3_000
"""Below, a table is small: it overfits with many units, and has too few rows for a batch of lanes."""
_LONGEST_WHOLE = 500
"""Rows of the longest sequence that is a window of its own. On 40 days of 240 rows that start from one state,
new days are predicted with an RMSE of 0.38 after 1,500 steps, and of 0.69 with windows of 50 rows."""
_SMALL_SIZE = 8
"""Units for a small table: a GRU of 8 units has about 300 parameters, and few rows determine no more."""
_LARGE_SIZES = (32, 48)
"""Units that trials compare on a large table; in Silverbox's trials 32 score 0.0171, and 48 score 0.0137."""
_NUM_STARTS = 3
"""Seeds that trials compare on a small table, where they matter most: the tanks score 0.298, 0.388, 0.385."""
_TRIALS_SHARE = 0.3
"""Of the steps of a large table's run, for all trials together: a third more time, for what decides most
(Silverbox in the trial: 0.0171 carried, 0.0528 shuffled)."""

ASKED, DEFAULT = "as asked", "the default"
"""Why something was chosen."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One way to fill in what the options leave open."""

    schedule: str
    hidden_size: int
    seed: int


def measure_memory(examples: Examples) -> int:
    """Rows after which the targets have forgotten where they were, from 16 to 128.

    The first lag from which on the autocorrelation of every target stays below 0.1, in the mean over
    the first thousand sequences: a lightly damped oscillation counts until it has died away.
    """
    lags = _LONGEST_MEMORY + 1
    total_LO = np.zeros((lags, examples.y_NO.shape[1]))
    for _, y_TO in islice(examples, _MOST_SEQUENCES):
        total_LO += _autocovariance(y_TO[:100_000], lags)
    correlation_LO = np.abs(total_LO) / np.maximum(total_LO[0], 1e-12)
    remembered = np.flatnonzero((correlation_LO > _FORGOTTEN).any(axis=1))
    return int(np.clip(remembered.max(initial=0) + 1, _SHORTEST_MEMORY, _LONGEST_MEMORY))


def _autocovariance(y_TO: Array, lags: int) -> Array:
    """Sums of products at each lag, `(lags, O)`, by the Fourier transform; missing targets count 0."""
    size = 1 << (len(y_TO) + lags - 1).bit_length()
    spectrum = np.fft.rfft(np.nan_to_num(y_TO.astype(np.float64)), size, axis=0)
    return np.asarray(np.fft.irfft(np.abs(spectrum) ** 2, size, axis=0)[:lags])


def make_guesses(options: FitOptions, examples: Examples, *, memory: int) -> list[Guess]:
    """What trials choose from, the first guess first; one if there is nothing to choose.

    A small table overfits with many units, which a short trial does not show (more units learn faster and
    look better in it), and has too few rows for a batch of lanes; there the seed matters most. A
    long table gains from more units and from lanes.
    """
    if is_small(examples):
        size, schedule = options.hidden_size or _SMALL_SIZE, options.schedule or "shuffle"
        guesses = [Guess(schedule, size, options.seed + k) for k in range(_NUM_STARTS)]
        return guesses if options.trials else guesses[:1]
    sizes = [options.hidden_size] if options.hidden_size else list(_LARGE_SIZES)
    schedules = [options.schedule or "shuffle"]
    if options.schedule is None and examples.num_rows >= 4 * memory * options.batch_size:
        schedules = ["shuffle", "carry"] if _fit_whole(options, examples) else ["carry", "shuffle"]
    guesses = [Guess(schedules[0], size, options.seed) for size in sizes]
    guesses += [Guess(name, sizes[0], options.seed) for name in schedules[1:]]
    return guesses if options.trials else guesses[:1]


def trials_share(examples: Examples) -> float:
    """Steps of all trials together, as a share of the run's: whole runs where rows are few."""
    return float(_NUM_STARTS) if is_small(examples) else _TRIALS_SHARE


def is_small(examples: Examples) -> bool:
    """Whether there are fewer than 3,000 rows."""
    return examples.num_rows < _FEW_ROWS


def _fit_whole(options: FitOptions, examples: Examples) -> bool:
    """Whether windows are to be whole sequences, from start to end: then the gradient reaches the start."""
    is_open = options.burn_in is None and options.window is None
    return is_open and starts_repeat(examples) and max(examples.lengths) <= _LONGEST_WHOLE


def make_plan(options: FitOptions, guess: Guess, examples: Examples, *, memory: int) -> Plan:
    """The plan of one guess.

    The rules and their numbers come from measurements on Silverbox and the cascaded tanks. Weight decay
    follows from the learning rate and the steps: what matters is how often over the run a
    parameter is forgotten, which the cosine makes `learning_rate * weight_decay * steps / 2`. Over many
    sequences it is as if steps were two a row, even where they are fewer: such a run has no time to learn
    the noise.

    Raises:
        ArgumentError: there is no row to train on, or a window that is longer than every sequence.
    """
    if examples.num_rows == 0:
        raise ArgumentError("examples must have at least one row, got none. Give data to train on.")
    longest = max(examples.lengths)
    _check_fits(options, longest)
    burn_in = options.burn_in if options.burn_in is not None else _choose_burn_in(memory, longest)
    window = options.window or (_USUAL_WINDOW if guess.schedule == "carry" else 2 * burn_in)
    if guess.schedule == "shuffle" and _fit_whole(options, examples):
        burn_in, window = 0, longest
    learning_rate = options.learning_rate or (0.01 if guess.hidden_size < 16 else 0.005)
    plan = Plan(
        spec=NetworkSpec(
            input_size=examples.x_NF.shape[1],
            hidden_size=guess.hidden_size,
            num_layers=options.layers,
            output_size=examples.y_NO.shape[1] * options.loss.num_quantiles,
            cell=options.cell,
            dropout=options.dropout,
        ),
        schedule=guess.schedule,
        window=window,
        burn_in=burn_in,
        batch_size=options.batch_size,
        learning_rate=learning_rate,
        weight_decay=0.0,
        clip_norm=options.clip_norm,
        steps=1,
        patience=options.patience,
        loss=options.loss,
        seed=guess.seed,
        engine=options.engine,
        starts=starts_repeat(examples),
    )
    steps = choose_steps(options, plan, examples)
    decayed = max(steps, _STEPS_A_ROW * examples.num_rows) if plan.starts else steps
    return replace(with_steps(plan, decayed, options), steps=steps)


def _choose_burn_in(memory: int, longest: int) -> int:
    """One and a half memories: what is left of the start-up then is a small part of the best errors."""
    return max(1, min(3 * memory // 2, _LONGEST_MEMORY, longest // 4))


def _check_fits(options: FitOptions, longest: int) -> None:
    for name, most in (("window", longest), ("burn_in", longest - 1)):
        value = getattr(options, name)
        if value is not None and value > most:
            raise ArgumentError(
                f"{name} must be at most {most} with training sequences of {longest} rows or fewer, "
                f"got {value}. Or leave it out."
            )


def choose_steps(options: FitOptions, plan: Plan, examples: Examples) -> int:
    """The budget in steps: as given, or two a row, from 3,000 to 128,000 of 50 rows each, fewer of longer."""
    if options.steps is not None:
        return options.steps
    if options.epochs is not None:
        steps = options.epochs * plan.windows(examples).windows_per_epoch
        if steps > MOST_STEPS:
            raise ArgumentError(
                f"epochs must be {MOST_STEPS} steps at most, got {options.epochs:g} epochs of these data. "
                "Give fewer."
            )
        return max(1, round(steps))
    return _usual_steps(plan, examples)


def most_useful_steps(options: FitOptions, plan: Plan, examples: Examples) -> int:
    """Beyond these a finish, or another network, gains more than steps: twice the default's two a row."""
    longer = min(1.0, _USUAL_WINDOW / plan.rows_per_step)
    return 2 * max(choose_steps(options, plan, examples), int(_STEPS_A_ROW * examples.num_rows * longer))


def _usual_steps(plan: Plan, examples: Examples) -> int:
    longer = _USUAL_WINDOW / plan.rows_per_step
    most = max(_FEWEST_STEPS, int(_MOST_STEPS * longer))
    steps = _STEPS_A_ROW * examples.num_rows * (min(longer, 1.0) if _is_whole(plan, examples) else 1.0)
    return int(np.clip(round(steps), _FEWEST_STEPS, most))


def _is_whole(plan: Plan, examples: Examples) -> bool:
    return plan.starts and plan.burn_in == 0 and plan.window == max(examples.lengths)


def with_steps(plan: Plan, steps: int, options: FitOptions) -> Plan:
    """The plan with another number of steps, and the weight decay that goes with it."""
    decay = options.weight_decay
    if decay is None:
        decay = max(_LEAST_WEIGHT_DECAY, 2 * _TOTAL_DECAY / (plan.learning_rate * steps))
        decay = min(decay, 1.0)
    return replace(plan, steps=steps, weight_decay=decay)


def describe_choices(
    plan: Plan, options: FitOptions, reasons: str, *, memory: int, after: Sequence[str] = ()
) -> str:
    """The choices, `what [why], what [why] (the data; what was tried)`.

    Args:
        plan: what was chosen.
        options: what was asked for.
        reasons: what was seen of the data, and what was tried.
        memory: rows after which the targets have forgotten where they were.
        after: what came after the training steps.
    """
    spec = plan.spec
    layers = f" in {spec.num_layers} layers" if spec.num_layers > 1 else ""
    tried = reasons.count(", seed ")
    settled = f"the best of {tried} trials" if tried else "by the number of rows"
    chosen = [
        (
            f"{spec.cell} with {counted(spec.hidden_size, 'unit')}{layers}",
            ASKED if options.hidden_size else settled,
        ),
        (f"{plan.schedule}", ASKED if options.schedule else settled),
        (f"windows of {counted(plan.window, 'row')}", _why_window(plan, options)),
        (f"burn-in of {counted(plan.burn_in, 'row')}", _why_burn_in(plan, options, memory)),
        (f"batch of {counted(plan.batch_size, 'window')}", _unless(options, "batch_size", plan.batch_size)),
        (counted(plan.steps, "step"), why_steps(options)),
        (f"learning rate {plan.learning_rate:g}", ASKED if options.learning_rate else "by the units"),
        (f"weight decay {plan.weight_decay:.2g}", _why_decay(options)),
    ]
    told = [f"{what} [{why}]" for what, why in chosen]
    return f"{', '.join([*told, *after])} ({reasons})"


def _unless(options: FitOptions, name: str, value: object) -> str:
    """Whether a value is the default of its option."""
    return DEFAULT if getattr(type(options)(), name) == value else ASKED


def _why_window(plan: Plan, options: FitOptions) -> str:
    if options.window:
        return ASKED
    if plan.schedule == "carry":
        return "usual where the state is carried"
    return "the longest sequence" if plan.burn_in == 0 else "twice the burn-in"


def _why_burn_in(plan: Plan, options: FitOptions, memory: int) -> str:
    if options.burn_in is not None:
        return ASKED
    if plan.burn_in == 0:
        return "whole sequences have their true start"
    if plan.burn_in == 3 * memory // 2:
        return f"one and a half memories of {counted(memory, 'row')}"
    return f"the most for a memory of {counted(memory, 'row')}"


def why_steps(options: TrainingOptions) -> str:
    """Why a run has so many steps."""
    if any(getattr(options, name) is not None for name in options.LIMITS if name != "budget"):
        return ASKED
    return "by the number of rows" if options.budget is None else "what the budget allows"


def _why_decay(options: FitOptions) -> str:
    return ASKED if options.weight_decay is not None else "by the rate and the steps"
