import pytest

from elman.errors import ArgumentError
from elman.files import whole_file


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
