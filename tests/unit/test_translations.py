"""The Chinese pages translate the English ones as they are now, with the same code."""

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.zh.md"), *ROOT.glob("docs/*.zh.md")])
translated = SimpleNamespace(**runpy.run_path(str(ROOT / "scripts" / "translated")))


def is_current(page):
    return page.read_text(encoding="utf-8").endswith(translated.mark_of(page))


def code_of(page):
    """Its code without comments and texts, which are translated too where they speak to a reader."""
    code = "\n".join(re.findall(r"```\w*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
    return re.sub(r"\s+#.*|(['\"]).*?\1", "", code).split()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_translates_its_source_as_it_is_now(page):
    source = translated.source_of(page).name
    assert is_current(page), (
        f"{source} has changed since {page.name} was translated. Mend it, then run: scripts/translated {page}"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_code_is_the_same(page):
    assert code_of(page) == code_of(translated.source_of(page))


def test_a_source_that_has_changed_is_noticed(tmp_path):
    for name in ("README.md", "README.zh.md"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    assert is_current(tmp_path / "README.zh.md")
    with (tmp_path / "README.md").open("a", encoding="utf-8") as source:
        source.write("A new sentence.\n")
    assert not is_current(tmp_path / "README.zh.md")
