"""The pages on learning and on looking inside do what they say, in both languages."""

import re
from pathlib import Path

import pytest

from tests.examples.pages import run_page

DOCS = Path(__file__).parents[2] / "docs"


def programs(page):
    return re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", ["learning.md", "learning.zh.md"])
def test_the_pages_on_learning(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    run_page(DOCS / page, tmp_path)
    said = capsys.readouterr().out.splitlines()
    with_memory, without = (float(number) for number in re.findall(r"\d\.\d\d", said[1]))
    assert with_memory < 0.15
    assert without > 0.4
    assert "True True" in said
    assert (tmp_path / "inside.png").stat().st_size > 10_000


def test_both_languages_run_the_same_code():
    """Apart from what is printed, and comments."""
    plain = [
        [re.sub(r'"[^"]*"|#.*', "", program) for program in programs(page)]
        for page in ("learning.md", "learning.zh.md")
    ]
    assert plain[0] == plain[1]


def test_the_page_on_looking_inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_page(DOCS / "inspect.md", tmp_path)
    assert (tmp_path / "report.html").stat().st_size < 1_000_000
    assert (tmp_path / "demo.html").exists()
