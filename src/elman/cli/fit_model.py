"""`elman fit` without a horizon: a model of inputs and targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from elman.cli.columns import print_notes, split_names
from elman.cli.fit_kinds import named_options
from elman.cli.output import say, say_json
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.cli.fit_places import FitPlaces
    from elman.model import DataOptions, Fitted, Model, PreparedData
    from elman.training import FitOptions


def fit_model(parameters: Mapping[str, Any], places: FitPlaces) -> bool:
    """Fits, saves and reports; returns whether Ctrl-C ended it early."""
    from elman.model import Model, check_start, option_names, split_options

    given = named_options(parameters, option_names())
    data_options, options = split_options(given)
    start = parameters["start"]
    begin = None if start is None else Model.load(start)
    if begin is not None:
        check_start(given, begin)
    prepared = _read(parameters, places, data_options, begin)
    fitted, baseline = _train(prepared, options, begin, places)
    fitted.model.save(places.output)
    if places.checkpoint is not None and not fitted.result.interrupted:
        places.checkpoint.unlink(missing_ok=True)
    _report(fitted, places, baseline)
    return fitted.result.interrupted


def _read(
    parameters: Mapping[str, Any], places: FitPlaces, options: DataOptions, begin: Model | None
) -> PreparedData:
    from elman.model import read_prepared

    prepared = read_prepared(
        places.data,
        inputs=_required("--input", split_names(parameters["input"]), begin and begin.inputs),
        targets=_required("--target", split_names(parameters["target"]), begin and begin.targets),
        id=parameters["id"],
        time=parameters["time"],
        rows=places.rows,
        options=options,
        start=begin,
    )
    if places.talks:
        print_notes(prepared.notes)
    return prepared


def _train(
    prepared: PreparedData, options: FitOptions, begin: Model | None, places: FitPlaces
) -> tuple[Fitted, tuple[str, float] | None]:
    from elman.model import baseline_score, fit_prepared
    from elman.training import live_fit

    baseline = baseline_score(prepared, options)
    with live_fit(baseline=baseline and baseline[1], quiet=not places.talks) as watch:
        fitted = fit_prepared(
            prepared,
            options,
            start=begin,
            checkpoint=places.checkpoint,
            checkpoint_seconds=places.every_seconds,
            watch=watch,
        )
    return fitted, baseline


def _report(fitted: Fitted, places: FitPlaces, baseline: tuple[str, float] | None) -> None:
    from elman.cli.fit_model_output import as_json_text, describe_fit, draw

    if places.plot is not None:
        draw(fitted, places.plot, baseline)
    if places.as_json:
        say_json(as_json_text(fitted, places.output))
    elif places.talks:
        say(describe_fit(fitted, places.output, places.plot))


def _required(option: str, given: list[str] | None, own: Any) -> Any:
    names = given or own
    if not names:
        instead = " Or --horizon ROWS, to forecast the targets' own future." if option == "--input" else ""
        raise ArgumentError(f"{option} must name at least one column, got none. Add {option} NAME.{instead}")
    return names
