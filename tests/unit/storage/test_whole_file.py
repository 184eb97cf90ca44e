import os
import subprocess
import sys

import pytest

from elman.errors import ArgumentError
from elman.storage.whole_file import check_target, whole_file


def test_a_file_is_renamed_when_it_is_whole(tmp_path):
    path = tmp_path / "out.txt"
    with whole_file("output", path) as partial:
        partial.write_text("all")
        assert not path.exists()
    assert path.read_text() == "all"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupt_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt), whole_file("output", path) as partial:  # noqa: PT012
        partial.write_text("half")
        raise KeyboardInterrupt
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_refused(tmp_path):
    with (
        pytest.raises(ArgumentError, match=r"^output must be a file, got the folder"),
        whole_file("output", tmp_path),
    ):
        pass


def test_a_link_stays_a_link(tmp_path):
    path = tmp_path / "link.txt"
    (tmp_path / "far").mkdir()
    path.symlink_to("far/real.txt")
    with whole_file("output", path) as partial:
        assert partial.parent == tmp_path / "far"
        partial.write_text("all")
    assert path.is_symlink()
    assert (tmp_path / "far" / "real.txt").read_text() == "all"
    assert list((tmp_path / "far").iterdir()) == [tmp_path / "far" / "real.txt"]


def test_what_a_killed_process_left_is_removed_and_a_running_one_is_left_alone(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = tmp_path / f".out.txt.{ended.pid}.partial"
    alive = tmp_path / f".out.txt.{os.getppid()}.partial"
    other = tmp_path / f".other.txt.{ended.pid}.partial"
    for left in (dead, alive, other):
        left.write_text("half")
    with whole_file("output", tmp_path / "out.txt") as partial:
        partial.write_text("all")
    assert sorted(tmp_path.iterdir()) == sorted([alive, other, tmp_path / "out.txt"])


def test_a_check_leaves_the_folder_as_it_was(tmp_path):
    path = tmp_path / "out.txt"
    check_target("output", path)
    assert list(tmp_path.iterdir()) == []
    path.write_text("before")
    check_target("output", path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_found_before_the_work(tmp_path):
    with pytest.raises(ArgumentError, match=r"^output must be a file that can be written, .*name too long"):
        check_target("output", tmp_path / ("n" * 300))


def test_a_source_is_not_overwritten_under_any_name(tmp_path):
    source, link = tmp_path / "data.csv", tmp_path / "link.csv"
    source.write_text("u,y")
    link.symlink_to(source)
    for path in (source, link, tmp_path / ".." / tmp_path.name / "data.csv"):
        with pytest.raises(ArgumentError, match=r"^output must not be a file that is read"):
            check_target("output", path, sources=[source])
