"""Public names that have moved, and options that have a new name: the old ones work for one release."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, TypeVar
from warnings import warn

from elman.errors import ArgumentError

T = TypeVar("T")

FOLDERS = {
    "elman.data.readers": "elman.readers.formats",
    "elman.forecasting.backtesting": "elman.backtesting",
    "elman.forecasting.baselines": "elman.backtesting.baselines",
    "elman.forecasting.calendar": "elman.series.calendar",
    "elman.forecasting.framing": "elman.framing",
    "elman.forecasting.heads": "elman.framing.strategies",
    "elman.forecasting.intervals": "elman.intervals",
    "elman.forecasting.metrics": "elman.backtesting.metrics",
}
"""The new place of every folder that has moved."""


def find_moved(package: str, name: str, homes: Mapping[str, str]) -> object:
    """What `package.name` was, from where it is now.

    Args:
        package: where it is looked for, as `elman.data`.
        name: what is looked for.
        homes: the new module of every name that has moved; with a new name, `module:name`.

    Raises:
        AttributeError: no such name has moved.
    """
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    home, _, new = homes[name].partition(":")
    # The caller of the package's `__getattr__`.
    warn(
        f"{package}.{name} has moved: it is {home}.{new or name} now. The next release drops the old place.",
        DeprecationWarning,
        stacklevel=3,
    )
    value: object = getattr(import_module(home), new or name)
    return value


class MovedFolders:
    """Finds a folder at its old place: the module is the new one, under both names.

    It has the methods of `importlib.abc.MetaPathFinder` and `Loader`, and derives from neither:
    importing those takes as long as the rest of `import elman`.
    """

    def __init__(self) -> None:
        self._specs: dict[str, ModuleSpec | None] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A folder that has moved, and nothing else."""
        return ModuleSpec(fullname, self) if fullname in FOLDERS else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The folder where it is now."""
        new = FOLDERS[spec.name]
        warn(
            f"{spec.name} has moved: import {new}. The next release drops the old place.",
            DeprecationWarning,
            stacklevel=2,
        )
        module = import_module(new)
        self._specs[new] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """The folder has been run at its new place, whose spec it keeps."""
        new = next(new for new in self._specs if sys.modules.get(new) is module)
        module.__spec__ = self._specs[new]

    @classmethod
    def install(cls) -> None:
        """Asks for moved folders after everything else has been looked through."""
        if not any(isinstance(finder, cls) for finder in sys.meta_path):
            sys.meta_path.append(cls())


def with_new_names(given: Mapping[str, Any], new_names: Mapping[str, str]) -> dict[str, Any]:
    """Keyword arguments by their new names, with a warning for each old one.

    Args:
        given: keyword arguments, some perhaps by an old name.
        new_names: the new name of every old one.

    Raises:
        ArgumentError: an argument is given by both of its names.
    """
    for old in sorted(new_names.keys() & given.keys()):
        new = new_names[old]
        if new in given:
            raise ArgumentError(
                f"{new} must be given once, got {new} and {old}, its old name. Leave {old} out."
            )
        warn(_renamed(old, new), DeprecationWarning, stacklevel=3)
    return {new_names.get(name, name): value for name, value in given.items()}


def renamed_fields(**new_names: str) -> Callable[[type[T]], type[T]]:
    """A class decorator: the constructor takes the old names of fields, and they can be read by them.

    Args:
        **new_names: the new name of every old one.
    """

    def decorate(kind: type[T]) -> type[T]:
        build = kind.__init__

        @wraps(build)
        def build_with_new_names(self: object, *args: Any, **given: Any) -> None:
            build(self, *args, **with_new_names(given, new_names))

        setattr(kind, "__init__", build_with_new_names)  # noqa: B010
        for old, new in new_names.items():
            setattr(kind, old, _old_field(old, new))
        return kind

    return decorate


def _old_field(old: str, new: str) -> property:
    def read(self: object) -> Any:
        warn(_renamed(old, new), DeprecationWarning, stacklevel=2)
        return getattr(self, new)

    return property(read, doc=f"The old name of `{new}`.")


def _renamed(old: str, new: str) -> str:
    return f"{old} is called {new} now. The next release drops the old name."
