"""Every word that the page says by itself has a translation."""

import re
from importlib.resources import files

from elman.page.words import words_json

SCRIPT = (files("elman.page") / "assets" / "page.js").read_text(encoding="utf-8")


def test_the_scripts_words_are_translated():
    said = set(re.findall(r'say\((?:paused \? )?"([^"]+)"', SCRIPT))
    assert len(said) > 5
    assert said - words_json().keys() == set()


def test_sections_and_charts_of_the_pages_are_translated():
    """Titles, labels and legends of a playground, which has no words of users."""
    from elman.demo import DemoOptions
    from elman.demo.playground import Playground
    from elman.page import Chart, Heat

    page = Playground(DemoOptions(cell="lstm", num_windows=10)).page()
    said = {page.subtitle, *(section.title for section in page.sections)}
    said |= {choice["label"] for choice in page.more["choices"].values()}
    for block in (block for section in page.sections for block in section.blocks):
        if isinstance(block, Chart | Heat):
            said |= {block.title.partition(": ")[0], block.x_label, block.y_label} - {""}
        if isinstance(block, Chart):
            said |= {line.name for line in block.lines}
    assert said - words_json().keys() == set()
