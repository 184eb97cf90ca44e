"""Files to tables: each file format has a reader, which the file's suffix finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from stat import S_ISDIR, S_ISFIFO, S_ISREG
from typing import TYPE_CHECKING, Any

from elman import registry
from elman.errors import DataError
from elman.readers.formats.table import MISSING, Table

if TYPE_CHECKING:
    from elman.readers.files import StoredFile
    from elman.readers.options import ReadOptions

__all__ = ["FORMATS", "MISSING", "READERS", "Table", "open_table"]

Reader = Callable[["StoredFile", "ReadOptions"], Table]


def _reader(module: str, name: str) -> Reader:
    """Returns a reader that is imported when a file of its format is opened: arrays need none."""

    def read(file: StoredFile, options: ReadOptions) -> Table:
        table: Table = getattr(import_module(f"{__name__}.{module}"), name)(file, options)
        return table

    return read


_ARROW, _CSV = _reader("arrow", "ArrowTable"), _reader("csv", "CsvTable")
_EXCEL, _HDF5, _MDF = _reader("excel", "ExcelTable"), _reader("hdf5", "open_hdf5"), _reader("mdf", "open_mdf")

FORMATS: Mapping[str, Reader] = {
    "arrow": _ARROW,
    "csv": _CSV,
    "dat": _CSV,
    "feather": _ARROW,
    "h5": _HDF5,
    "hdf": _HDF5,
    "hdf5": _HDF5,
    "ipc": _ARROW,
    "mat": _reader("matlab", "open_matlab"),
    "mdf": _MDF,
    "mf4": _MDF,
    "nc": _HDF5,
    "npy": _reader("numpy_files", "open_npy"),
    "npz": _reader("numpy_files", "open_npz"),
    "ods": _EXCEL,
    "parquet": _reader("parquet", "ParquetTable"),
    "tdms": _reader("tdms", "open_tdms"),
    "tsv": _CSV,
    "txt": _CSV,
    "wav": _reader("wav", "WavTable"),
    "xls": _EXCEL,
    "xlsb": _EXCEL,
    "xlsm": _EXCEL,
    "xlsx": _EXCEL,
}
"""Every format that elman reads, by the suffix of its files. Each may be packed: `.csv.gz`."""
READERS: dict[str, Callable[..., Any]] = dict(FORMATS)
"""All readers: those of elman, and the user's own, which are functions from a path to any source."""
_OPENED = (Path("/dev/fd"), Path("/proc/self/fd"))
"""The folders in which a shell's open pipes stand."""
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
    from elman.readers.files import STDIN, StoredFile
    from elman.readers.options import ReadOptions

    path = Path(path)
    if str(path) != STDIN:
        _check_file(path)
    file = StoredFile(path, label)
    suffix = _suffix(file)
    reader = registry.lookup(f"suffix of {path.name},", READERS, suffix)
    return reader(file, options or ReadOptions()) if reader in FORMATS.values() else reader(path)


def _suffix(file: StoredFile) -> str:
    """Returns the file's suffix; a pipe without one is recognised by its first bytes, or is text."""
    if file.suffix in READERS or not file.is_pipe:
        return file.suffix
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
    # A pipe that a shell has opened, as `<(command)`, has a writer; opening another may wait for ever.
    if not S_ISREG(mode) and not (S_ISFIFO(mode) and path.parent in _OPENED):
        raise DataError(
            f"{path} must be a file, got a pipe or device. Save what it gives in a file, or give - for stdin."
        )


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 200 else f"{text[:100]}...{text[-50:]}"
