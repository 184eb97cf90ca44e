"""The page as one HTML file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from elman.errors import ArgumentError
from elman.page.blocks import Block, Chart, Heat, Page, Section, Table, Text
from elman.page.safe import safe
from elman.page.svg import draw_chart, draw_heat
from elman.page.words import LANGUAGES, translate, words_json
from elman.storage.whole_file import write_whole

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a browser lets the page do: run what is in it, and ask whoever served it."""


def write_page(page: Page, path: Path, *, language: str = "en") -> None:
    """Writes a page to a file, in full or not at all.

    Args:
        page: what it shows.
        path: where it goes.
        language: en or zh; the reader can change it in the page.

    Raises:
        ArgumentError: no such language, or the file cannot be written.
    """
    write_whole("output", path, render_page(page, language=language).encode())


def render_page(page: Page, *, language: str = "en") -> str:
    """The page as HTML that needs nothing else; see `write_page`."""
    if language not in LANGUAGES:
        raise ArgumentError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}. Choose one.")
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<link rel="icon" href="data:,">',
            f"<title>{safe(page.title)}</title>",
            f"<style>{asset('uplot.css')}{asset('page.css')}</style>",
            "</head>",
            "<body>",
            f'<a class="skip" href="#main">{_word("To the content", language)}</a>',
            '<header id="head">',
            f"<h1>{safe(page.title)}</h1>",
            f'<p id="subtitle">{safe(page.subtitle)}</p>',
            "</header>",
            '<main id="main">',
            *(_section(section, language) for section in page.sections),
            "</main>",
            f'<script type="application/json" id="page-data">{_json(page.to_json())}</script>',
            f'<script type="application/json" id="page-words">{_json(words_json())}</script>',
            f"<!-- uPlot 1.6.32\n{asset('uplot.LICENSE')}-->",
            f"<script>{asset('uplot.js')}</script>",
            f"<script>{asset('page.js')}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


@cache
def asset(name: str) -> str:
    """A file that stands in every page."""
    return (files("elman.page") / "assets" / name).read_text(encoding="utf-8")


def _section(section: Section, language: str) -> str:
    blocks = "\n".join(_block(block, language) for block in section.blocks)
    return f"<section>\n<h2>{_word(section.title, language)}</h2>\n{blocks}\n</section>"


def _block(block: Block, language: str) -> str:
    if isinstance(block, Text):
        return _text(block, language)
    if isinstance(block, Table):
        return _table(block, language)
    return _figure(block, language)


def _text(text: Text, language: str) -> str:
    if text.kind == "code":
        return f'<pre id="{text.id}" class="code"><code>{safe(text.text)}</code></pre>'
    said = text.in_chinese if language == "zh" and text.in_chinese else translate(text.text, language)
    return f'<p id="{text.id}" class="{text.kind}">{safe(said)}</p>'


def _table(table: Table, language: str) -> str:
    head = "".join(f'<th scope="col">{_word(name, language)}</th>' for name in table.head)
    return "\n".join(
        [
            f'<div class="wide"><table id="{table.id}">',
            f"<caption>{_word(table.title, language)}</caption>" if table.title else "",
            f"<thead><tr>{head}</tr></thead>",
            "<tbody>",
            *(_row(row, language) for row in table.rows),
            "</tbody></table></div>",
        ]
    )


def _row(row: Sequence[str], language: str) -> str:
    first, *others = row
    cells = "".join(f"<td>{safe(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{_word(first, language)}</th>{cells}</tr>'


def _figure(figure: Chart | Heat, language: str) -> str:
    drawn = draw_chart(figure) if isinstance(figure, Chart) else draw_heat(figure)
    names = "".join(_legend(figure, language)) if isinstance(figure, Chart) else ""
    return (
        f'<figure id="{figure.id}">\n<figcaption>{_word(figure.title, language)}</figcaption>\n'
        f'<div class="plot">{drawn}</div>\n<p class="legend">{names}</p>\n</figure>'
    )


def _legend(chart: Chart, language: str) -> Iterator[str]:
    for line in (line for line in chart.lines if line.name):
        yield (
            f'<span><svg class="key" viewBox="0 0 28 8" aria-hidden="true"><path class="line {line.role}" '
            f'd="M0 4H28"/></svg>{_word(line.name, language)}</span> '
        )


def _word(text: str, language: str) -> str:
    return safe(translate(text, language))


def _json(value: object) -> str:
    """JSON that ends no script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
