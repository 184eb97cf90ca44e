"""The encoding of a text file: its first bytes tell it, or it is UTF-8, or an error names likely ones."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping

from elman.errors import DataError

SIGNATURES = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""The first bytes that tell an encoding, the longest first."""
WESTERN = "cp1252"
_LONE = re.compile(rb"(?<![\x80-\xff])[\xa0-\xff](?![\x80-\xff])")
_LIKELY_SHARE = 0.7


def told_encoding(head: bytes) -> tuple[str, int] | None:
    """The encoding that a file's first bytes tell, and how many bytes do; None: they do not.

    UTF-16 without such bytes is known by its zeros: every other byte of plain text is one.
    """
    for signature, name in SIGNATURES.items():
        if head.startswith(signature):
            return name, len(signature)
    pairs = head[: len(head) // 2 * 2]
    if len(pairs) >= 4 and b"\0" in pairs:
        zeros = [pairs[place::2].count(0) / (len(pairs) / 2) for place in (0, 1)]
        if min(zeros) == 0 and max(zeros) > 0.5:
            return ("utf-16-be" if zeros[0] else "utf-16-le"), 0
    return None


def is_utf8(head: bytes, *, whole: bool) -> bool:
    """Tells whether bytes are UTF-8; at the end of a file's first bytes a character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def find_encoding(label: str, head: bytes) -> tuple[str, str]:
    """The encoding of text that is not UTF-8, and the note on it.

    Signs that stand alone among plain letters, as in `°C`, are those of Western Europe.

    Raises:
        DataError: it may be another encoding; the likely ones are named.
    """
    line = head.count(b"\n", 0, _first_wrong(head)) + 1
    lone = len(_LONE.findall(head))
    if lone and lone == sum(byte > 0x7F for byte in head):
        note = f"{label} is not UTF-8 (line {line}), so it was read as Latin-1 (Windows-1252)"
        return WESTERN, f"{note}; --encoding overrules it."
    likely = likely_encodings(head)
    named = " or ".join(likely)
    raise DataError(
        f"{label} must be UTF-8 or say its encoding, and line {line} is not UTF-8. It is likely {named}: "
        f"give --encoding {likely[0]}, or save the file as UTF-8."
    )


def likely_encodings(data: bytes) -> list[str]:
    """Returns the encodings that this text may have, the likeliest first."""
    scores: dict[str, float] = {}
    for name, is_usual in _USUAL.items():
        try:
            foreign = [sign for sign in data.decode(name) if ord(sign) > 0x7F]
        except UnicodeDecodeError:
            continue
        scores[name] = sum(map(is_usual, foreign)) / max(len(foreign), 1)
    ordered = sorted(scores, key=lambda name: -scores[name])
    return [name for name in ordered if scores[name] > _LIKELY_SHARE][:2] or ordered[:1] or [WESTERN]


def _first_wrong(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _is_common_chinese(sign: str) -> bool:
    """Tells whether a character is one of the 3,755 common ones, which have their own rows in GB 2312."""
    try:
        first = sign.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= first <= 0xA3 or 0xB0 <= first <= 0xD7


def _is_japanese(sign: str) -> bool:
    return "\u3040" <= sign <= "\u30ff" or "\u4e00" <= sign <= "\u9fff" or sign in "\u3001\u3002\u2103\u00b0"


def _is_korean(sign: str) -> bool:
    return "\uac00" <= sign <= "\ud7a3"


def _is_traditional(sign: str) -> bool:
    """Tells whether a character is one of the 5,401 common characters of Big5."""
    try:
        return sign.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


def _is_cyrillic(sign: str) -> bool:
    return "\u0430" <= sign <= "\u044f" or sign in "\u0401\u0451\u00b0\u2116" or "\u0410" <= sign <= "\u042f"


def _is_western(sign: str) -> bool:
    return sign in "äöüÄÖÜßàâçèéêëîïôùûñáíóúÁÉÍÓÚåøæÅØÆãõ°µ²³±·€\u2013\u2014\u201c\u201d\u2018\u2019"


_USUAL: Mapping[str, Callable[[str], bool]] = {
    "gbk": _is_common_chinese,
    "shift_jis": _is_japanese,
    "euc_kr": _is_korean,
    "big5": _is_traditional,
    "cp1251": _is_cyrillic,
    WESTERN: _is_western,
}
"""For each encoding, a test whether a character is usual in its texts."""
