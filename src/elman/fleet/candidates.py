"""The kinds of model that a unit chooses from. To add one: a function and a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from elman.api import FitColumns, FitRequest, run_fit
from elman.data import Sequences
from elman.errors import ArgumentError
from elman.model import Model


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFit:
    """A unit, and what its fits need to know."""

    unit: Sequences
    """The rows of the unit, as one sequence."""
    columns: FitColumns
    """The inputs and the targets."""
    options: Mapping[str, Any]
    """The options of the fits."""
    shared: Model | None
    """The global model."""


Candidate: TypeAlias = Callable[[UnitFit], Model]


def fit_local(fit: UnitFit) -> Model:
    """Fits a model to the unit's rows alone."""
    return _fitted(fit, start=None)


def take_global(fit: UnitFit) -> Model:
    """Returns the model of all units."""
    assert fit.shared is not None
    return fit.shared


def fit_tuned(fit: UnitFit) -> Model:
    """Trains the model of all units further on the unit's rows."""
    return _fitted(fit, start=take_global(fit))


CANDIDATES: Mapping[str, Candidate] = {"global": take_global, "local": fit_local, "tuned": fit_tuned}
"""The candidates by name, the simplest first: of two equally good ones a unit takes the first."""


def check_candidates(names: tuple[str, ...]) -> tuple[str, ...]:
    """The candidates of these names, in the order of `CANDIDATES`.

    Raises:
        ArgumentError: an unknown name, or none.
    """
    unknown = [name for name in names if name not in CANDIDATES]
    if unknown or not names:
        raise ArgumentError(
            f"candidates must be some of {', '.join(CANDIDATES)}, got {','.join(names)!r}. "
            "Leave it out for all of them."
        )
    return tuple(name for name in CANDIDATES if name in names)


def _fitted(fit: UnitFit, *, start: Model | None) -> Model:
    request = FitRequest(sources=fit.unit, columns=fit.columns, options=fit.options, start=start)
    product = run_fit(request).product
    assert isinstance(product, Model)
    return product
