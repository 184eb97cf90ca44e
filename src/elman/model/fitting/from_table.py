"""From a table to a model, in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from elman import registry
from elman.data import read_sequences
from elman.errors import ArgumentError
from elman.evaluation import predict_all
from elman.model.fitting.prepared import DataOptions, PreparedData, prepare_data
from elman.model.model import Model
from elman.model.record import Record
from elman.model.results import Evaluation
from elman.network.losses import LOSSES, MSE, Loss
from elman.tables import Rows
from elman.training import FitOptions, FitResult, Watch, fit_network
from elman.training.stored import as_stored

if TYPE_CHECKING:
    from elman.tables.sources import Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted:
    """A model, and how it came about."""

    model: Model
    """Ready to be used and saved."""
    result: FitResult
    """Of the training."""
    validation: Evaluation
    """On the validation part, in the targets' units, beside the baselines."""


def split_options(options: Mapping[str, Any]) -> tuple[DataOptions, FitOptions]:
    """Options by name, each to its owner; a loss may be given by its own name.

    Raises:
        ArgumentError: an option that neither has, or a value that breaks its rule.
    """
    known = option_names()
    unknown = sorted(set(options) - known)
    if unknown:
        raise ArgumentError(f"unknown option {unknown[0]!r}. Known: {', '.join(sorted(known))}.")
    if isinstance(options.get("loss"), str):
        options = {**options, "loss": _named_loss(options["loss"])}
    taken = [
        {field.name: options[field.name] for field in fields(owner) if field.name in options}
        for owner in (DataOptions, FitOptions)
    ]
    return DataOptions(**taken[0]), FitOptions(**taken[1])


def option_names() -> set[str]:
    """The names of all options that a fit takes."""
    return {field.name for owner in (DataOptions, FitOptions) for field in fields(owner)}


def check_start(options: Mapping[str, Any], start: Model) -> None:
    """Checks that no option contradicts the model to start from.

    Raises:
        ArgumentError: one does.
    """
    spec, preparation = start.record.spec, start.record.preparation
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
    sources: Source | Sequence[Source],
    *,
    inputs: str | Sequence[str],
    targets: str | Sequence[str],
    id: str | None,  # noqa: A002
    time: str | None,
    rows: Rows | None,
    options: DataOptions,
    start: Model | None = None,
) -> PreparedData:
    """Reads a table and prepares it; as the model to start from does, if there is one.

    Raises:
        ArgumentError: the data cannot be used.
    """
    sequences = read_sequences(sources, inputs=inputs, targets=targets, id=id, time=time, rows=rows)
    names = (_names(inputs), _names(targets))
    if start is not None:
        own = (start.inputs, start.targets)
        if [len(part) for part in own] != [len(part) for part in names]:
            raise ArgumentError(
                f"inputs and targets must be as many as the model's {own}, got {names}. Name one for each."
            )
        sequences, names = replace(sequences, names=start.inputs + start.targets), own
    return prepare_data(
        sequences,
        inputs=names[0],
        targets=names[1],
        options=options,
        preparation=None if start is None else start.record.preparation,
    )


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
    result = fit_network(
        data.training,
        data.validation,
        options,
        validation_follows=len(data.training) == len(data.validation),
        start=None if start is None else start.network,
        checkpoint=checkpoint,
        checkpoint_seconds=checkpoint_seconds,
        watch=watch,
    )
    record = Record(
        spec=result.plan.spec,
        preparation=data.preparation,
        training_range=data.training_range,
        options=describe_options(result),
        steps=result.steps_taken,
        data_fingerprint=data.fingerprint,
        validation={},
        elman_version=version("elman"),
    )
    # In training a network keeps the fingerprint of its start. From here on it is that of the parameters, as
    # in the file: a state of this model is one of the saved model too.
    result.network.load(result.network.parameters())
    model = Model(record, result.network, data.baselines)
    validation = model.evaluate_sequences(
        data.validation_sequences, examples=data.validation, skip=_skip(data, result)
    )
    model.record = replace(record, validation=validation.scores.to_json())
    return Fitted(model=model, result=result, validation=validation)


def baseline_score(data: PreparedData, options: FitOptions) -> tuple[str, float] | None:
    """The best baseline and its scaled RMSE on the validation part.

    None for a loss of another kind, or where no target is known.
    """
    y_NO = data.validation.y_NO.astype(np.float64)
    if not isinstance(options.loss, MSE) or np.isnan(y_NO).all():
        return None
    errors = {
        name: float(np.sqrt(np.nanmean((predict_all(baseline, data.validation) - y_NO) ** 2)))
        for name, baseline in data.baselines.items()
    }
    best = min(errors, key=errors.__getitem__)
    return best, errors[best]


def describe_options(result: FitResult) -> dict[str, Any]:
    """What the training followed, as JSON can hold it; `steps` and `seed` repeat it."""
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


def _named_loss(name: str) -> Loss:
    loss = registry.lookup("loss", LOSSES, name)()
    if loss.num_quantiles > 1:
        raise ArgumentError(f"loss must be mse, mae or huber, got {name!r}. Quantiles come with forecasting.")
    return loss


def _skip(data: PreparedData, result: FitResult) -> int:
    """The start-up that validation does not score, for a sequence cut out of the middle."""
    return min(result.plan.burn_in, max(data.validation_sequences.lengths) // 4)


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
