"""Files to tables: one reader a file format, found by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from stat import S_ISDIR, S_ISFIFO, S_ISREG
from typing import Any

from elman import registry
from elman.errors import DataError
from elman.tables.files import STDIN, StoredFile
from elman.tables.options import ReadOptions
from elman.tables.readers.arrow import ArrowTable
from elman.tables.readers.csv import CsvTable
from elman.tables.readers.parquet import ParquetTable
from elman.tables.readers.table import MISSING, Table
from elman.tables.readers.wav import WavTable

__all__ = ["FORMATS", "MISSING", "READERS", "Table", "open_table"]

FORMATS: Mapping[str, Callable[[StoredFile, ReadOptions], Table]] = {
    "arrow": ArrowTable,
    "csv": CsvTable,
    "dat": CsvTable,
    "feather": ArrowTable,
    "ipc": ArrowTable,
    "parquet": ParquetTable,
    "tsv": CsvTable,
    "txt": CsvTable,
    "wav": WavTable,
}
"""Every format that elman reads, by the suffix of its files; each may be packed: `.csv.gz`."""
READERS: dict[str, Callable[..., Any]] = dict(FORMATS)
"""The same, and the readers of the user's own: functions from a path to any source."""
_OF_PIPES = {b"PAR1": "parquet", b"ARROW1": "arrow", b"RIFF": "wav"}


def open_table(path: str | Path, options: ReadOptions | None = None, *, label: str = "") -> Any:
    """Opens a file with the reader that its suffix names.

    Args:
        path: where it is; `-` for what comes through the standard input.
        options: what is decided about it already.
        label: what it is called in sentences; its name if nothing is given.

    Returns:
        A `Table`; of a reader of the user's own, what it gives.

    Raises:
        UnknownNameError: no reader has this suffix.
        DataError: the file is not there, or is not what its suffix says.
    """
    path = Path(path)
    if str(path) != STDIN:
        _check_file(path)
    file = StoredFile(path, label)
    suffix = _suffix(file)
    reader = registry.lookup(f"suffix of {path.name},", READERS, suffix)
    return reader(file, options or ReadOptions()) if reader in FORMATS.values() else reader(path)


def _suffix(file: StoredFile) -> str:
    """The file's suffix; a pipe without one is told by its first bytes, else it is text."""
    if file.suffix in READERS or not file.is_pipe:
        return file.suffix if file.suffix != "zip" else "csv"
    with file.stream() as stream:
        head = stream.read(8)
    return next((suffix for start, suffix in _OF_PIPES.items() if head.startswith(start)), "csv")


def _check_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(f"{path} must be a file, and there is none. Check the path.") from None
    except OSError as error:
        raise DataError(
            f"{_short(path)} must be a file that can be read: {error.strerror}. Check the path."
        ) from None
    if S_ISDIR(mode):
        raise DataError(f"{path} must be a file, got a folder. Name the files in it.")
    if not S_ISREG(mode) and not S_ISFIFO(mode):
        raise DataError(f"{path} must be a file, got a device. Save what it gives in a file first.")


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 200 else f"{text[:100]}...{text[-50:]}"
