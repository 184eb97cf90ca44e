"""The characters of a text file as UTF-8, in whole rows, with one kind of line end."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from elman.errors import DataError
from elman.readers.files import StoredFile
from elman.readers.text.encoding import find_encoding, is_utf8, likely_encodings, told_encoding
from elman.readers.text.lines import Line, whole_lines

HEAD = 1 << 20
"""How many bytes are looked at before anything is decided."""
MOST_LINES = 1000
FIRST_BLOCK, LARGEST_BLOCK = 1 << 18, 1 << 24
"""Blocks grow, so that reading a few rows of a large file is quick."""
BINARY = {
    b"PK\x03\x04": "a zip archive, as Excel writes it. Give it the suffix .xlsx or .zip",
    b"\xd0\xcf\x11\xe0": "an old Excel file. Give it the suffix .xls",
    b"\x89HDF": "an HDF5 file. Give it the suffix .h5",
    b"MATLAB": "a MATLAB file. Give it the suffix .mat",
    b"\x93NUMPY": "a NumPy file. Give it the suffix .npy",
    b"PAR1": "a Parquet file. Give it the suffix .parquet",
    b"ARROW1": "an Arrow file. Give it the suffix .arrow",
    b"RIFF": "a WAV file. Give it the suffix .wav",
    b"TDSm": "a TDMS file. Give it the suffix .tdms",
    b"MDF     ": "an MDF file. Give it the suffix .mf4",
    b"%PDF": "a PDF file. Export the table as CSV",
}


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text file whose encoding is known."""

    file: StoredFile
    """The file that is read."""
    encoding: str
    """The encoding, by Python's name."""
    signature: int
    """The number of first bytes that only tell the encoding."""
    old_mac: bool
    """Whether a carriage return alone ends a line."""
    notes: tuple[str, ...]
    """What was found out about the file."""

    @classmethod
    def open(cls, file: StoredFile, encoding: str | None) -> tuple[TextSource, list[Line]]:
        """Looks at the first bytes, and gives the first lines.

        Raises:
            DataError: the file is empty, holds no text, or its encoding is not known.
        """
        with file.stream() as stream:
            head = stream.read(HEAD)
            whole = not stream.read(1)
        found, signature, notes = _encoding_of(file.label, head, encoding, whole=whole)
        text = _decoded(file.label, head[signature:], found, whole=whole)
        old_mac = "\n" not in text and "\r" in text
        text = text.replace("\r", "\n") if old_mac else text
        if not whole:
            text = text[: text.rfind("\n") + 1] or text
        if not text.strip():
            raise DataError(
                f"{file.label} must have a header and rows, and it is empty. Check how it was written."
            )
        return cls(file, found, signature, old_mac, notes), whole_lines(text, MOST_LINES)

    def blocks(self, lines_before: int, *, one_column: bool) -> Iterator[tuple[bytes, int]]:
        """The rows after the header in blocks of whole rows, and how many blank lines were before or in each.

        Blank lines are left out, but where there is only one column: there they are missing values, unless
        nothing comes after them.

        Args:
            lines_before: lines of the file before the first row.
            one_column: whether the table has one column.
        """
        waiting = 0
        for rows in self._rows(lines_before):
            body = rows.rstrip(b"\r\n")
            block = rows[: rows.find(b"\n", len(body)) + 1] if body else b""
            if one_column:
                if block:
                    yield b"\n" * waiting + block, 0
                    waiting = 0
                waiting += rows.count(b"\n", len(block))
            else:
                kept = without_blank_lines(block)
                if kept:
                    yield kept, waiting + block.count(b"\n") - kept.count(b"\n")
                    waiting = 0
                waiting += rows.count(b"\n", len(block))

    def _rows(self, lines_before: int) -> Iterator[bytes]:
        """Yields whole rows after the header, as many as were read at once."""
        pending, skip = b"", lines_before
        for chunk in self._utf8_chunks():
            data = pending + chunk
            while skip and (end := data.find(b"\n") + 1):
                data, skip = data[end:], skip - 1
            cut = 0 if skip else _end_of_rows(data)
            if cut:
                yield data[:cut]
            pending = data[cut:]
        if pending and not skip:
            yield pending + b"\n"

    def _utf8_chunks(self) -> Iterator[bytes]:
        size, place = FIRST_BLOCK, 0
        decoder = None if self.encoding == "utf-8" else codecs.getincrementaldecoder(self.encoding)("replace")
        check = codecs.getincrementaldecoder("utf-8")() if decoder is None else None
        with self.file.stream() as stream:
            stream.read(self.signature)
            while chunk := stream.read(size):
                size = min(2 * size, LARGEST_BLOCK)
                if check is not None and not (chunk.isascii() and not check.getstate()[0]):
                    self._check_utf8(check, chunk, place)
                data = chunk if decoder is None else decoder.decode(chunk).encode()
                if b"\0" in data:
                    raise zero_byte(self.file.label, place + chunk.find(b"\0"))
                place += len(chunk)
                yield data.replace(b"\r", b"\n") if self.old_mac else data

    def _check_utf8(self, decoder: codecs.IncrementalDecoder, chunk: bytes, place: int) -> None:
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            likely = likely_encodings(chunk)
            raise DataError(
                f"{self.file.label} must be UTF-8 or say its encoding, and it is not UTF-8 after byte "
                f"{place}. "
                f"It is likely {' or '.join(likely)}: give --encoding {likely[0]}."
            ) from None


def without_blank_lines(block: bytes) -> bytes:
    """Returns the lines that are not blank."""
    if b"\n\n" not in block and b"\n\r\n" not in block and block[:1] not in (b"\n", b"\r"):
        return block
    return re.sub(rb"\n(?:\r?\n)+", b"\n", block.lstrip(b"\r\n"))


def zero_byte(label: str, place: int) -> DataError:
    """Returns the sentence for a file that is no text."""
    return DataError(
        f"{label} must be a text table, and it has a zero byte at {place}. "
        "It is a binary file, or damaged: export it as CSV or Parquet."
    )


def _end_of_rows(data: bytes) -> int:
    """Returns the end of the last whole row: a line end outside of quotes."""
    end = data.rfind(b"\n") + 1
    if b'"' not in data:
        return end
    while end and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, end - 1) + 1
    return end


def _encoding_of(
    label: str, head: bytes, given: str | None, *, whole: bool
) -> tuple[str, int, tuple[str, ...]]:
    for signature, kind in BINARY.items():
        if head.startswith(signature):
            raise DataError(f"{label} must be a text table, and it is {kind}.")
    told = told_encoding(head)
    if given is not None:
        name = codecs.lookup(given).name
        same = told is not None and told[0].startswith(name)
        return (told[0], told[1], ()) if same and told else (name, 0, ())
    if told is not None:
        note = f"{label} is {told[0][:6].upper()}, as Excel writes it."
        return *told, ((note,) if told[0] != "utf-8" else ())
    if b"\0" in head:
        raise zero_byte(label, head.index(0))
    if is_utf8(head, whole=whole):
        return "utf-8", 0, ()
    name, note = find_encoding(label, head)
    return name, 0, (note,)


def _decoded(label: str, head: bytes, encoding: str, *, whole: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head, final=whole)
    except UnicodeDecodeError as error:
        likely = likely_encodings(head)
        raise DataError(
            f"encoding must be that of {label}, got {encoding}: byte {error.start} is none of its "
            "characters. "
            f"It is likely {' or '.join(likely)}."
        ) from None
    if "\0" in text:
        raise zero_byte(label, text.index("\0"))
    return text.removeprefix("\ufeff")
