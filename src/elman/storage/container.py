"""One file: a kind, a record in JSON, arrays by name, and a checksum of both. No pickle anywhere.

It is a safetensors file: the record stands in its metadata under the key of its kind. Files of 0.1.0 have no
checksum; they are read as they are.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, TypeVar

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, ElmanError
from elman.printable import brief, shown, shown_name
from elman.storage.kinds import TITLE, Kind, title_of
from elman.storage.tensors import (
    ForeignError,
    FormatError,
    Header,
    bytes_of,
    encode,
    parse_json,
    read_arrays,
    read_header,
)

R = TypeVar("R")

Source: TypeAlias = Path | bytes
"""A file, or its content."""
Parse: TypeAlias = Callable[[Any], R]
"""From the JSON to the record; it raises an error of elman's where that is damaged."""
Shapes: TypeAlias = Callable[[R], Mapping[str, tuple[int, ...]]]
"""The arrays that a file with this record must have, float32, and their shapes."""

_CHECKSUM = "checksum"


def to_bytes(kind: Kind, plain: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """The content of a file: the same bytes for the same record and arrays."""
    record = json.dumps(plain)
    texts = {kind.key: record, TITLE: kind.title, _CHECKSUM: _checksum(kind.key, record, arrays)}
    return encode(texts, arrays)


def keys_of(source: Source) -> set[str]:
    """The keys of the metadata of a file, or of its content; the record's is that of its kind.

    Raises:
        ModelFileError: it is not there, or no such file.
    """
    with _open(source, _ANY) as (_, header):
        return set(header.texts)


def read(
    source: Source, kind: Kind, parse: Parse[R], shapes: Shapes[R], *, nan_in: Collection[str] = ()
) -> tuple[R, dict[str, Array]]:
    """Reads a file, or its content; nothing is returned that was not checked.

    Args:
        source: the file.
        kind: that it must be of.
        parse: makes the record of the JSON.
        shapes: the arrays that must be there; others may be.
        nan_in: arrays that may hold NaN; nothing may be infinite.

    Raises:
        ArgumentError: as the kind says: it is not there, of another kind, damaged, or of another format
            version.
    """
    place = place_of(source)
    with _open(source, kind) as (file, header):
        if kind.key in header.texts:
            record = _parse_record(header.texts[kind.key], parse, kind, place)
            _check_shapes(header, shapes(record), kind, place)
            arrays = read_arrays(file, header)
            _check_sum(header, kind, arrays, place)
        elif kind.record_array and kind.record_array in header.places and not header.texts:
            arrays = read_arrays(file, header)
            record = _parse_record(arrays.pop(kind.record_array).tobytes(), parse, kind, place)
            _check_shapes(header, shapes(record), kind, place)
        else:
            raise _other_kind(header, kind, place)
    _check_finite(arrays, nan_in, kind, place)
    return record, arrays


def place_of(source: Source) -> str:
    """What a file is called in a sentence."""
    return f"{len(source)} bytes" if isinstance(source, bytes) else str(source)


def check_version(plain: object, name: str, version: int) -> None:
    """Checks that a record is of the version that is read.

    Args:
        plain: what the JSON holds.
        name: of the field that says the version.
        version: the one that is read.

    Raises:
        VersionError: another version, or none.
    """
    if not isinstance(plain, Mapping):
        raise ArgumentError(f"a record must hold named fields, got {type(plain).__name__}.")
    found = plain.get(name)
    if type(found) is not int or found != version:
        raise VersionError(
            f"{name} must be {version}, got {shown(found)}. "
            "Read the file with the version of elman that wrote it, or a newer one."
        )


class VersionError(ArgumentError):
    """A record is of another version: it is not damaged, but cannot be read."""


_ANY = Kind(key="", title="a file of elman's")

_TO_LOOK = "To see what is in a table: elman look FILE."


@contextmanager
def _open(source: Source, kind: Kind) -> Iterator[tuple[BinaryIO, Header]]:
    """The file after its header, and that; what the format refuses, meanwhile too, becomes a sentence."""
    try:
        with BytesIO(source) if isinstance(source, bytes) else _open_file(source, kind) as file:
            size = len(source) if isinstance(source, bytes) else os.fstat(file.fileno()).st_size
            yield file, read_header(file, size)
    except FormatError as error:
        swapped = isinstance(error, ForeignError) and "table" in str(error)
        advice = f"Were the arguments swapped? {kind.order} {_TO_LOOK}" if swapped else kind.advice
        raise kind.error(
            f"{kind.argument} must be a file that {kind.written_by}, got {place_of(source)!r}, {error}. "
            f"{advice}"
        ) from None
    except OSError as error:
        raise kind.error(
            f"{kind.argument} must be a file that can be read, got {place_of(source)!r} "
            f"({error.strerror or error}). Check its rights and its disk."
        ) from None


def _open_file(path: Path, kind: Kind) -> BinaryIO:
    try:
        is_file = path.is_file()
    except (OSError, ValueError):
        is_file = False
    if not is_file:
        raise kind.error(f"{kind.argument} must be a file, got {str(path)!r}, which is none. Check the name.")
    return path.open("rb")


def _other_kind(header: Header, kind: Kind, place: str) -> ArgumentError:
    title = title_of(header.texts, header.places)
    if title not in (None, kind.title):
        return kind.error(f"{place!r} must be {kind.title}, and it is {title}. Name another file.")
    return kind.error(
        f"{kind.argument} must be a file that {kind.written_by}, got {place!r} without its record. "
        "To use PyTorch's parameters, load them into a network (see the README)."
    )


def _parse_record(text: str | bytes, parse: Parse[R], kind: Kind, place: str) -> R:
    try:
        return parse(parse_json(text))
    except VersionError as error:
        raise kind.error(f"{place!r} cannot be read by this elman: {error}") from None
    except (ElmanError, ValueError) as error:
        raise kind.error(f"the record of {place!r} is damaged ({brief(error)}). {kind.advice}") from None


def _check_shapes(header: Header, shapes: Mapping[str, tuple[int, ...]], kind: Kind, place: str) -> None:
    for name, shape in shapes.items():
        found = str(header.places.get(name, "nothing"))
        if found != f"{shape} of F32":
            raise kind.error(
                f"{name} of {place!r} must have the shape {shape} of F32, got {found}. "
                f"The file is damaged. {kind.advice}"
            )


def _check_sum(header: Header, kind: Kind, arrays: Mapping[str, Array], place: str) -> None:
    written = header.texts.get(_CHECKSUM)
    if written is not None and written != _checksum(kind.key, header.texts[kind.key], arrays):
        raise kind.error(
            f"{place!r} must hold what was written, and its checksum tells that a part of it has changed. "
            f"The file is damaged. {kind.advice}"
        )


def _check_finite(arrays: Mapping[str, Array], nan_in: Collection[str], kind: Kind, place: str) -> None:
    for name, array in arrays.items():
        bad = np.isinf(array) if name in nan_in else ~np.isfinite(array)
        if bad.any():
            raise kind.error(
                f"{shown_name(name)} of {place!r} must hold finite numbers, and it does not. "
                f"The file is damaged. {kind.advice}"
            )


def _checksum(key: str, record: str, arrays: Mapping[str, Array]) -> str:
    """Changes with every bit of the record and of the arrays, their names, types and shapes."""
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(arrays):
        array = arrays[name]
        about = [name, array.dtype.newbyteorder("<").str, list(array.shape)]
        digest.update(json.dumps(about).encode() + bytes_of(array))
    digest.update(json.dumps([key, record]).encode())
    return f"blake2b:{digest.hexdigest()}"
