"""What commands that answer lines have in common: `elman stream` and `elman mqtt`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from elman.errors import ArgumentError

LineFormatName = Annotated[
    str | None, typer.Option("--format", help="csv or json; otherwise the first character tells.")
]


def checked_format(name: str | None) -> str | None:
    """The format of lines that was asked for.

    Raises:
        UnknownNameError: there is no such format.
    """
    from elman import registry
    from elman.lines import FORMATS

    if name is not None:
        registry.lookup("format", FORMATS, name)
    return name


def columns_of_lines(given: Sequence[str] | None, known: Sequence[str]) -> tuple[str, ...]:
    """The columns of the lines that are read as a model's inputs, in its order.

    Raises:
        ArgumentError: there are more or fewer than the model has inputs.
    """
    columns = tuple(known if given is None else given)
    if len(columns) != len(known):
        raise ArgumentError(
            f"--input must name {len(known)} columns, for {', '.join(known)}, "
            f"got {len(columns)}. Name one for each, in this order."
        )
    return columns
