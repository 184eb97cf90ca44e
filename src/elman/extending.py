"""Registering your own metrics, baselines, cautions, readers, cells and losses."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from elman import registry
from elman.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of thing: its registry, and what a thing of this kind must be."""

    module: str
    """The module with the registry; it is imported when the first thing is added."""
    registry: str
    """The name of the registry in the module."""
    form: Literal["instance", "subclass", "function"]
    """The form of a thing: an instance, a class or a function."""
    owner: str = ""
    """The class from which a thing derives; empty for functions."""

    @property
    def wanted(self) -> str:
        """Describes in words what a thing must be."""
        if self.form == "function":
            return "something that can be called"
        article = "an" if self.form == "instance" else "a"
        return f"{article} {self.form} of {self.module}.{self.owner}"

    def things(self) -> MutableMapping[str, Any]:
        """The registry itself."""
        things: MutableMapping[str, Any] = getattr(import_module(self.module), self.registry)
        return things

    def fits(self, thing: object) -> bool:
        """Tells whether a thing is of this kind and has every abstract method."""
        if self.form == "function":
            return callable(thing)
        owner = getattr(import_module(self.module), self.owner)
        if self.form == "instance":
            return isinstance(thing, owner)
        return isinstance(thing, type) and issubclass(thing, owner) and not inspect.isabstract(thing)


KINDS: dict[str, _Kind] = {
    "baseline": _Kind("elman.evaluation.baselines", "BASELINES", "subclass", "Baseline"),
    "caution": _Kind("elman.evaluation.cautions", "CAUTIONS", "function"),
    "cell": _Kind("elman.network.cells", "CELLS", "instance", "Cell"),
    "forecast_baseline": _Kind("elman.backtesting.baselines", "BASELINES", "subclass", "Baseline"),
    "forecast_metric": _Kind("elman.backtesting.metrics", "METRICS", "instance", "Metric"),
    "loss": _Kind("elman.network.losses", "LOSSES", "subclass", "Loss"),
    "metric": _Kind("elman.evaluation.metrics", "METRICS", "instance", "Metric"),
    "reader": _Kind("elman.readers.formats", "READERS", "function"),
}
"""Every kind of thing that can be added from outside."""


def register(kind: str, name: str, thing: Any) -> None:
    """Registers a thing of your own, so that its name works wherever elman's own names do.

    It stays registered for the life of the process. A file that names it, such as a model with your own cell,
    loads only after the thing was registered.

    Args:
        kind: baseline, caution, cell, forecast_baseline, forecast_metric, loss, metric or reader.
        name: the name of the thing; for a reader the suffix of its files, such as `log`.
        thing: an instance of the kind's class (cell, metric, forecast_metric), a subclass of it (baseline,
            forecast_baseline, loss), or a function (caution, reader).

    Raises:
        UnknownNameError: there is no such kind.
        ArgumentError: the name is taken, or the thing is not of this kind.
    """
    place = registry.lookup("kind", KINDS, kind)
    if not name.isidentifier():
        raise ArgumentError(f"name must be letters, digits and underscores, got {name!r}. Rename it.")
    if name in place.things():
        raise ArgumentError(f"name must be new among the {kind}s, got {name!r}. Choose another name.")
    if not place.fits(thing):
        raise ArgumentError(f"thing must be {place.wanted}, got {thing!r}. See docs/extending.md.")
    place.things()[name] = thing


@contextmanager
def registered(kind: str, name: str, thing: Any) -> Iterator[None]:
    """Registers a thing of your own for the length of a `with` block, for example in a test.

    Args:
        kind: baseline, caution, cell, forecast_baseline, forecast_metric, loss, metric or reader.
        name: the name of the thing; for a reader the suffix of its files, such as `log`.
        thing: an instance of the kind's class (cell, metric, forecast_metric), a subclass of it (baseline,
            forecast_baseline, loss), or a function (caution, reader).

    Raises:
        UnknownNameError: there is no such kind.
        ArgumentError: the name is taken, or the thing is not of this kind.
    """
    register(kind, name, thing)
    try:
        yield
    finally:
        del KINDS[kind].things()[name]
