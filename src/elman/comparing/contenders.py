"""Contenders on exactly the same rows, with their baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from elman.api.loading import load
from elman.comparing.errors import errors_of_forecasters, errors_of_models
from elman.comparing.result import Comparison
from elman.errors import ArgumentError
from elman.model import Model

if TYPE_CHECKING:
    from elman.forecasting import Forecaster
    from elman.tables.sources import Source

Contender: TypeAlias = "Model | Forecaster | str | PathLike[str]"
"""A model or a forecaster, or its file."""


def compare(
    contenders: Mapping[str, Contender] | Sequence[Contender],
    sources: Source | Sequence[Source] | None = None,
    **options: Any,
) -> Comparison:
    """Scores several models, or several forecasters, and their baselines on the same rows.

    Args:
        contenders: models, forecasters or paths of their files, by name or in a sequence. Files in a sequence
            are named by their file names.
        sources: a path, an array, a mapping of names to arrays, a frame, or a list of these. None: the series
            that the first forecaster was fitted to.
        **options: for models `inputs`, `targets`, `id`, `time`, `rows`, `skip` and `start_from` of
            `Model.evaluate`; for forecasters `count`, `stride`, `first`, `baselines` and `rows` of
            `Forecaster.backtest`; and the options of `elman.tables.ReadOptions`.

    Returns:
        The errors, the best contender, and the paired uncertainty of each difference to the best.

    Raises:
        ArgumentError: models and forecasters are mixed, they do not predict the same, or the data do not fit.
    """
    named = {name: _loaded(thing) for name, thing in _named(contenders).items()}
    if not named:
        raise ArgumentError("contenders must be at least one model or forecaster, got none. Name one.")
    models = {name: thing for name, thing in named.items() if isinstance(thing, Model)}
    if models and len(models) < len(named):
        other = next(name for name in named if name not in models)
        raise ArgumentError(
            f"contenders must be all models or all forecasters, got the model {next(iter(models))!r} and the "
            f"forecaster {other!r}. Compare those of one kind."
        )
    if models:
        if sources is None:
            raise ArgumentError("sources must be given with models, got none. Name the tables to predict.")
        return Comparison.of(errors_of_models(models, sources, options))
    return Comparison.of(errors_of_forecasters(named, sources, options))


def _named(contenders: Mapping[str, Contender] | Sequence[Contender]) -> dict[str, Contender]:
    if isinstance(contenders, Mapping):
        return dict(contenders)
    if isinstance(contenders, str | PathLike) or not isinstance(contenders, Sequence):
        contenders = [contenders]
    named: dict[str, Contender] = {}
    for number, thing in enumerate(contenders, 1):
        name = Path(thing).stem if isinstance(thing, str | PathLike) else f"{_kind(thing)} {number}"
        named[name if name not in named else str(thing)] = thing
    return named


def _kind(thing: Model | Forecaster) -> str:
    return type(thing).__name__.lower()


def _loaded(thing: Contender) -> Any:
    return load(thing) if isinstance(thing, str | PathLike) else thing
