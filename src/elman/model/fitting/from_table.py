"""From a table to a model, in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.checks import check_option_names, names_of, part_of
from elman.data import ROUNDED, Sequences
from elman.data.reading import read_columns
from elman.errors import ArgumentError
from elman.evaluation import Baseline, Scores, predict_all
from elman.learned import FitTelling, ReportedFit
from elman.model.fitting.prepared import DataOptions, PreparedData, ValidationRun, prepare_data
from elman.model.model import Model
from elman.model.record import Record
from elman.model.results import Evaluation
from elman.model.scoring import after_leads
from elman.network.losses import MSE
from elman.tables.columns import Columns
from elman.training import FitOptions, FitResult, Watch, fit_network
from elman.training.plan import fingerprint_examples
from elman.training.stored import as_stored

if TYPE_CHECKING:
    from elman.tables.sources import Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted(ReportedFit):
    """A fitted model with its scores and the story of its training."""

    model: Model
    """The model, ready to be used and saved."""
    result: FitResult
    """The training: network, choices and loss."""
    validation: Evaluation
    """The evaluation of the validation part, in the targets' units, beside the baselines."""
    data: PreparedData
    """The prepared data of the fit."""
    parts: Mapping[str, Scores] = field(default_factory=dict)
    """The scores of new sequences and of continued ones, if the validation part has both."""
    checkpoints: tuple[Path, ...] = ()
    """The files to which the run was saved."""

    @property
    def product(self) -> Model:
        """The model."""
        return self.model

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading the data found and did, one sentence each."""
        return self.data.notes

    @property
    def cautions(self) -> tuple[str, ...]:
        """What makes the score doubtful, one sentence each."""
        return self.validation.scores.warnings

    def _telling(self) -> FitTelling:
        from elman.model.fitting import report

        return report


def split_options(options: Mapping[str, Any]) -> tuple[DataOptions, FitOptions]:
    """Makes the options of data and of training from their names and values. A loss may be given by name.

    Raises:
        ArgumentError: an option is unknown, or a value breaks its rule.
    """
    check_option_names(options, option_names())
    return DataOptions(**part_of(options, DataOptions)), FitOptions(**part_of(options, FitOptions))


def option_names() -> tuple[str, ...]:
    """Returns the names of all options of a fit."""
    return names_of(FitOptions, DataOptions)


def check_start(options: Mapping[str, Any], start: Model) -> None:
    """Checks that no option contradicts the model to start from.

    Raises:
        ArgumentError: an option contradicts it.
    """
    spec, preparation = start.record.member_spec, start.record.preparation
    own = {name: getattr(spec, name) for name in ("cell", "hidden_size", "dropout")}
    own |= {"layers": spec.num_layers}
    own |= {"scaling": preparation.input_scaling.method, "missing": preparation.missing}
    for name, value in own.items():
        if options.get(name, value) != value:
            raise ArgumentError(
                f"{name} must be that of the model to start from, {value!r}, got {options[name]!r}. "
                "Leave it out."
            )


def read_prepared(
    sources: Source | Sequence[Source] | Sequences,
    columns: Columns,
    options: DataOptions,
    *,
    start: Model | None = None,
    checkpoint: Path | None = None,
) -> PreparedData:
    """Reads tables and prepares them for a fit.

    Args:
        sources: a path, an array, a mapping, a frame, a list of these, or `elman.Sequences`.
        columns: the roles of the columns, and the rows to read.
        options: how the data are prepared.
        start: a model whose preparation is kept. It must have as many columns, which may have other names.
        checkpoint: the checkpoint of a run to go on with. A run that elman 0.1.0 began keeps its rounded
            numbers.

    Raises:
        ArgumentError: the data cannot be used.
    """
    sequences, inputs, targets = read_columns(sources, columns), columns.inputs, columns.targets
    sequences, options = _with_validation(sequences, columns, options)
    if start is not None:
        own, named = (start.inputs, start.targets), (inputs, targets)
        if [len(part) for part in own] != [len(part) for part in named]:
            raise ArgumentError(
                f"inputs and targets must be as many as the model's {own}, got {named}. Name one for each."
            )
        sequences, (inputs, targets) = replace(sequences, names=start.inputs + start.targets), own
    kept = None if start is None else start.record.preparation
    prepare = partial(
        prepare_data,
        sequences,
        inputs=inputs,
        targets=targets,
        options=options,
        preparation=kept,
    )
    exact = prepare()
    if checkpoint is None:
        return exact
    from elman.training.checkpoint import saved_data

    saved = saved_data(checkpoint)
    if saved is None or saved == _fingerprint(exact):
        return exact
    rounded = prepare(numbers=ROUNDED)
    return rounded if saved == _fingerprint(rounded) else exact


def _fingerprint(data: PreparedData) -> str:
    return fingerprint_examples(data.training, data.validation)


def _with_validation(
    sequences: Sequences, columns: Columns, options: DataOptions
) -> tuple[Sequences, DataOptions]:
    """Returns the sequences followed by those that only validate, and options that name the latter."""
    data = options.validation_data
    if isinstance(data, list | tuple) and not data:
        return sequences, options
    more = read_columns(data, replace(columns, rows=None))
    from elman.tables.labels import numbered

    ids = tuple(numbered(sequences.ids + more.ids))
    both = Sequences(
        names=sequences.names,
        values_NC=np.concatenate([sequences.values_NC, more.columns(sequences.names)]),
        lengths=sequences.lengths + more.lengths,
        ids=ids,
        notes=(*sequences.notes, *more.notes),
    )
    return both, replace(options, validation_ids=(*options.validation_ids, *ids[len(sequences) :]))


def fit_prepared(
    data: PreparedData,
    options: FitOptions,
    *,
    start: Model | None = None,
    checkpoint: Path | None = None,
    checkpoint_seconds: float = 5.0,
    watch: Watch | None = None,
) -> Fitted:
    """Trains on prepared data, and scores the network on the validation part.

    Raises:
        ArgumentError: an option cannot be used with these data.
        DivergenceError: no learning rate kept the loss finite.
    """
    if options.baseline is not None:
        result = _fit_baseline(data, options, start)
    else:
        result = _fit_network(data, options, start, checkpoint, checkpoint_seconds, watch)
    record = Record(
        spec=result.network.spec,
        preparation=data.preparation,
        training_range=data.training_range,
        target_range=data.target_range,
        options=describe_options(result),
        steps=result.steps_taken,
        data_fingerprint=data.fingerprint,
        validation={},
        elman_version=version("elman"),
        step=data.step,
        members=max(1, len(result.members)),
    )
    model = Model(record, result.network, data.baselines, result.members)
    validation = _evaluate(model, data.run_of(data.division.validation))
    runs = data.validation_runs()
    parts = {name: _evaluate(model, run).scores for name, run in runs.items()} if len(runs) > 1 else {}
    by_part = {name: scores.to_json() for name, scores in parts.items()}
    scored = validation.scores.to_json() | ({"parts": by_part} if parts else {})
    model.record = replace(record, validation=scored)
    return Fitted(
        model=model,
        result=result,
        validation=validation,
        data=data,
        parts=parts,
        checkpoints=_files(checkpoint, result),
    )


def _fit_baseline(data: PreparedData, options: FitOptions, start: Model | None) -> FitResult:
    if start is not None:
        raise ArgumentError(
            f"start must not be given with baseline, got both ({options.baseline}). Leave one out."
        )
    from elman.model.fitting.linear import fit_linear

    return fit_linear(data, options, lambda baseline: _scaled_error(data, baseline))


def _fit_network(
    data: PreparedData,
    options: FitOptions,
    start: Model | None,
    checkpoint: Path | None,
    checkpoint_seconds: float,
    watch: Watch | None,
) -> FitResult:
    """The network; where a linear path says much of the targets, one that holds it may be better."""
    beside = None
    if start is None and _is_open(options):
        from elman.model.fitting.linear import budget_beside, look_for_path, try_paths

        beside = look_for_path(data, options, lambda baseline: _scaled_error(data, baseline))
    result = fit_network(
        data.training,
        data.validation,
        budget_beside(options) if beside else options,
        validation_follows=data.division.follows,
        start=None if start is None else start.networks,
        checkpoint=checkpoint,
        checkpoint_seconds=checkpoint_seconds,
        watch=watch,
    )
    if beside is None or result.interrupted:
        return result
    return try_paths(data, options, result, beside, watch or Watch())


def _is_open(options: FitOptions) -> bool:
    """Whether the data settle how long the training is; a fit of given steps loads nothing more."""
    return options.steps is None and options.epochs is None


def _files(checkpoint: Path | None, result: FitResult) -> tuple[Path, ...]:
    """Where the networks were saved while they were trained."""
    if checkpoint is None:
        return ()
    from elman.training.checkpoint import checkpoint_path

    return tuple(checkpoint_path(checkpoint, number) for number in range(result.tried))


def _evaluate(model: Model, run: ValidationRun) -> Evaluation:
    return model.evaluate_sequences(run.sequences, examples=run.examples, leads=run.leads)


def baseline_score(data: PreparedData, options: FitOptions) -> tuple[str, float] | None:
    """Returns the best baseline and its scaled RMSE on the validation part.

    Returns None for another kind of loss, or if no target is known.
    """
    if not isinstance(options.loss, MSE) or np.isnan(data.validation.y_NO).all():
        return None
    errors = {name: _scaled_error(data, baseline) for name, baseline in data.baselines.items()}
    best = min(errors, key=errors.__getitem__)
    return best, errors[best]


def _scaled_error(data: PreparedData, baseline: Baseline) -> float:
    """The scaled RMSE of a baseline on the validation part; each kind of sequence counts the same."""
    runs = data.validation_runs().values()
    return float(np.sqrt(np.nanmean([_squared_error(baseline, run) for run in runs])))


def _squared_error(baseline: Baseline, run: ValidationRun) -> float:
    """Mean over the known targets of the rows that count; NaN without any."""
    error_NO = (predict_all(baseline, run.examples) - run.examples.y_NO)[
        after_leads(run.examples.lengths, run.leads)
    ]
    return float(np.nanmean(error_NO**2)) if np.isfinite(error_NO).any() else float("nan")


def describe_options(result: FitResult) -> dict[str, Any]:
    """Returns the options that the training followed, for JSON; `steps` and `seed` repeat it."""
    repeat = result.repeat
    plain = {name: value for name, value in as_stored(repeat).items() if name not in ("loss", "threads")}
    return plain | {
        "loss": type(repeat.loss).__name__.lower(),
        "loss_numbers": list(repeat.loss.numbers),
        "best_step": result.best_step,
        "choices": result.choices,
        "events": list(result.events),
        "interrupted": result.interrupted,
        "exactly_repeatable": result.exactly_repeatable,
    }
