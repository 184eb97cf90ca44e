"""Rows as JSON: lists, objects or numbers, alone or under `rows` beside their `number`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, final

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.prediction.rows import read_rows
from elman.server.formats.protocol import Frame


@final
class JsonRows:
    """`[[1, 2], [3, null]]`, `[{"valve": 1}]`, or `{"number": 7, "rows": [[1, 2]]}`; a single row too.

    Answers are written so that they are read back to the same bits; what is not finite is null.
    """

    def read(self, body: bytes, inputs: Sequence[str]) -> Frame:
        """As `RowFormat.read`."""
        return self.frame(parse_json(body), inputs)

    def frame(self, plain: Any, inputs: Sequence[str]) -> Frame:
        """The rows in JSON that was parsed.

        Raises:
            ArgumentError: they are no rows.
        """
        number, rows = None, plain
        if isinstance(plain, dict) and "rows" in plain:
            number, rows = check_number(plain.get("number")), plain["rows"]
        rows = _as_rows(rows, len(inputs))
        named = bool(rows) and isinstance(rows[0], dict)
        return Frame(_read(_columns(rows, inputs) if named else rows, inputs), number, named)

    def write(
        self, y_TO: Array, targets: Sequence[str], frame: Frame, number: int | None
    ) -> tuple[str, bytes]:
        """As `RowFormat.write`."""
        return "application/json", json.dumps(self.plain(y_TO, targets, frame, number)).encode()

    def plain(self, y_TO: Array, targets: Sequence[str], frame: Frame, number: int | None) -> dict[str, Any]:
        """An answer before it is text."""
        rows = _finite(y_TO)
        shown = [dict(zip(targets, row, strict=True)) for row in rows] if frame.named else rows
        return {"rows": shown} if number is None else {"number": number, "rows": shown}


def parse_json(body: bytes | str) -> Any:
    """What a text of JSON holds.

    Raises:
        ArgumentError: it is none, or nested too deeply.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ArgumentError("the body must be JSON, and it is not. Check what writes it.") from None


def check_number(number: Any) -> int | None:
    """The number of a row.

    Raises:
        ArgumentError: it is no whole number.
    """
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 1 << 62:
        raise ArgumentError("number must be a whole number of at least 0. Write the number of the first row.")
    return number


def _as_rows(plain: Any, num_inputs: int) -> list[Any]:
    """A list of rows, also where one row or one number stands alone."""
    if isinstance(plain, dict):
        return [plain]
    if not isinstance(plain, list):
        return [[plain]]
    alone = num_inputs > 1 and plain and not isinstance(plain[0], list | dict)
    return [plain] if alone else plain


def _columns(rows: list[Any], inputs: Sequence[str]) -> dict[str, list[Any]]:
    if not all(isinstance(row, dict) for row in rows):
        raise ArgumentError("rows must all be objects, or all lists. Write them in one way.")
    for name in inputs:
        if not all(name in row for row in rows):
            raise ArgumentError(f"a row must have the input {name!r}, got none. Write null for no value.")
    return {name: [row[name] for row in rows] for name in inputs}


def _read(rows: Any, inputs: Sequence[str]) -> Array:
    if isinstance(rows, list) and not rows:
        return np.zeros((0, len(inputs)))
    try:
        return read_rows(rows, inputs, {"T": None, "F": len(inputs)})
    except OverflowError:
        raise ArgumentError(
            "rows must be numbers of 64 bits, got a larger one. Check what writes it."
        ) from None


def _finite(y_TO: Array) -> list[list[float | None]]:
    rows: list[list[float | None]] = y_TO.tolist()
    if not np.isfinite(y_TO).all():
        return [
            [value if value is not None and np.isfinite(value) else None for value in row] for row in rows
        ]
    return rows
