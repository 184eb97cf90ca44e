"""The page's own words in English and Chinese. To add a language: a file of words and its name here."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

LANGUAGES = {"en": "English", "zh": "中文"}
"""Names of the languages by code; English is what the code says."""


@cache
def words_json() -> dict[str, str]:
    """Chinese by English."""
    text = (files("elman.page") / "assets" / "chinese.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def translate(text: str, language: str) -> str:
    """The text in the language; as it is where there is no translation, for it is a user's or a number.

    A text with a colon may be a known phrase and a name: `error by range: valve`.
    """
    if language == "en":
        return text
    known = words_json()
    if text in known:
        return known[text]
    phrase, colon, rest = text.partition(": ")
    return f"{known[phrase]}: {rest}" if colon and phrase in known else text
