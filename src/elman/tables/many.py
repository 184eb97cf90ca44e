"""Several tables: folders and patterns become files, files get labels, and ids are told apart."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from elman.errors import DataError
from elman.readers.formats import READERS, Table, open_table
from elman.readers.options import ReadOptions
from elman.tables.sources import Source, is_table, listed, open_source


def open_all(
    sources: Source | Sequence[Source], options: ReadOptions, *, time: str | None = None
) -> tuple[list[Table], list[str]]:
    """Opens every table that was named, and gives each its own label.

    Args:
        sources: a path, an array, a mapping of names to arrays, a frame, or a list of these.
        options: the options of reading.
        time: the time column, for tables that are joined by it.

    Returns:
        The tables, and notes on folders.

    Raises:
        DataError: a folder or a pattern holds no table, or a file cannot be used.
    """
    given, notes = _expanded(listed(sources))
    paths = [Path(source) for source in given if isinstance(source, str | PathLike)]
    named = iter(_labels(paths))
    several = len(given) > 1
    tables = []
    for number, source in enumerate(given, start=1):
        if isinstance(source, str | PathLike):
            tables.append(_open(Path(source), next(named), options))
        else:
            tables.append(open_source(source, f"table {number}" if several else "the table", options))
    if options.join is not None:
        from elman.tables.joining import join_tables

        tables = [join_tables(tables, options, time)]
    return tables, notes


def _labels(paths: Sequence[Path]) -> Sequence[str]:
    """Returns a different label for each path. Arrays have none, and a fit of arrays loads no labels."""
    if not paths:
        return ()
    from elman.tables.labels import short_labels

    return short_labels(paths)


def _open(path: Path, label: str, options: ReadOptions) -> Table:
    opened = open_table(path, options, label=label if path.name != "-" else "")
    return opened if is_table(opened) else open_source(opened, label, options)


def expand(source: str | PathLike[str]) -> tuple[list[Path], list[str]]:
    """Returns the files that a path means: itself, the files of a folder, or those that fit a pattern.

    Raises:
        DataError: there is no such file.
    """
    from elman.readers.files import STDIN, StoredFile

    path = Path(source)
    # The functions of `os.path` say False of a name that no file can have.
    if str(path) == STDIN or os.path.isfile(path):
        return [path], []
    if os.path.isdir(path):
        inside = [child for child in path.iterdir() if child.is_file() and not child.name.startswith(".")]
        found = [child for child in inside if StoredFile(child).suffix in READERS]
        left = sorted(child.name for child in inside if child not in found)
        if not found:
            raise DataError(
                f"{path} must be a file, got a folder with {len(inside)} files, none of which is a table. "
                "Name the files."
            )
        note = (
            [f"{len(left)} files of {path} are no tables and were left out: {', '.join(left[:5])}."]
            if left
            else []
        )
        return sorted(found, key=_natural), note
    if any(sign in str(path) for sign in "*?["):
        matches = sorted((Path(name) for name in glob.glob(str(path), recursive=True)), key=_natural)
        if not matches:
            raise DataError(f"{path} must fit at least one file, and none does. Check the pattern.")
        return [file for file in matches if file.is_file()], []
    return [path], []


def told_apart(ids: Sequence[Sequence[str]], labels: Sequence[str], *, by_id: bool) -> tuple[str, ...]:
    """Returns different ids for several tables: an id that is in two tables gets its table's label.

    Args:
        ids: the ids of each table.
        labels: the labels of the tables.
        by_id: whether an id column made the ids; otherwise they are the labels.
    """
    counts = Counter(name for names in ids for name in set(names))
    if by_id:
        ids = [
            [f"{label}: {name}" if counts[name] > 1 else name for name in names]
            for names, label in zip(ids, labels, strict=True)
        ]
    flat = tuple(name for names in ids for name in names)
    if len(set(flat)) == len(flat):
        return flat
    from elman.tables.labels import numbered

    return tuple(numbered(flat))


def _expanded(given: list[Source]) -> tuple[list[Source], list[str]]:
    found: list[Source] = []
    notes: list[str] = []
    for source in given:
        if isinstance(source, str | PathLike):
            files, said = expand(source)
            found += files
            notes += said
        else:
            found.append(source)
    return found, notes


def _natural(path: Path) -> list[tuple[int, str]]:
    """`run2` before `run10`."""
    return [(int(part) if part.isdigit() else -1, part) for part in re.split(r"(\d+)", str(path))]
