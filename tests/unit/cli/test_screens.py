"""docs/screens.md shows every command and help page as they are; no row is longer than a terminal."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from elman.cli import run

ROOT = Path(__file__).parents[3]
COLUMNS = 80


@pytest.fixture(scope="module")
def capture():
    spec = importlib.util.spec_from_file_location("capture_screens", ROOT / "scripts/capture_screens.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page():
    return (ROOT / "docs/screens.md").read_text(encoding="utf-8")


def shown_rows(page):
    blocks = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    return [row for block in blocks for row in block.splitlines() if not row.startswith("$ ")]


def test_no_row_is_longer_than_the_terminal(page):
    assert [row for row in shown_rows(page) if len(row) > COLUMNS] == []


def test_every_help_page_is_as_it_is_now(capture, page):
    pages = capture.help_pages()
    assert capture.help_text(pages) in page, "run scripts/capture_screens.py"
    cut = [row for text in pages.values() for row in text.splitlines() if row.endswith("...")]
    assert [row for row in cut if not row.startswith("Usage: ")] == []


def test_every_command_is_shown(capture):
    shown = " ".join(capture.SCREENS)
    unshown = {"elman", "elman fleet", "elman serve", "elman mqtt"}  # two run until they are stopped
    assert [
        name for name in capture.help_pages() if name not in unshown and f"{name} " not in f"{shown} "
    ] == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals here")
def test_a_terminal_shows_whole_rows(capture, tmp_path):
    pytest.importorskip("pyte")
    capture.prepare(tmp_path)
    fit = "elman fit shops.csv -i price -t sold --id shop --steps 20 --no-trials --hidden-size 4"
    told = capture.show(fit, tmp_path)
    assert "model: shops.safetensors" in told
    for command in (
        "elman evaluate shops.safetensors shops.csv --id shop",
        "elman info shops.safetensors",
        "elman look shops.csv",
        "elman fit shops.csv -i prize -t sold -o other.safetensors",
        "elman --help",
    ):
        told += capture.show(command, tmp_path)
    assert [row for row in told if len(row) > COLUMNS] == []
    assert any(row.startswith("elman: ") for row in told)


def test_the_page_for_man_is_made_of_the_help(capsys):
    assert run(["help", "--man"]) == 0
    made = capsys.readouterr().out
    assert made == (ROOT / "docs/elman.1").read_text(encoding="utf-8"), "run scripts/capture_screens.py"
    assert '.SS "elman fleet fit"' in made
    assert "\\-\\-hidden\\-size" in made


def test_a_shell_completes_commands_and_options():
    def complete(words):
        environment = {"_ELMAN_COMPLETE": "complete_bash", "COMP_WORDS": words, "PATH": "/usr/bin:/bin"}
        environment |= {"COMP_CWORD": str(len(words.split()) - 1), "PYTHONPATH": ":".join(sys.path)}
        program = "from elman.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout.split()

    assert complete("elman fore") == ["forecast"]
    assert complete("elman fit --hidden") == ["--hidden-size"]
