"""Files to tables: one reader a file format, found by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from elman import registry
from elman.errors import DataError
from elman.tables.readers.table import MISSING, Table

__all__ = ["MISSING", "READERS", "Table", "open_table"]


def _reader(module: str, name: str) -> Callable[[Path], Table]:
    """A reader that is imported when a file of its format is opened: arrays need none."""

    def read(path: Path) -> Table:
        table: Table = getattr(import_module(f"{__name__}.{module}"), name)(path)
        return table

    return read


_ARROW, _CSV = _reader("arrow", "ArrowTable"), _reader("csv", "CsvTable")
READERS: dict[str, Callable[[Path], Table]] = {
    "arrow": _ARROW,
    "csv": _CSV,
    "dat": _CSV,
    "feather": _ARROW,
    "ipc": _ARROW,
    "parquet": _reader("parquet", "ParquetTable"),
    "tsv": _CSV,
    "txt": _CSV,
    "wav": _reader("wav", "WavTable"),
}
"""Every reader by the suffix of its files; each may be packed: `.csv.gz`."""


def open_table(path: str | Path) -> Table:
    """Opens a file with the reader that its suffix names.

    Raises:
        UnknownNameError: no reader has this suffix.
        DataError: the file is not there, or is not what its suffix says.
    """
    path = Path(path)
    _check_file(path)
    suffixes = [suffix[1:].lower() for suffix in path.suffixes]
    suffix = suffixes[-2] if len(suffixes) > 1 and suffixes[-1] == "gz" else "".join(suffixes[-1:])
    return registry.lookup(f"suffix of {path.name},", READERS, suffix)(path)


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
    if not S_ISREG(mode):
        raise DataError(f"{path} must be a file, got a pipe or device. Save what it gives in a file first.")


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 200 else f"{text[:100]}...{text[-50:]}"
