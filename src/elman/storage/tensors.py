"""The safetensors format: 8 bytes for the length of a header, the header in JSON, and then the arrays.

It is read and written here, and not by its library, because a file of ours must have the same bytes each time
(the library writes several texts in any order), and because a damaged file is to be told what is wrong with
it. The library reads what is written here, and the other way round; the tests show it.
Reference: https://github.com/huggingface/safetensors, "Format".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, BinaryIO

import numpy as np

from elman.arrays import Array
from elman.printable import shown
from elman.storage.fields import FieldError, list_of, one_of, record, whole
from elman.storage.sniffing import describe_foreign

_LENGTH_BYTES = 8
_MOST_HEADER = 100_000_000
"""Bytes, as in the format's library."""
_MOST_DIMENSIONS = 16
_TEXTS = "__metadata__"
_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "|u1",
    "BOOL": "|b1",
}
"""The format's name of each type to NumPy's."""
_PLACE = record(
    dtype=one_of(_DTYPES),
    shape=list_of(whole(0), most=_MOST_DIMENSIONS),
    data_offsets=list_of(whole(0), least=2, most=2),
)
_NAMES = {np.dtype(dtype): name for name, dtype in _DTYPES.items()}


class FormatError(Exception):
    """What is wrong with a file, as the end of a sentence: "which is truncated ..."."""


class ForeignError(FormatError):
    """It is a file of another format."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One array in a file."""

    dtype: str
    """The format's name of its type."""
    shape: tuple[int, ...]
    """Its shape."""
    start: int
    """Its first byte, counted from the end of the header."""
    end: int
    """The byte after its last one."""

    def __str__(self) -> str:
        return f"{self.shape} of {self.dtype}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """What a file says before its numbers."""

    texts: Mapping[str, str]
    """The metadata: text by key."""
    places: Mapping[str, Place]
    """Every array by name, in the order of the file; its size is what the file has room for."""


def encode(texts: Mapping[str, str], arrays: Mapping[str, Array]) -> bytes:
    """The content of a file; the same bytes for the same texts and arrays.

    The widest numbers come first, so that all of them are aligned.
    """
    ordered = sorted(arrays, key=lambda name: (-arrays[name].dtype.itemsize, name))
    header: dict[str, Any] = {_TEXTS: dict(texts)} if texts else {}
    end = 0
    for name in ordered:
        array = arrays[name]
        start, end = end, end + array.nbytes
        dtype = _NAMES[array.dtype.newbyteorder("<")]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [start, end]}
    written = json.dumps(header, separators=(",", ":")).encode()
    written += b" " * (-len(written) % _LENGTH_BYTES)
    content = [bytes_of(arrays[name]) for name in ordered]
    return b"".join([len(written).to_bytes(_LENGTH_BYTES, "little"), written, *content])


def bytes_of(array: Array) -> bytes:
    """The numbers of an array, one after the other, as a file has them on every machine."""
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()


def read_header(file: BinaryIO, size: int) -> Header:
    """Reads what stands before the numbers; afterwards the file stands at the first of them.

    Every shape has been compared with the bytes that are there, so that no array is made for which the file
    has no numbers.

    Args:
        file: at its start.
        size: of the file, in bytes.

    Raises:
        FormatError: it is no such file, or damaged.
    """
    first = file.read(_LENGTH_BYTES + 1)
    length = int.from_bytes(first[:_LENGTH_BYTES], "little")
    if len(first) <= _LENGTH_BYTES or first[_LENGTH_BYTES:] != b"{" or length > _MOST_HEADER:
        raise ForeignError(describe_foreign(first + file.read(1 << 12), size))
    if _LENGTH_BYTES + length > size:
        raise FormatError(_truncated(size, f"{_LENGTH_BYTES + length:,} or more"))
    plain = _parse(b"{" + file.read(length - 1))
    texts = plain.pop(_TEXTS, {})
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise FormatError("whose header is damaged: its metadata are no texts")
    places = _read_places(plain)
    wanted = _LENGTH_BYTES + length + max((place.end for place in places.values()), default=0)
    if size < wanted:
        raise FormatError(_truncated(size, f"{wanted:,}"))
    if size > wanted:
        raise FormatError(f"which is damaged: it has {size - wanted:,} bytes more than its header says")
    return Header(texts=texts, places=places)


def read_arrays(file: BinaryIO, header: Header) -> dict[str, Array]:
    """The arrays, from a file that stands at the first number.

    Raises:
        FormatError: the file became shorter, or a truth value is neither 0 nor 1.
    """
    arrays = {}
    for name, place in header.places.items():
        content = file.read(place.end - place.start)
        if len(content) != place.end - place.start:
            raise FormatError(f"which is truncated: {shown(name)} is not there in full")
        dtype = np.dtype(_DTYPES[place.dtype])
        if dtype == np.bool_ and content.translate(None, b"\0\1"):
            raise FormatError(f"which is damaged: {shown(name)} holds what is neither true nor false")
        array = np.frombuffer(content, dtype).reshape(place.shape)
        arrays[name] = array.astype(dtype.newbyteorder("="))  # a copy: aligned, and writable
    return arrays


def parse_json(text: str | bytes) -> Any:
    """Parses JSON, of which neither a double name nor any depth may do harm.

    Raises:
        ValueError: it is no JSON, is nested too deeply, or has a name twice.
    """
    try:
        plain = json.loads(text, object_pairs_hook=_no_name_twice)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    _check_depth(plain)
    return plain


_DEEPEST = 32


def _check_depth(plain: Any) -> None:
    """Whoever goes through the record later, and writes it again, is not to run out of stack."""
    level, depth = [plain], 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            raise ValueError(f"it is nested more than {_DEEPEST} deep")
        inner = [part.values() if isinstance(part, dict) else part for part in level if _has_parts(part)]
        level = [part for parts in inner for part in parts if _has_parts(part)]


def _has_parts(part: object) -> bool:
    return isinstance(part, dict | list)


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise ValueError("a name is there twice")
    return plain


def _parse(header: bytes) -> dict[str, Any]:
    try:
        plain = parse_json(header)
    except ValueError as error:
        raise FormatError(f"whose header is damaged: {error}") from None
    assert isinstance(plain, dict), "a header begins with a brace"
    return plain


def _read_places(plain: Mapping[str, Any]) -> dict[str, Place]:
    """Every array of a header, in the order of their numbers, which must fill the file without gaps."""
    places = {name: _read_place(name, described) for name, described in plain.items()}
    ordered = dict(sorted(places.items(), key=lambda item: (item[1].start, item[1].end)))
    end = 0
    for name, place in ordered.items():
        if place.start != end:
            raise FormatError(
                f"whose header is damaged: {shown(name)} does not begin where the one before it ends"
            )
        end = place.end
    return ordered


def _read_place(name: str, described: Any) -> Place:
    try:
        plain = _PLACE(shown(name), described)
    except FieldError as error:
        raise FormatError(f"whose header is damaged: {error}".rstrip(".")) from None
    (start, end), shape, dtype = plain["data_offsets"], plain["shape"], plain["dtype"]
    if prod(shape) * np.dtype(_DTYPES[dtype]).itemsize != end - start:
        raise FormatError(f"whose header is damaged: {shown(name)} has not the size of its shape")
    return Place(dtype=dtype, shape=shape, start=start, end=end)


def _truncated(size: int, wanted: str) -> str:
    return f"which is truncated: {size:,} of {wanted} bytes are there"
