"""Packages that single formats need; if one is missing, the error says which."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from elman.errors import MissingExtraError


def need(module: str, label: str, *, extra: str = "formats") -> Any:
    """A module of a package that is not part of every installation.

    Args:
        module: its name.
        label: the file that needs it.
        extra: the extra that brings it.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0].replace("_", "-")
        raise MissingExtraError(
            f"{label} needs the package {package} to be read, which the extra {extra} brings. "
            f"Install it: pip install {package}."
        ) from None
