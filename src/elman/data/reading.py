"""From tables to sequences: columns are found, read as numbers, and divided by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.data.division import Piece, take
from elman.data.sequences import Sequences
from elman.errors import DataError
from elman.readers.formats import Table
from elman.readers.options import ReadOptions
from elman.readers.rows import Rows, check_rows
from elman.tables.columns import Columns
from elman.tables.many import open_all, told_apart
from elman.tables.roles import Roles, as_names
from elman.tables.sources import Source
from elman.tables.stamped import StampedTable, read_stamped

if TYPE_CHECKING:
    from elman.data.places import Places


def read_sequences(
    sources: Source | Sequence[Source],
    *,
    inputs: str | Sequence[str],
    targets: str | Sequence[str] = (),
    id: str | Sequence[str] | None = None,  # noqa: A002
    time: str | None = None,
    rows: Rows | None = None,
    **reading: Any,
) -> Sequences:
    """Reads the needed columns of tables, as sequences.

    Args:
        sources: a path, a folder, a pattern such as `runs/*.csv`, an array `(N, C)`, a mapping of names to
            arrays
            `(N,)`, a frame of pandas, polars, Arrow, DuckDB or xarray; or a list of these, each a sequence.
            An
            array's columns are `column_1`, `column_2` ...
        inputs: the input columns.
        targets: the target columns; none to predict.
        id: the column that tells the sequences of a table apart, or several that do so together; they come in
            the order of their first row.
        time: the column that must ascend within a sequence, or several that make the time (`year,month,day`).
            None: the index of a frame, where that is its time.
        rows: first row and the row after the last one, of each table, before anything else.
        **reading: how tables are read, see `elman.tables.ReadOptions`: `separator`, `decimal`, `thousands`,
            `encoding`, `header`, `names`, `skip_lines`, `missing_values`, `time_format`, `sort`,
            `duplicates`,
            `split_gaps`, `step`, `resample`, `join`, `sheet`.

    Returns:
        Inputs and then targets, NaN where missing, with notes on what was found and done. With targets, rows
        at the end of a sequence in which every channel is missing are left out.

    Raises:
        UnknownNameError: a column is not there.
        DataError: a table cannot be used.
        ArgumentError: the roles, the rows or an option break a rule.
    """
    roles = Roles(inputs=as_names(inputs), targets=as_names(targets), id=id, time=time)
    return read_roles(sources, roles, rows=rows, reading=reading)


def read_columns(sources: Source | Sequence[Source] | Sequences, columns: Columns) -> Sequences:
    """Reads sequences by the columns of a `Columns` object; sequences that are already read are kept.

    Raises:
        ArgumentError: a table cannot be used, or the columns break a rule.
    """
    if isinstance(sources, Sequences):
        return sources
    return read_sequences(
        sources,
        inputs=columns.inputs,
        targets=columns.targets,
        id=columns.id,
        time=columns.time,
        rows=columns.rows,
        **columns.reading,
    )


def read_roles(
    sources: Source | Sequence[Source],
    roles: Roles,
    *,
    rows: Rows | None,
    reading: Mapping[str, Any],
    written: bool = False,
) -> Sequences:
    """Reads sequences by the columns of a `Roles` object.

    Args:
        sources: a path, an array, a mapping of names to arrays, a frame, or a list of these.
        roles: the roles of the columns.
        rows: first row and the row after the last one, of each table; None: all rows.
        reading: the options of reading, by name.
        written: whether ids and times are kept as the tables have them, for an output that joins back.

    Raises:
        ArgumentError: a table cannot be used, or the roles, the rows or an option break a rule.
    """
    options = ReadOptions.of(reading)
    check_rows(rows or (None, None))
    tables, notes = open_all(sources, options, time=roles.time)
    read = partial(_read_table, roles=roles, rows=rows or (None, None), options=options, written=written)
    return _joined([read(table) for table in tables], roles, [table.label for table in tables], notes)


def _read_table(table: Table, *, roles: Roles, rows: Rows, options: ReadOptions, written: bool) -> Sequences:
    read = read_stamped(
        table,
        table.label,
        numbers=roles.channels,
        id=roles.id,
        time=roles.time,
        rows=rows,
        options=options,
        strict=False,
        written=written,
    )
    values_NC = np.empty((len(read.row_N), len(roles.channels)))
    for column, name in enumerate(roles.channels):
        values_NC[:, column] = read.numbers[name]
    sequences = Sequences(
        names=roles.channels,
        values_NC=values_NC,
        lengths=read.lengths,
        ids=read.ids,
        notes=read.notes,
        places=_places(read, roles, rows),
    )
    # A row without inputs can still be predicted, and a stream that goes on must not lose one.
    return _without_empty_ends(table, sequences) if roles.targets else sequences


def _places(read: StampedTable, roles: Roles, rows: Rows) -> Places | None:
    if roles.id is None and read.time is None and not rows[0]:
        return None
    from elman.data.places import places_of

    return places_of(read)


def _without_empty_ends(table: Table, sequences: Sequences) -> Sequences:
    """Leaves out rows at a sequence's end in which every channel is missing."""
    kept = []
    for piece_NC in sequences:
        rows = len(piece_NC)
        if np.isnan(piece_NC[-1]).all():
            present = np.flatnonzero(~np.isnan(piece_NC).all(axis=1))
            rows = int(present[-1]) + 1 if present.size else 0
        kept.append(rows)
    dropped = sum(sequences.lengths) - sum(kept)
    if not dropped:
        return sequences
    channels = _listed(sequences.names)
    if not sum(kept):
        raise DataError(
            f"{table.label} must have values in {channels}, and all of them are missing. "
            "Check the names and the rows."
        )
    note = f"The last {dropped} rows of {table.label} have no value in {channels}; they were left out."
    left = [Piece(number, 0, rows) for number, rows in enumerate(kept) if rows]
    return replace(take(sequences, left), notes=(*sequences.notes, note))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _joined(
    parts: Sequence[Sequences], roles: Roles, labels: Sequence[str], notes: Sequence[str]
) -> Sequences:
    names = [part.ids for part in parts]
    places = [part.places for part in parts if part.places is not None]
    return Sequences(
        names=roles.channels,
        values_NC=parts[0].values_NC
        if len(parts) == 1
        else np.concatenate([part.values_NC for part in parts]),
        lengths=tuple(length for part in parts for length in part.lengths),
        ids=told_apart(names, labels, by_id=roles.id is not None),
        notes=(*notes, *(note for part in parts for note in part.notes)),
        places=_joined_places(places) if len(places) == len(parts) else None,
    )


def _joined_places(parts: Sequence[Places]) -> Places:
    if len(parts) == 1:
        return parts[0]
    from elman.data.places import below_each_other

    return below_each_other(parts)
