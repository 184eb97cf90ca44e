"""Many sequences of any length in one table, without padding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from elman import registry
from elman.arrays import Array
from elman.errors import ArgumentError
from elman.shown import About, Drawn, Tabular, counted, first_rows, names_text

if TYPE_CHECKING:
    from elman.data.places import Places


@dataclass(frozen=True, slots=True)
class Step:
    """The median time from one row of a sequence to the next."""

    size: float
    unit: str
    """The unit: `s` for moments and durations, empty for plain numbers."""

    def __str__(self) -> str:
        """Returns the step in words: `10 s`, or `10` for plain numbers."""
        return f"{self.size:.6g}{' ' * bool(self.unit)}{self.unit}"

    def is_near(self, other: Step) -> bool:
        """Tells whether two steps are the same, apart from jitter and from months of unequal length."""
        return self.unit == other.unit and abs(self.size - other.size) <= 0.1 * max(self.size, other.size)


def step_notes(sequences: Sequences, usual: Step, what: str) -> list[str]:
    """On sequences whose rows are not as far apart as usual: one sentence, or none.

    Args:
        sequences: of which some have times.
        usual: the step that they should have.
        what: what has that step, for the sentence.
    """
    named = zip(sequences.ids, sequences.steps, strict=True)
    other = [(name, step) for name, step in named if step is not None and not step.is_near(usual)]
    if not other:
        return []
    name, step = other[0]
    more = f" (and of {len(other) - 1} more)" if len(other) > 1 else ""
    rows = f"The rows of {name!r}{more} are {step} apart, and {what}"
    if step.unit != usual.unit:
        return [f"{rows}. It cannot be told whether both are the same in time."]
    return [
        f"{rows}: for the network, time runs {step.size / usual.size:.3g} times as fast there. "
        f"--step {usual.size:g}{usual.unit} resamples them."
    ]


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Sequences(Drawn, Tabular):
    """Channels with names, over the rows of one or more sequences, one after the other.

    Within a sequence the rows are in time order. A missing value is NaN; nothing is infinite.

    Raises:
        ArgumentError: the parts do not fit each other.
    """

    names: tuple[str, ...]
    """The names of the channels, one for each column."""
    values_NC: Array
    """The values, C-contiguous; read them as `values`."""
    lengths: tuple[int, ...]
    """The number of rows of each sequence."""
    ids: tuple[str, ...]
    """The name of each sequence: its id in the table, or its file."""
    notes: tuple[str, ...] = field(default=())
    """What reading found and did, one sentence each."""
    places: Places | None = None
    """The places of the rows in their tables, and their times; None: the rows are numbered from the first
    one."""

    def __post_init__(self) -> None:
        rows, columns = self.values_NC.shape
        if sum(self.lengths) != rows or len(self.names) != columns or len(self.ids) != len(self.lengths):
            raise ArgumentError(
                f"values_NC must have {sum(self.lengths)} rows and {len(self.names)} columns, got "
                f"{self.values_NC.shape}. Give one length and one id a sequence."
            )

    def __len__(self) -> int:
        """Returns the number of sequences."""
        return len(self.lengths)

    def __iter__(self) -> Iterator[Array]:
        """Yields the rows of each sequence, `(N, C)`, as views."""
        for start, length in zip(self.starts, self.lengths, strict=True):
            yield self.values_NC[start : start + length]

    @property
    def steps(self) -> tuple[Step | None, ...]:
        """The step in time of each sequence; None for a sequence without times or with a single row."""
        return (None,) * len(self) if self.places is None else self.places.steps

    @property
    def starts(self) -> tuple[int, ...]:
        """The number of the first row of each sequence."""
        return (0, *(int(end) for end in np.cumsum(self.lengths)[:-1])) if self.lengths else ()

    @property
    def values(self) -> Array:
        """The values: all rows of all sequences, one column for each channel, float64."""
        return self.values_NC

    def columns(self, names: Sequence[str]) -> Array:
        """Returns a copy of the channels with these names, in this order, `(N, len(names))`.

        Raises:
            UnknownNameError: there is no such channel; the nearest name is suggested.
        """
        return np.ascontiguousarray(self.values_NC[:, [self._place(name) for name in names]])

    def channel(self, name: str) -> Array:
        """Returns one channel `(N,)`, as a view.

        Raises:
            UnknownNameError: there is no such channel; the nearest name is suggested.
        """
        return self.values_NC[:, self._place(name)]

    def _place(self, name: str) -> int:
        known = {known: column for column, known in enumerate(self.names)}
        return registry.lookup("column", known, name)

    def _frame_columns(self) -> dict[str, Array]:
        """Returns the sequence's id, the row of the table, its id and time columns, and the channels."""
        rows = [np.arange(length) for length in self.lengths] or [np.arange(0)]
        columns = {
            "sequence": np.repeat(np.array(self.ids, dtype=object), self.lengths),
            "row": np.concatenate(rows) if self.places is None else self.places.row_N,
        }
        columns |= {} if self.places is None else self.places.written
        return columns | {name: self.values_NC[:, place] for place, name in enumerate(self.names)}

    def _about(self) -> About:
        rows = f"{counted(len(self.values_NC), 'row')} of {counted(len(self), 'sequence')}"
        return About(
            facts={"": rows, "columns": names_text(self.names)},
            sentences=self.notes,
            table=first_rows(self._frame_columns()),
        )


_CHUNK = 1 << 18
"""How many rows are hashed at a time."""


def fingerprint(sequences: Sequences) -> str:
    """A hash of names, lengths and values: 32 hexadecimal digits.

    Every missing value counts the same, whatever the bits of its NaN; ids and notes do not count.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(json.dumps([sequences.names, sequences.lengths]).encode())
    for start in range(0, len(sequences.values_NC), _CHUNK):
        chunk_NC = sequences.values_NC[start : start + _CHUNK].astype("<f8")
        chunk_NC[np.isnan(chunk_NC)] = np.nan
        digest.update(chunk_NC.tobytes())
    return digest.hexdigest()
