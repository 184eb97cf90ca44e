import io
import sys
from types import SimpleNamespace

import pytest

from elman.training import History, Validation, live_fit, live_progress, progress
from elman.training.progress import fit_line, progress_line
from tests.unit.training.fakes import make_plan


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


def test_the_line_of_a_fit_has_all_that_one_wants_to_know():
    history = History(
        losses=[0.5] * 100, seconds=10.0, validations=[Validation(40, 0.25), Validation(80, 0.3)]
    )
    line = fit_line(history, make_plan(steps=900), 30, 0.4)
    assert line.startswith("━" * 2 + "╌" * 22)
    assert "step 100/900" in line
    assert "epoch 3.3/30" in line
    assert "loss 5.00e-01" in line
    assert "validation 0.25 (best baseline 0.4)" in line
    assert "1m20s left" in line


def test_a_fit_draws_on_a_terminal(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with live_fit(baseline=1.5) as watch:
        watch.chosen("as it came", make_plan(), 3)
        watch.trained(History(losses=[0.25], seconds=0.5))
    assert "looking at the data" in terminal.getvalue()
    assert "step 1/400" in terminal.getvalue()
    assert "network" not in terminal.getvalue()


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(progress, "perf_counter", lambda: now.seconds)
    return now


def test_trials_have_a_bar_and_say_how_long_they_will_take(monkeypatch, clock):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with live_fit() as watch:
        clock.seconds = 30.0
        watch.trying(2, 3, 0.25)
    assert "━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  trial 2/3  1m30s left" in terminal.getvalue()


def test_long_trials_print_a_line_now_and_then_into_a_log(monkeypatch, clock):
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    with live_fit() as watch:
        for done in range(1, 31):
            clock.seconds += 1.0
            watch.trying(1 + done // 11, 3, done / 30)
    assert log.getvalue().splitlines() == [
        "trial 1/3  33 % of the trials  20s left",
        "trial 2/3  66 % of the trials  10s left",
        "trial 3/3  100 % of the trials  0s left",
    ]


def test_a_fit_of_several_networks_says_which(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with live_fit() as watch:
        watch.chosen("as it came", make_plan(), 3)
        watch.begins(2, 5)
        watch.trained(History(losses=[0.25], seconds=0.5))
    assert "network 2/5  " in terminal.getvalue()


def test_a_long_fit_prints_lines_into_a_log(monkeypatch, clock):
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    history = History()
    with live_fit(baseline=1.5) as watch:
        watch.chosen("as it came", make_plan(steps=400), 3)
        for _ in range(400):
            clock.seconds += 1.0
            history.losses.append(0.25)
            watch.trained(history)
    lines = log.getvalue().splitlines()
    assert lines[0] == "chosen: as it came"
    assert [line.split("  ")[:2] for line in lines[1:]] == [
        [f"{10 * k} %", f"step {40 * k}/400"] for k in range(1, 11)
    ]


def test_a_log_line_waits_ten_seconds(monkeypatch, clock):
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    history = History()
    with live_fit() as watch:
        clock.seconds = 11.0
        watch.chosen("as it came", make_plan(steps=400), 3)
        watch.begins(2, 3)
        for _ in range(400):
            clock.seconds += 0.06
            history.losses.append(0.25)
            watch.trained(history)
    lines = log.getvalue().splitlines()
    assert lines[0] == "chosen: as it came"
    assert [line.split("  ")[:2] for line in lines[1:]] == [["network 2/3", "41 %"], ["network 2/3", "83 %"]]


@pytest.mark.parametrize("terminal", [io.StringIO(), Terminal()])
def test_a_fit_is_quiet_when_asked_however_long_it_takes(monkeypatch, clock, terminal):
    monkeypatch.setattr(sys, "stderr", terminal)
    with live_fit(quiet=True) as watch:
        watch.chosen("as it came", make_plan(), 3)
        clock.seconds += 1_000.0
        watch.trained(History(losses=[0.25] * 300, seconds=0.5))
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("terminal", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_a_short_fit_is_quiet_without_a_terminal_and_when_asked(monkeypatch, terminal, quiet):
    monkeypatch.setattr(sys, "stderr", terminal)
    with live_fit(quiet=quiet) as watch:
        watch.chosen("as it came", make_plan(), 3)
        watch.trained(History(losses=[0.25], seconds=0.5))
    assert terminal.getvalue() == ""
