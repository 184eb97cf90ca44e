"""The kinds of file that elman writes. Each is registered by the room that owns it; none is known here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from elman.errors import ArgumentError, ModelFileError
from elman.printable import shown_name

TITLE = "kind"
"""The key under which a file says in words what it is; files of 0.1.0 do not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of file, and how sentences speak of it."""

    key: str
    """Of the record in the file's metadata."""
    title: str
    """What it is called: "a model of inputs and targets"."""
    argument: str = "model"
    """What the argument is called that names such a file."""
    written_by: str = "elman wrote"
    """The end of "must be a file that ..."."""
    advice: str = "Fit the model again."
    """What to do about a damaged file."""
    order: str = "The model comes first, then the data."
    """Which argument comes where, for those who named a table."""
    error: type[ArgumentError] = ModelFileError
    """What is raised."""
    record_array: str | None = None
    """The array that holds the record in older files, as bytes of JSON; None: none ever did."""


KINDS: dict[str, Kind] = {}
"""Those that were registered so far, by key."""


def register(kind: Kind) -> Kind:
    """Makes a kind known, so that its file is recognised where another one is asked for."""
    KINDS[kind.key] = kind
    return kind


def title_of(texts: Mapping[str, str], arrays: Collection[str]) -> str | None:
    """What a file is called; None if it is none of ours.

    Args:
        texts: its metadata.
        arrays: their names.
    """
    for kind in KINDS.values():
        if kind.key in texts or (not texts and kind.record_array in arrays):
            return kind.title
    key = next((key for key in texts if key.startswith("elman")), None)
    if key is None:
        return None
    return shown_name(texts[TITLE]) if TITLE in texts else f"another file of elman's ({shown_name(key)})"
