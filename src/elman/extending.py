"""Things of your own beside elman's: metrics, baselines, cautions, readers, cells and losses."""

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
    """Where the things of one kind are kept, and what each of them must be."""

    module: str
    """That holds the registry; it is imported when the first thing is added."""
    registry: str
    """Its name in the module."""
    form: Literal["instance", "subclass", "function"]
    """What a thing is."""
    owner: str = ""
    """The class in the module that a thing derives from; empty for functions."""

    @property
    def wanted(self) -> str:
        """What a thing must be, in words."""
        if self.form == "function":
            return "something that can be called"
        article = "an" if self.form == "instance" else "a"
        return f"{article} {self.form} of {self.module}.{self.owner}"

    def things(self) -> MutableMapping[str, Any]:
        """The registry itself."""
        things: MutableMapping[str, Any] = getattr(import_module(self.module), self.registry)
        return things

    def fits(self, thing: object) -> bool:
        """Whether a thing is of this kind, with every abstract method written."""
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
    """Adds a thing of your own, so that its name works wherever elman's own names do.

    A thing stays for the life of the process. A file that names it (a model with a cell of your own) loads
    where it has been registered first.

    Args:
        kind: baseline, caution, cell, forecast_baseline, forecast_metric, loss, metric or reader.
        name: what it is called; of a reader, the suffix of its files, such as `log`.
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
    """The same for the length of a `with` block, as a test wants it.

    Args:
        kind: as `register`.
        name: as `register`.
        thing: as `register`.

    Raises:
        UnknownNameError: there is no such kind.
        ArgumentError: the name is taken, or the thing is not of this kind.
    """
    register(kind, name, thing)
    try:
        yield
    finally:
        del KINDS[kind].things()[name]
