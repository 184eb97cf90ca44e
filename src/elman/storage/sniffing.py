"""What a file is that is none of ours, by its first bytes: it is often one that was named by mistake."""

from __future__ import annotations

from codecs import getincrementaldecoder

_MAGIC = {
    b"PAR1": "a Parquet table",
    b"ARROW1": "an Arrow table",
    b"RIFF": "a WAV recording",
    b"\x93NUMPY": "a NumPy array",
    b"PK\x03\x04": "a ZIP archive (as .xlsx, .npz and .pt files are)",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"\x89PNG": "a picture",
    b"%PDF": "a PDF document",
    b"\x89HDF": "an HDF5 file",
    b"\x80\x04\x95": "a Python pickle",
}
_SEPARATORS = ",;\t"


def describe_foreign(start: bytes, size: int) -> str:
    """The end of a sentence: "which is a text table".

    Args:
        start: the first bytes of the file, a few thousand at most.
        size: of all of it.
    """
    if not size:
        return "which is empty"
    for magic, name in _MAGIC.items():
        if start.startswith(magic):
            return f"which is {name}"
    lines = _lines_of(start)
    if not lines:
        return "which is something else, or damaged at its beginning"
    if lines[0].lstrip()[:1] in ("{", "["):
        return "which is JSON text"
    counts = [[line.count(mark) for mark in _SEPARATORS] for line in lines[:2]]
    alike = any(first and first == second for first, second in zip(counts[0], counts[-1], strict=True))
    return "which is a text table (CSV)" if alike else "which is a text"


def _lines_of(start: bytes) -> list[str]:
    """The lines, if it is text in UTF-8; the last one may be cut, and so may its last letter."""
    try:
        text = getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return []
    if any(ord(letter) < 32 and letter not in "\t\n\r\f\ufeff" for letter in text):
        return []
    return text.splitlines()
