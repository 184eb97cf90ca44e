"""From a table to sequences: the columns found, read as numbers, and cut by id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from elman.data.sequences import Sequences
from elman.errors import ArgumentError, DataError
from elman.tables.grouping import check_height, group_rows, rows_note, settle_duplicates
from elman.tables.numbers import Place, refuse_infinite, to_float64
from elman.tables.readers import Table
from elman.tables.roles import Roles, as_names, check_distinct, find_columns
from elman.tables.rows import Rows, check_rows
from elman.tables.sources import ArrayTable, Source, open_source
from elman.tables.time_order import check_order, time_values

if TYPE_CHECKING:
    pass


def read_sequences(
    sources: Source | Sequence[Source],
    *,
    inputs: str | Sequence[str],
    targets: str | Sequence[str] = (),
    id: str | None = None,  # noqa: A002
    time: str | None = None,
    rows: Rows | None = None,
) -> Sequences:
    """Reads the columns that are needed, as sequences.

    Args:
        sources: a path, an array `(N, C)`, a mapping of names to arrays `(N,)`, a frame of pandas, polars or
            Arrow; or a list of these, each a sequence. An array's columns are `column_1`, `column_2` ...
        inputs: the input columns.
        targets: the target columns; none to predict.
        id: the column that tells the sequences of a table apart; they come in the order of their first row.
        time: the column that must ascend within a sequence. It is checked, and nothing is sorted.
        rows: first row and the row after the last one, of each table, before anything else.

    Returns:
        Inputs and then targets, NaN where missing, with notes on what was found and done. With targets, rows
        at the end of a sequence in which every channel is missing are left out.

    Raises:
        UnknownNameError: a column is not there.
        DataError: a table cannot be used.
        ArgumentError: the roles or the rows break a rule.
    """
    roles = Roles(inputs=as_names(inputs), targets=as_names(targets), id=id, time=time)
    check_rows(rows or (None, None))
    given = sources if isinstance(sources, list | tuple) else [sources]
    if not given:
        raise ArgumentError("sources must hold at least one table, got none.")
    parts, several = [], len(given) > 1
    for number, source in enumerate(given, start=1):
        table = open_source(source, f"table {number}" if several else "the table")
        parts.append(_read_table(table, roles, rows or (None, None), several))
    return _joined(parts, roles)


def _read_table(table: Table, roles: Roles, rows: Rows, several: bool) -> Sequences:
    found = {name: find_columns(table, name) for name in (*roles.channels, roles.id, roles.time) if name}
    check_distinct(table, found)
    where = {name: Place(column=name, table=table.label, first_row=rows[0] or 0) for name in found}
    sequences = None
    if isinstance(table, ArrayTable) and not (roles.id or roles.time):
        sequences = _read_arrays(table, roles, found, where, rows)
    if sequences is None:
        sequences = _read_frame(table, roles, found, where, rows)
    if several and roles.id:
        sequences = replace(sequences, ids=tuple(f"{table.label}: {name}" for name in sequences.ids))
    # A row without inputs can still be predicted, and a stream that goes on must not lose one.
    return _without_empty_ends(table, sequences) if roles.targets else sequences


def _read_arrays(
    table: ArrayTable, roles: Roles, found: dict[str, list[int]], where: dict[str, Place], rows: Rows
) -> Sequences | None:
    """One sequence of columns that are numbers already; None if they are not."""
    values_NC = table.read_numbers([places[0] for places in found.values()], rows)
    if values_NC is None:
        return None
    height = len(values_NC)
    check_height(table, height, rows)
    for values_N, name in zip(values_NC.T, roles.channels, strict=True):
        refuse_infinite(values_N, where[name])
    return Sequences(
        names=roles.channels,
        values_NC=values_NC,
        lengths=(height,),
        ids=(table.label,),
        notes=(*table.notes, *rows_note(table, height, rows)),
    )


def _read_frame(
    table: Table, roles: Roles, found: dict[str, list[int]], where: dict[str, Place], rows: Rows
) -> Sequences:
    """The sequences of a table whose columns may be anything."""
    text = [place for name in (roles.id, roles.time) if name for place in found[name]]
    frame = table.read([place for places in found.values() for place in places], rows, text=text)
    check_height(table, frame.height, rows)
    notes = [*table.notes, *rows_note(table, frame.height, rows)]
    notes += settle_duplicates(table, frame, found)
    place_of = {name: str(places[0]) for name, places in found.items()}
    ids, lengths, order_N = group_rows(frame, roles.id, place_of, where)
    if roles.time:
        time_N, unit = time_values(frame.drop_in_place(place_of[roles.time]), where[roles.time])
        sorted_N = time_N if order_N is None else time_N[order_N]
        notes += check_order(sorted_N, order_N, lengths, where[roles.time], unit=unit)
    values_NC = np.empty((frame.height, len(roles.channels)))
    for column, name in enumerate(roles.channels):
        # The frame shrinks as the result fills.
        values_NC[:, column] = to_float64(frame.drop_in_place(place_of[name]), where[name])
    return Sequences(
        names=roles.channels,
        values_NC=values_NC if order_N is None else values_NC[order_N],
        lengths=tuple(lengths),
        ids=tuple(ids or [table.label]),
        notes=tuple(notes),
    )


def _without_empty_ends(table: Table, sequences: Sequences) -> Sequences:
    """Leaves out rows at a sequence's end in which every channel is missing."""
    kept, pieces = [], []
    for piece_NC in sequences:
        rows = len(piece_NC)
        if np.isnan(piece_NC[-1]).all():
            present = np.flatnonzero(~np.isnan(piece_NC).all(axis=1))
            rows = int(present[-1]) + 1 if present.size else 0
        kept.append(rows)
        pieces.append(piece_NC[:rows])
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
    left = [(name, rows) for name, rows in zip(sequences.ids, kept, strict=True) if rows]
    return Sequences(
        names=sequences.names,
        values_NC=pieces[0] if len(pieces) == 1 else np.concatenate(pieces),
        lengths=tuple(rows for _, rows in left),
        ids=tuple(name for name, _ in left),
        notes=(*sequences.notes, note),
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _joined(parts: Sequence[Sequences], roles: Roles) -> Sequences:
    if len(parts) == 1:
        return parts[0]
    return Sequences(
        names=roles.channels,
        values_NC=np.concatenate([part.values_NC for part in parts]),
        lengths=tuple(length for part in parts for length in part.lengths),
        ids=tuple(name for part in parts for name in part.ids),
        notes=tuple(note for part in parts for note in part.notes),
    )
