"""Options as files have kept them since the first release: by the names of then, in the order of then."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from elman.network import Parameters
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
    kept = {
        name: value
        for name, value in as_stored(replace(options, threads=None)).items()
        if name not in options.AFTER and not (value is None and name in options.LATER)
    }
    return f"{type(options).__name__}({', '.join(f'{name}={value!r}' for name, value in kept.items())})"


def identify(options: TrainingOptions, data: str, initial: Parameters | None = None) -> dict[str, str]:
    """What a checkpoint knows its run by.

    Args:
        options: of the run.
        data: the fingerprint of what it learns from.
        initial: parameters that it starts from.
    """
    digest = hashlib.sha256(identity_text(options).encode())
    for name, array in (initial or {}).items():
        digest.update(name.encode() + array.tobytes())
    return {"options": digest.hexdigest()[:16], "data": data}
