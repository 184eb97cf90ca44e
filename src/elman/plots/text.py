"""Text in pictures: drawn as it is written, in fonts that have its letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from elman.printable import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_NO_LETTERS = "Last Resort"
"""A font that has a box for every letter."""


def settle_text(figure: Figure) -> tuple[str, ...]:
    """Sees to it that names of users are names: no formulas, no control characters, and the right letters.

    Returns:
        One sentence about letters that no installed font has, or none.
    """
    texts = _texts(figure)
    for text in texts:
        text.set_parse_math(False)
        text.set_usetex(False)
        text.set_text(printable(text.get_text()))
    wanted = {letter for text in texts for letter in text.get_text() if not letter.isspace()}
    missing = wanted - _letters_of_default()
    if not missing:
        return ()
    families, absent = _find_fonts(missing)
    for text in texts:
        text.set_fontfamily([*text.get_fontfamily(), *families])
        text.set_text("".join(_UNKNOWN if letter in absent else letter for letter in text.get_text()))
    return (_sentence(sorted(absent)),) if absent else ()


def _texts(figure: Figure) -> list[Text]:
    """All but the numbers and dates at the axes, which matplotlib writes itself, formulas among them."""
    from matplotlib.text import Text

    axes = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    ticks = [tick for axis in axes for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())]
    numbers = {text for tick in ticks for text in (tick.label1, tick.label2)}
    numbers |= {axis.get_offset_text() for axis in axes}
    found: list[Text] = figure.findobj(Text)
    return [text for text in found if text not in numbers]


def _letters_of_default() -> set[str]:
    from matplotlib.font_manager import FontProperties, findfont

    return _letters_of(findfont(FontProperties()))


def _find_fonts(missing: Iterable[str]) -> tuple[list[str], set[str]]:
    """Families that have the letters, those with most of them first, and the letters that none has."""
    from matplotlib.font_manager import fontManager

    absent, families = set(missing), []
    upright = {font.name: font.fname for font in fontManager.ttflist if font.style == "normal"}
    held = {
        name: _letters_of(path) & absent for name, path in upright.items() if not name.startswith(_NO_LETTERS)
    }
    while absent and held:
        best = max(sorted(held), key=lambda name: len(held[name] & absent))
        if not held[best] & absent:
            break
        families.append(best)
        absent -= held.pop(best)
    return families, absent


def _letters_of(path: str) -> set[str]:
    """Those that a font has; none where its file cannot be read."""
    from matplotlib.font_manager import get_font

    try:
        return set(map(chr, get_font(path).get_charmap()))
    except (OSError, RuntimeError):
        return set()


def _sentence(absent: Sequence[str], most: int = 10) -> str:
    shown = " ".join(absent[:most]) + (" ..." if len(absent) > most else "")
    count = "one letter" if len(absent) == 1 else f"{len(absent)} letters"
    return f"no installed font has {count} of the picture: {shown}. Install one that has, as Noto Sans."
