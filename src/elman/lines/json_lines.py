"""JSON lines: an object, an array or a number a line, and answers of the same kind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, final

import numpy as np

from elman.arrays import Array
from elman.errors import DataError, ElmanError
from elman.lines.beside import NONE, BesideInputs
from elman.lines.numbers import shortest_texts
from elman.lines.rows import Rows
from elman.lines.sentences import UNCHANGED, no_id, shortened


@final
class JsonLines:
    """Inputs are found by name in an object, by order in an array; see `LineFormat`."""

    def __init__(
        self,
        inputs: tuple[str, ...],
        targets: tuple[str, ...],
        id: str | None = None,  # noqa: A002
        beside: BesideInputs = NONE,
    ) -> None:
        self._inputs = inputs
        self._beside = beside
        self.named: tuple[str, ...] | None = None
        self._targets = targets
        self._id = id
        self.ignored: tuple[str, ...] | None = None
        self._keys = [f"{json.dumps(name)}: " for name in targets]
        self._kinds: list[type] = []

    def begin(self, line: bytes) -> None:
        """There is no header; an object names its columns."""
        try:
            row = json.loads(line.decode())
        except (ValueError, RecursionError):
            return
        self.named = tuple(row) if isinstance(row, dict) else ()

    def parse(self, lines: Sequence[bytes]) -> Rows:
        """Reads rows, and remembers what kind each is."""
        self._kinds = []
        rows: list[list[float]] = []
        wrong: dict[int, str] = {}
        ids = [""] * len(lines)
        for number, line in enumerate(lines):
            try:
                row = json.loads(line.decode())
                values = self._values(row)
                ids[number] = self._id_of(row)
                self._kinds.append(type(row))
            except (ElmanError, ValueError, RecursionError) as error:
                wrong[number] = str(error) if isinstance(error, ElmanError) else _no_json(error)
                self._kinds.append(type(None))
                values = [float("nan")] * (len(self._inputs) + len(self._beside.readers))
            rows.append(values)
        return Rows(np.array(rows, np.float64), wrong, ids)

    def render(self, y_TO: Array, bad: frozenset[int]) -> bytes:
        """One JSON value a row; `null` for the bad ones, and for a number that is not finite."""
        num_targets = len(self._targets)
        texts = [text if "n" not in text else "null" for text in shortest_texts(y_TO)]
        lines = []
        for number, kind in enumerate(self._kinds[: len(y_TO)]):
            values = texts[number * num_targets : (number + 1) * num_targets]
            lines.append("null" if number in bad else self._value(kind, values))
        return "\n".join([*lines, ""]).encode()

    def _values(self, row: Any) -> list[float]:
        if isinstance(row, dict):
            needed = (*self._inputs, *self._beside.needed)
            absent = [name for name in needed if name not in row]
            if absent:
                raise DataError(
                    f"a row must have the input {absent[0]!r}, got none. Write null for no value. {UNCHANGED}"
                )
            given = [row.get(name) for name in (*self._inputs, *self._beside.readers)]
            if self.ignored is None:
                read = {*self._inputs, *self._beside.readers, self._id}
                self.ignored = tuple(name for name in row if name not in read)
        else:
            given = row if isinstance(row, list) else [row]
            needed = (*self._inputs, *self._beside.needed)
            if len(given) != len(needed):
                raise DataError(f"a row must have {len(needed)} values, got {len(given)}. {UNCHANGED}")
            named = dict(zip(needed, given, strict=True))
            given = [named.get(name) for name in (*self._inputs, *self._beside.readers)]
        plain = len(self._inputs)
        numbers = [_number(value, name) for value, name in zip(given[:plain], self._inputs, strict=True)]
        readers = zip(given[plain:], self._beside.readers.values(), strict=True)
        return numbers + [read(value) for value, read in readers]

    def _id_of(self, row: Any) -> str:
        if self._id is None:
            return ""
        found = row.get(self._id) if isinstance(row, dict) else None
        if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
            raise DataError(no_id(self._id))
        return str(found)

    def _value(self, kind: type, values: list[str]) -> str:
        if kind is dict:
            return "{" + ", ".join(map(str.__add__, self._keys, values)) + "}"
        return values[0] if kind is not list and len(values) == 1 else f"[{', '.join(values)}]"


def _number(value: Any, name: str) -> float:
    if value is None:
        return float("nan")
    if not isinstance(value, (int, float)):
        raise DataError(f"input {name!r} must be a number or null, got {shortened(value)}. {UNCHANGED}")
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _no_json(error: Exception) -> str:
    return f"a line must be JSON, got an error: {error}. {UNCHANGED}"
