import resource

import pytest
from matplotlib.figure import Figure

from elman.errors import ArgumentError
from elman.plots import check_plot_path, has_screen, save_figure


@pytest.mark.parametrize(
    ("name", "start"), [("a.png", b"\x89PNG"), ("a.PNG", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")]
)
def test_the_name_decides_the_format(tmp_path, name, start):
    save_figure(Figure(), tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.gif", "must end in .pdf, .png, .svg"),
        ("a", "must end in .pdf, .png, .svg"),
        ("no/a.png", "must be in a folder that exists"),
        ("folder.png", "must be a file, got the folder"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_anything_is_written(tmp_path, name, sentence):
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(ArgumentError, match=sentence):
        check_plot_path(tmp_path / name)
    with pytest.raises(ArgumentError, match=sentence):
        save_figure(Figure(), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_picture_is_never_half_written(suffix, tmp_path):
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"the one before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
    try:
        with pytest.raises(ArgumentError, match="File too large"):
            save_figure(Figure(), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


def test_there_is_a_screen_only_with_a_display_and_a_terminal(monkeypatch):
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("DISPLAY", "")
    assert not has_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_screen()
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert not has_screen()
