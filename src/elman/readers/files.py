"""A file as bytes, unpacked, and read no further than needed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from stat import S_ISFIFO
from typing import IO, Any, cast

from elman.errors import DataError, MissingExtraError

STDIN = "-"
PACKINGS = {b"\x1f\x8b": "gz", b"\xfd7zXZ\x00": "xz", b"BZh": "bz2", b"(\xb5/\xfd": "zst"}
"""The first bytes of packed files, by their packing."""
_DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
_SPOKEN = {"gz": "gzip"}
_piped: dict[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that exists and has not been read yet."""

    path: Path
    """The path of the file; `-` for standard input."""
    label: str = field(default="")
    """The name of the file in messages; its file name if nothing is given."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or ("stdin" if self.is_pipe else self.path.name))

    @property
    def is_pipe(self) -> bool:
        """Whether it is a pipe, which can be read only once."""
        return str(self.path) == STDIN or S_ISFIFO(self.path.stat().st_mode)

    @property
    def suffix(self) -> str:
        """The suffix of its format: `csv` for `data.csv.gz`."""
        name = self._name_inside() if self.path.suffix.lower() == ".zip" else self.path.name
        suffixes = [suffix[1:].lower() for suffix in Path(name).suffixes]
        packed = len(suffixes) > 1 and suffixes[-1] in _UNPACK
        return suffixes[-2] if packed else "".join(suffixes[-1:])

    @contextmanager
    def stream(self) -> Iterator[IO[bytes]]:
        """Its bytes from the start, unpacked as they are read.

        Raises:
            DataError: it cannot be opened, or is damaged.
        """
        with self._raw() as raw, self._unpacked(raw) as stream:
            try:
                yield stream
            except _DAMAGED:
                raise self._damage() from None

    def whole(self) -> bytes:
        """Returns all its bytes, unpacked."""
        with self.stream() as stream:
            return stream.read()

    def place(self) -> Path | io.BytesIO:
        """Returns what a library opens: the path, or the bytes of a packed, piped or strangely named file."""
        if self.is_pipe:
            return io.BytesIO(self.whole())
        encodable = os.fsencode(self.path).decode(errors="replace") == str(self.path)
        return self.path if encodable and self._packing() is None else io.BytesIO(self.whole())

    def _name_inside(self) -> str:
        """Returns the name of the only file in an archive; its own name if it is no archive."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                return _only_member(self.label, archive).filename
        except (zipfile.BadZipFile, OSError):
            return self.path.name.removesuffix(self.path.suffix) + ".csv"

    def _raw(self) -> IO[bytes]:
        if self.is_pipe:
            return io.BytesIO(_read_pipe(self.path))
        try:
            return self.path.open("rb")
        except OSError as error:
            raise DataError(
                f"{self.path} must be a file that can be read: {error.strerror}. Check the path and its "
                "permissions."
            ) from None

    def _unpacked(self, raw: IO[bytes]) -> IO[bytes]:
        packing = self._packing()
        try:
            return raw if packing is None else _UNPACK[packing](self.label, raw)
        except _DAMAGED:
            raise self._damage() from None

    def _packing(self) -> str | None:
        """Returns the packing, told by the first bytes; Excel's files are zip archives too."""
        with self._raw() as raw:
            head = raw.read(8)
        if self.path.suffix.lower() == ".zip":
            return "zip"
        return next((name for signature, name in PACKINGS.items() if head.startswith(signature)), None)

    def _damage(self) -> DataError:
        packing = self._packing() or "packed"
        return DataError(
            f"{self.label} must be a whole {_SPOKEN.get(packing, packing)} file, and it is cut off or "
            "damaged. Copy or download it again."
        )


def _read_pipe(path: Path) -> bytes:
    """Reads a pipe and keeps its bytes, because columns are looked at before values are read."""
    key = str(path)
    if key not in _piped:
        _piped[key] = sys.stdin.buffer.read() if key == STDIN else path.read_bytes()
    return _piped[key]


def _open_gzip(label: str, raw: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))


def _open_xz(label: str, raw: IO[bytes]) -> IO[bytes]:
    return lzma.open(raw)


def _open_bz2(label: str, raw: IO[bytes]) -> IO[bytes]:
    return bz2.open(raw)


def _open_zst(label: str, raw: IO[bytes]) -> IO[bytes]:
    try:
        module: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "zstandard")
    except ImportError:
        raise MissingExtraError(
            f"{label} is packed with Zstandard, which needs the package zstandard. "
            "Install it: pip install zstandard."
        ) from None
    stream: IO[bytes] = module.open(raw)
    return stream


def _open_zip(label: str, raw: IO[bytes]) -> IO[bytes]:
    """Opens the only file of an archive."""
    archive = zipfile.ZipFile(raw)
    return archive.open(_only_member(label, archive))


def _only_member(label: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [info for info in archive.infolist() if not info.is_dir() and "__MACOSX" not in info.filename]
    if len(members) != 1:
        names = ", ".join(info.filename for info in members[:5])
        raise DataError(
            f"{label} must be a zip archive of one file, got {len(members)}: {names}. "
            "Unpack it, and name the files."
        )
    if members[0].flag_bits & 1:
        raise DataError(f"{label} must be a zip archive without a password. Unpack it first.")
    return members[0]


_UNPACK: Mapping[str, Callable[[str, IO[bytes]], IO[bytes]]] = {
    "gz": _open_gzip,
    "xz": _open_xz,
    "bz2": _open_bz2,
    "zst": _open_zst,
    "zip": _open_zip,
}
