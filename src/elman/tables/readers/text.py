"""The characters of a text file, whatever it was packed or encoded with: UTF-8, one kind of line end."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from elman.errors import DataError

GZIP = b"\x1f\x8b"
SIGNATURES = {
    b"PK\x03\x04": "a zip archive, as Excel writes it. Save it as CSV, or unpack it",
    b"\xd0\xcf\x11\xe0": "an old Excel file. Save it as CSV",
    b"\x89HDF": "an HDF5 file. Write its signals to CSV or Parquet first",
    b"MATLAB": "a MATLAB file. Write its signals to CSV or Parquet first",
    b"PAR1": "a Parquet file. Give it the suffix .parquet",
    b"ARROW1": "an Arrow file. Give it the suffix .arrow",
    b"RIFF": "a WAV file. Give it the suffix .wav",
    b"%PDF": "a PDF file. Export the table as CSV",
}


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, unpacked if it is gzip.

    Raises:
        DataError: there is no such file, it cannot be opened, or it is damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{path} must be a file that can be read: {error.strerror}. Check the path and its permissions."
        ) from None
    if not data.startswith(GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        raise DataError(
            f"{path.name} must be a whole gzip file, and it is cut off or damaged. Copy or download it again."
        ) from None


def read_text(path: Path) -> tuple[bytes, tuple[str, ...]]:
    """The file as UTF-8 with a line feed at the line ends, and notes on what was done for it.

    Raises:
        DataError: the file is empty, or holds no text.
    """
    data = read_bytes(path)
    _check_is_text(path, data)
    data, notes = _as_utf8(path, data)
    if b"\n" not in data and b"\r" in data:
        data = data.replace(b"\r", b"\n")
    data = _without_blank_end(data.lstrip(b"\r\n"))
    if not data.strip():
        raise DataError(
            f"{path.name} must have a header and rows, and it is empty. Check how it was written."
        )
    return data, notes


def _check_is_text(path: Path, data: bytes) -> None:
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise DataError(f"{path.name} must be a text table, and it is {kind}.")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in data:
        raise DataError(
            f"{path.name} must be a text table, and it has a zero byte at {data.index(0)}. "
            "It is a binary file, or damaged: export it as CSV or Parquet."
        )


def _as_utf8(path: Path, data: bytes) -> tuple[bytes, tuple[str, ...]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
        return text.encode(), (f"{path.name} is UTF-16, as Excel writes it.",)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.isascii() or data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        note = f"{path.name} is not UTF-8 (line {line}), so it was read as Latin-1."
        return data.decode("latin-1").encode(), (note,)
    return data, ()


def _without_blank_end(data: bytes) -> bytes:
    """The text up to its last line that is not blank."""
    while True:
        data = data.rstrip(b"\r\n")
        start = data.rfind(b"\n") + 1
        if data[start:].strip() or not start:
            return data
        data = data[:start]
