"""Options as files have kept them since the first release: by the names of then, in the order of then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from elman.training.options import TrainingOptions

_NAMES = {"layers": "num_layers", "budget": "seconds", "strategy": "head"}
"""What files call an option that has another name now."""


def as_stored(options: TrainingOptions) -> dict[str, Any]:
    """Every option by its name in files, in their order."""
    return {_NAMES.get(name, name): getattr(options, name) for name in options.FILE_ORDER}


def from_stored(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse: options by their names of now."""
    names = {old: new for new, old in _NAMES.items()}
    return {names.get(name, name): value for name, value in kept.items()}


def identity_text(options: TrainingOptions) -> str:
    """What a checkpoint knows its options by; the number of threads changes no bit and is left out."""
    kept = as_stored(replace(options, threads=None))
    return f"{type(options).__name__}({', '.join(f'{name}={value!r}' for name, value in kept.items())})"
