"""What goes together in a fit, and what is said where it does not."""

import numpy as np
import pytest

import elman
from elman.api import FitColumns, FitRequest, prepare_fit
from elman.errors import ArgumentError, UnknownNameError
from tests.unit.model.conftest import table

COLUMNS = FitColumns(inputs=("u",), targets=("y",))


def request(**changes):
    return FitRequest(**({"sources": table(60), "columns": COLUMNS, "options": {}} | changes))


def test_columns_are_taken_from_arguments():
    columns = FitColumns.of(inputs="u", targets=["y", "z"], id=None, rows=None, future=(), past=None)
    assert columns == FitColumns(inputs=("u",), targets=("y", "z"))


WRONG = {
    "ahead": ({"columns": FitColumns(future=("p",))}, "future must come with a horizon, got 'p' without"),
    "inputs": ({"horizon": 3}, "inputs must not be given with a horizon, got 'u'"),
    "every": ({"checkpoint_every": "often"}, "checkpoint_every must be a time above 0, got 'often'"),
    "start": (
        {"horizon": 3, "start": "m", "columns": FitColumns(targets=("y",))},
        "start must not be given with a horizon",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_go_together_is_refused(case):
    changes, sentence = WRONG[case]
    with pytest.raises(ArgumentError, match=f"^{sentence}"):
        request(**changes)


ALONE = FitColumns(targets=("y",))
OPTIONS = {
    "of forecasters": ({"options": {"season": 24}}, "season must come with a horizon, got 24 without"),
    "of models": (
        {"horizon": 3, "columns": ALONE, "options": {"schedule": "carry"}},
        "schedule must not be given with a horizon, got 'carry'",
    ),
    "epochs": (
        {"horizon": 3, "columns": ALONE, "options": {"epochs": 2}},
        r"epochs must not be given with a horizon, got 2\. Give steps or a budget",
    ),
    "unnamed": ({"columns": FitColumns()}, "inputs must name at least one column, got none"),
    "a folder": ({"checkpoint": "none/run"}, "checkpoint must be in a folder that exists"),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_what_no_fit_takes_is_refused_before_it_trains(case, tmp_path):
    changes, sentence = OPTIONS[case]
    if "checkpoint" in changes:
        changes = {"checkpoint": tmp_path / changes["checkpoint"]}
    with pytest.raises(ArgumentError, match=f"^{sentence}"):
        prepare_fit(request(**changes))


@pytest.mark.parametrize("kind", [{"inputs": "u", "targets": "y"}, {"horizon": 3}])
def test_a_misspelt_option_is_answered_by_the_right_one(kind):
    with pytest.raises(
        UnknownNameError, match=r"^unknown option 'hiden_size'\. .*Did you mean 'hidden_size'\?"
    ):
        elman.fit(table(60), hiden_size=3, **kind)


def test_old_names_of_options_still_work_and_warn_where_they_are_written():
    few = {"steps": 5, "trials": False, "hidden_size": 2, "threads": 1}
    new = elman.fit(table(60), inputs="u", targets="y", layers=2, **few)
    with pytest.warns(DeprecationWarning, match="^num_layers is called layers now") as seen:
        old = elman.fit(table(60), inputs="u", targets="y", num_layers=2, **few)
    assert seen[0].filename == __file__
    assert old.to_bytes() == new.to_bytes()
    with pytest.warns(DeprecationWarning, match="^head is called strategy now"):
        elman.fit({"y": np.sin(np.arange(40.0))}, horizon=3, head="direct", members=1, **few)


def test_what_was_read_can_be_fitted():
    few = {"steps": 5, "trials": False, "hidden_size": 2, "threads": 1}
    sequences = elman.read_sequences(table(60), inputs="u", targets="y")
    whole = elman.fit(table(60), inputs="u", targets="y", **few)
    assert elman.fit(sequences, inputs="u", targets="y", **few).to_bytes() == whole.to_bytes()
