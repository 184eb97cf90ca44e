"""The engines, by name; each is imported when it is first asked for.

To add one: write its module with a class that is an `Engine`, and one line here.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from elman import registry
from elman.engines.protocol import Engine, Network, Snapshot
from elman.network import NetworkSpec

__all__ = ["ENGINES", "Engine", "Network", "Snapshot", "engine_for", "get_engine"]

ENGINES: dict[str, tuple[str, str]] = {
    "native": ("elman.engines.native", "NativeEngine"),
    "pytorch": ("elman.engines.pytorch", "PyTorchEngine"),
    "reference": ("elman.engines.reference", "ReferenceEngine"),
}


def get_engine(name: str = "native") -> Engine:
    """Returns the engine with this name: native, pytorch or reference.

    Raises:
        UnknownNameError: there is no such engine.
        MissingExtraError: the engine needs a package that is not installed.
    """
    module, attribute = registry.lookup("engine", ENGINES, name)
    return cast(Engine, getattr(import_module(module), attribute)())


def engine_for(spec: NetworkSpec) -> Engine:
    """Returns the native engine if it has the cell, otherwise the reference engine, which has all cells."""
    native = get_engine("native")
    return native if native.supports(spec) else get_engine("reference")
