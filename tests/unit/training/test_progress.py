import io
import sys

import pytest

from elman.training import History, live_progress
from elman.training.progress import progress_line


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_line_names_windows_loss_and_speed():
    history = History(losses=[0.5, 1.25e-3], seconds=0.001)
    line = progress_line(history, 8)
    assert line.startswith("━" * 6 + "╌" * 18)
    assert "window 2/8" in line
    assert "loss 1.25e-03" in line
    assert "2,000 windows/s" in line


@pytest.mark.parametrize(("terminal", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_it_is_quiet_without_a_terminal_and_when_asked(monkeypatch, terminal, quiet):
    monkeypatch.setattr(sys, "stderr", terminal)
    with live_progress(3, quiet=quiet) as progress:
        assert progress is None
    assert terminal.getvalue() == ""


def test_it_draws_on_a_terminal(monkeypatch):
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with live_progress(1) as progress:
        progress(History(losses=[0.25], seconds=0.5))
    assert "loss 2.50e-01" in terminal.getvalue()
