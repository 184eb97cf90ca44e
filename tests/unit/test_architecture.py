"""ARCHITECTURE.md names files and rooms; each of them must be there, and no room may be left out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "elman"
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def named_paths(text):
    """What stands in backticks and is a path: it has a slash, or the suffix of a source file."""
    names = re.findall(r"`([^`\s]+)`", text)
    return {name for name in names if re.fullmatch(r"[\w<>./]+(/|\.(py|h|cpp|md))", name) or "/" in name}


def is_there(name):
    """A new file, `folder/<name>.py`, asks for its folder; another path may begin in any room."""
    path = name.partition("<")[0].rpartition("/")[0] if "<" in name else name.rstrip("/")
    if any((root / path).exists() for root in (PACKAGE, ROOT)):
        return True
    return any(found for root in (PACKAGE, ROOT / "native") for found in root.rglob(path))


MADE_LATER = {"build/", ".venv/"}
PATHS = sorted(named_paths(TEXT) - MADE_LATER)


@pytest.mark.parametrize("name", PATHS)
def test_what_is_named_is_there(name):
    assert is_there(name)


def test_a_path_that_is_not_there_is_found():
    assert not is_there("network/cells/elman.py")
    assert not is_there("framing/heads/<name>.py")
    assert len(PATHS) > 80


def test_every_room_has_its_line():
    lines = "\n".join(re.findall(r"^\| `.*$", TEXT, flags=re.MULTILINE))
    rooms = {
        path.stem
        for path in PACKAGE.iterdir()
        if not path.stem.startswith("_") and path.suffix in ("", ".py")
    }
    assert {room for room in rooms if f"`{room}`" not in lines} == set()


def test_every_decision_has_a_title_and_a_room():
    decisions = TEXT.split("## Decisions")[1]
    rooms, bullets = decisions.split("\n### ")[1:], re.findall(r"^- .*$", decisions, flags=re.MULTILINE)
    assert len(rooms) > 10
    assert [bullet for bullet in bullets if not bullet.startswith("- **")] == []
