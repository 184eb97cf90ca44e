"""A fit in Python says how it goes."""

import logging
import warnings

import numpy as np
import pytest

import elman
from elman.api import telling

TABLE = {"u": np.sin(np.arange(120) / 3), "y": np.cos(np.arange(120) / 3)}
QUICK = {"inputs": "u", "targets": "y", "hidden_size": 2, "steps": 6, "trials": False}


class Counting(elman.Watch):
    """What a user writes."""

    def __init__(self):
        self.steps, self.said = 0, ""

    def chosen(self, choices, plan, windows_per_epoch):
        self.said = choices

    def trained(self, history):
        self.steps = history.num_windows


@pytest.mark.parametrize("progress", [None, False, True])
def test_a_callback_is_told(progress):
    watch = Counting()
    elman.fit(TABLE, **QUICK, callback=watch, progress=progress)
    assert watch.steps == 6
    assert watch.said.startswith("gru with 2 units")


def test_ctrl_c_in_a_callback_keeps_the_best():
    class Stopping(elman.Watch):
        def trained(self, history):
            if history.num_windows == 3:
                raise KeyboardInterrupt

    model = elman.fit(TABLE, **QUICK, callback=Stopping())
    assert model.record.options["interrupted"]


def test_choices_go_to_the_log_and_break_nobody(caplog, recwarn):
    with caplog.at_level(logging.INFO, "elman"):
        elman.fit(TABLE, **QUICK)
    assert any(record.getMessage().startswith("chosen: gru") for record in caplog.records)
    assert not [entry for entry in recwarn if not issubclass(entry.category, elman.ElmanWarning)]


def test_a_caution_is_a_warning_of_elmans_own():
    """The truth itself is among the inputs, so that the score says nothing."""
    leaky = TABLE | {"u": TABLE["y"]}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        elman.fit(leaky, **QUICK)
    ours = [entry for entry in caught if issubclass(entry.category, elman.ElmanWarning)]
    assert ours
    assert all(entry.filename == __file__ for entry in ours)


def test_someone_at_a_terminal_sees_it(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    assert not telling._is_seen()
    monkeypatch.setattr("sys.stderr", Terminal())
    assert telling._is_seen()


def test_a_package_of_notebooks_that_is_loaded_makes_no_notebook(monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    pytest.importorskip("ipykernel")
    assert not telling._is_seen()
