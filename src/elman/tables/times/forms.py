"""The forms of written times, recognised by the shape of the text: `0000-00-00 00:00`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan ene janv",
            "feb fév fev févr fevr",
            "mar mär mrz mars",
            "apr avr abr",
            "may mai",
            "jun juin",
            "jul juil",
            "aug aoû aou août aout ago",
            "sep sept",
            "oct okt",
            "nov",
            "dec dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}
"""The first letters of the months' names in English, German, French and Spanish."""

_MONTH = r"(?P<B>[^\W\d_]{3,10})\.?"
_DATES = (
    r"(?P<Y>0000)[-/.](?P<m>00?)[-/.](?P<d>00?)",
    r"(?P<Y>0000)(?P<m>00)(?P<d>00)",
    r"(?P<a>00?)(?P<sign>[-/.])(?P<b>00?)(?P=sign)(?P<c>0000|00)",
    rf"(?P<d>00?)(?:st|nd|rd|th|\.)?[-/. ]?{_MONTH}[-/., ]{{0,2}}(?P<Y>0000|00)",
    rf"{_MONTH}[-/. ](?P<d>00?)(?:st|nd|rd|th)?,? (?P<Y>0000)",
    rf"(?P<Y>0000)[-/. ]?{_MONTH}[-/. ]?(?P<d>00?)",
    r"(?P<Y>0000)[-/](?P<m>00?)",
    r"(?P<m>00?)[-/](?P<Y>0000)",
    rf"{_MONTH}[-/. ,]{{0,2}}(?P<Y>0000)",
    rf"{_MONTH}[-'\u2019](?P<Y>00)",
    rf"(?P<Y>0000)[-/. ]?{_MONTH}",
    r"(?P<Y>0000)-?[Ww](?P<w>00)(?:-?(?P<u>0))?",
    r"(?P<Y>0000)[- /]?[Qq](?P<q>0)",
    r"[Qq](?P<q>0)[- /]?(?P<Y>0000)",
    r"(?P<Y>0000)-(?P<j>000)",
    r"(?P<Y>0000) ?[年년] ?(?P<m>00?) ?[月월](?: ?(?P<d>00?) ?[日号號일])?",
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_HALF = r"(?: ?(?P<p>[ap])\.?m\.?)?"
_CLOCK = rf"(?P<H>00?)(?:(?P<colon>[:.h])(?P<M>00)(?:(?P=colon)(?P<S>00)(?:[.,:](?P<f>0+))?)?)?{_HALF}"
_COMPACT_CLOCK = r"(?P<H>00)(?P<M>00)(?:(?P<S>00)(?:[.,](?P<f>0+))?)?"
_HANZI_CLOCK = (
    r"(?P<P>上午|下午|凌晨|早上|晚上|午前|午後|오전|오후)? ?(?P<H>00?) ?(?::|[时時点點시])"
    r"(?: ?(?P<M>00?)(?: ?(?::|[分분])(?: ?(?P<S>00?)(?:[.,](?P<f>0+))?[秒초]?)?)?)?"
)
"""Hours and minutes in Chinese, Japanese and Korean; the half of the day stands before them."""
_HALVES = {
    "上午": "a",
    "凌晨": "a",
    "早上": "a",
    "午前": "a",
    "오전": "a",
    "下午": "p",
    "晚上": "p",
    "午後": "p",
    "오후": "p",
}
_ZONE = (
    r"(?: ?(?P<utc>Z|UTC|GMT)| "
    r"?(?:UTC|GMT)?(?P<o>[+-])(?P<oh>00)(?::?(?P<om>00))?)?(?:\[(?P<zone>[\w/+-]+)\])?"
)
_GAP = r"(?:T|[ ,_]{1,2}| ?[-:] ?|(?<=[日号號일]))"
_ELAPSED = r"(?P<H>0+):(?P<M>00)(?::(?P<S>00)(?:[.,:](?P<f>0+))?)?"


@dataclass(frozen=True, slots=True)
class Form:
    """Where the parts of a time stand in a text of one shape."""

    spans: Mapping[str, tuple[int, int]]
    """The first character of every part, and the character after its last."""
    month: int
    """The number of the month if it is written as a name; otherwise 0."""
    half: str
    """`a` or `p` for a.m. and p.m.; empty if the hours count to 24."""
    sign: int
    """The sign of the offset from UTC: 1, -1, or 0 if there is none."""
    in_utc: bool
    """Whether the text says UTC."""
    zone: str | None
    """The time zone that the text names."""
    dots: bool
    """Whether points stand between day, month and year."""

    @property
    def is_clock(self) -> bool:
        """Whether it is only a time of the day."""
        return not ({"Y", "c"} & set(self.spans))


@lru_cache(maxsize=4096)
def find_form(shape: str) -> Form | None:
    """Returns the form of texts of this shape, in which every digit is a 0; None if they are no times."""
    for pattern in _PATTERNS:
        if (found := pattern.fullmatch(shape)) and (form := _as_form(found)) is not None:
            return form
    return None


def _as_form(found: re.Match[str]) -> Form | None:
    parts = {name: text for name, text in found.groupdict().items() if text is not None}
    month = 0
    if "B" in parts:
        month = _month(parts["B"])
        if not month:
            return None
    names = ("Y", "m", "d", "a", "b", "c", "w", "u", "q", "j", "H", "M", "S", "f", "oh", "om")
    return Form(
        spans={name: found.span(name) for name in names if name in parts},
        month=month,
        half=parts.get("p", "").lower() or _HALVES.get(parts.get("P", ""), ""),
        sign={"+": 1, "-": -1}.get(parts.get("o", ""), 0),
        in_utc="utc" in parts,
        zone=parts.get("zone"),
        dots=parts.get("sign") == ".",
    )


def _month(name: str) -> int:
    folded = name.lower()
    for length in (5, 4, 3):
        if folded[:length] in MONTHS and (length == len(folded) or length == 3 or len(folded) > length):
            return MONTHS[folded[:length]]
    return 0


def _compiled() -> tuple[re.Pattern[str], ...]:
    clocks = (_CLOCK, _COMPACT_CLOCK, _HANZI_CLOCK)
    patterns = [rf"{_WEEKDAY}{date}(?:{_GAP}{clock}{_ZONE})?" for date in _DATES for clock in clocks]
    patterns.append(rf"{_WEEKDAY}(?P<Y>0000)[-/.](?P<m>00)[-/.](?P<d>00){_ZONE}")
    patterns.append(_ELAPSED)
    patterns.append(rf"(?P<H>00?):(?P<M>00)(?::(?P<S>00)(?:[.,](?P<f>0+))?)?{_HALF}")
    patterns.append(r"(?P<H>00?) ?(?P<p>[ap])\.?m\.?")
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_PATTERNS = _compiled()
