"""No room is larger than a sixth of the house: a room that outgrows it is to be divided, or to share."""

import shutil
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "elman"
MOST = 0.16


def shares(package):
    """Each room's share of the package's lines; a module beside the rooms is a room of its own."""
    rows = {}
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0]
        rows[room] = rows.get(room, 0) + len(path.read_text(encoding="utf-8").splitlines())
    total = sum(rows.values())
    return {room: count / total for room, count in rows.items()}


def too_large(package):
    return {room: share for room, share in shares(package).items() if share > MOST}


def test_no_room_is_too_large():
    assert too_large(PACKAGE) == {}


def test_all_lines_are_counted_once():
    found = shares(PACKAGE)
    assert sum(found.values()) == pytest.approx(1.0)
    assert {"training", "forecasting", "api", "errors.py"} <= set(found)


def test_a_planted_large_room_is_found(tmp_path):
    house = tmp_path / "elman"
    shutil.copytree(PACKAGE, house, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    assert too_large(house) == {}
    total = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in house.rglob("*.py"))
    (house / "attic").mkdir()
    for number in range(4):
        (house / "attic" / f"box{number}.py").write_text("x = 1\n" * (total // 20))
    assert set(too_large(house)) == {"attic"}
