"""One page of text, tables and charts, from one JSON: kept as a file, or served while something runs.

The JSON is described in `docs/inspect.md`. The page needs no other file, asks nothing of any other machine,
and can be read without its script.
"""

from typing import TYPE_CHECKING

from elman.later import later

if TYPE_CHECKING:
    from elman.page.blocks import Block, Chart, Heat, Line, Page, Section, Table, Text
    from elman.page.document import render_page, write_page
    from elman.page.places import check_page_path
    from elman.page.serving import PageServer
    from elman.page.thinning import MOST_POINTS, thin

__all__ = [
    "MOST_POINTS",
    "Block",
    "Chart",
    "Heat",
    "Line",
    "Page",
    "PageServer",
    "Section",
    "Table",
    "Text",
    "check_page_path",
    "render_page",
    "thin",
    "write_page",
]

__getattr__ = later(
    __name__,
    {
        **dict.fromkeys(("Block", "Chart", "Heat", "Line", "Page", "Section", "Table", "Text"), "blocks"),
        **dict.fromkeys(("render_page", "write_page"), "document"),
        **dict.fromkeys(("MOST_POINTS", "thin"), "thinning"),
        "PageServer": "serving",
        "check_page_path": "places",
    },
)
