import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from elman.errors import ArgumentError
from elman.storage import partial_file
from elman.storage.partial_file import remove_leftovers
from elman.storage.whole_file import check_target, whole_file, write_whole


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


def write_in_vain(path):
    """Begins a file in another process, which is killed in the middle."""
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom elman.storage.whole_file import whole_file\n"
        "with whole_file('output', Path(sys.argv[1])) as partial:\n"
        "    partial.write_text('half')\n    os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", program, path], check=False)
    assert ended.returncode == -signal.SIGKILL


def test_what_a_killed_process_left_is_removed_and_a_running_one_is_left_alone(tmp_path):
    path = tmp_path / "out.txt"
    write_in_vain(path)
    (dead,) = tmp_path.iterdir()
    assert dead.read_text() == "half"
    other = tmp_path / ".other.txt.7.partial"
    other.write_text("half")
    of_0_1_0 = tmp_path / f".out.txt.{os.getpid()}.partial"  # in a container every process is number 1
    of_0_1_0.write_text("half")
    with whole_file("output", path) as running, whole_file("output", path) as partial:
        running.write_text("slow")
        partial.write_text("all")
        assert sorted(tmp_path.iterdir()) == sorted([other, running, partial])
    assert sorted(tmp_path.iterdir()) == sorted([other, path])
    assert path.read_text() == "slow"


def test_threads_that_save_to_one_path_do_not_meet(tmp_path):
    path = tmp_path / "out.txt"

    def save_often(number):
        for _ in range(50):
            write_whole("output", path, bytes([number]) * 5_000)
            content = path.read_bytes()
            assert (len(content), len(set(content))) == (5_000, 1)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(save_often, range(16)))
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_made_between_its_name_and_its_lock_is_not_lost(tmp_path, monkeypatch):
    """Another process may take a file for a leftover in the moment before it is locked."""
    path = tmp_path / "out.txt"
    locks = []

    def lock_late(handle):
        if not locks:
            remove_leftovers(path)
        locks.append(handle)
        return lock(handle)

    lock = partial_file._lock
    monkeypatch.setattr(partial_file, "_lock", lock_late)
    write_whole("output", path, b"all")
    assert len(locks) == 2
    assert path.read_bytes() == b"all"


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path):
    path = tmp_path / "out.txt"
    for mode in (0o600, 0o444, 0o664):
        path.write_text("before")
        path.chmod(mode)
        with whole_file("output", path) as partial:
            assert (
                partial.stat().st_mode & 0o077 & ~mode == 0
            )  # nobody reads the new one who could not before
            partial.write_text("all")
        assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("all", mode)
        path.unlink()
    umask = os.umask(0o027)
    write_whole("output", path, b"new")
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_file_that_is_replaced_keeps_its_owner(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("before")
    os.chown(path, 12, 34)
    write_whole("output", path, b"all")
    assert (path.stat().st_uid, path.stat().st_gid) == (12, 34)


def test_long_names_and_names_that_are_not_text(tmp_path):
    for name in ("n" * 255, "\N{SNOWMAN}" * 85, os.fsdecode(b"\xff\xfe.txt")):
        write_whole("output", tmp_path / name, b"all")
        assert (tmp_path / name).read_bytes() == b"all"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_link_to_itself_is_a_sentence_or_replaced(tmp_path):
    path = tmp_path / "loop"
    path.symlink_to("loop")
    with suppress(ArgumentError):
        write_whole("output", path, b"all")
    assert list(tmp_path.iterdir()) == [path]


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
