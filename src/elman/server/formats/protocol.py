"""What a format of rows is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from elman.arrays import Array


class Frame(NamedTuple):
    """Rows that came together."""

    x_TF: Array
    """The inputs in their units, NaN where missing."""
    number: int | None
    """Of the first one; None if the request does not say it in its body."""
    named: bool = False
    """Whether the rows name their values, and so the answers name theirs."""


class RowFormat(Protocol):
    """Bytes to rows, and answers to bytes."""

    def read(self, body: bytes, inputs: Sequence[str]) -> Frame:
        """The rows of a request.

        Raises:
            ArgumentError: they cannot be read.
        """
        ...

    def write(
        self, y_TO: Array, targets: Sequence[str], frame: Frame, number: int | None
    ) -> tuple[str, bytes]:
        """The media type and the bytes of an answer.

        Args:
            y_TO: the answers in their units.
            targets: what their values are called.
            frame: what is answered.
            number: of the first row; None without a session.
        """
        ...
