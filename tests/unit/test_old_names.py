import warnings
from dataclasses import dataclass, replace

import pytest

from elman.errors import ArgumentError
from elman.moved import renamed_fields, with_new_names


@renamed_fields(num_layers="layers")
@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    layers: int = 1
    cell: str = "gru"


def test_an_old_name_builds_the_same_and_warns_where_it_is_written():
    with pytest.warns(DeprecationWarning, match="^num_layers is called layers now") as seen:
        old = Options(num_layers=3, cell="rnn")
    assert old == Options(layers=3, cell="rnn")
    assert seen[0].filename == __file__


def test_an_old_name_can_be_read():
    with pytest.warns(DeprecationWarning, match="^num_layers is called layers now") as seen:
        assert Options(layers=4).num_layers == 4
    assert seen[0].filename == __file__


def test_new_names_are_silent_and_copies_are_made():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert replace(Options(layers=2), cell="rnn") == Options(layers=2, cell="rnn")


def test_both_names_at_once_are_refused():
    with pytest.raises(ArgumentError, match=r"^layers must be given once, got layers and num_layers"):
        with_new_names({"layers": 1, "num_layers": 2}, {"num_layers": "layers"})


def test_an_unknown_name_is_still_an_error():
    with pytest.raises(TypeError, match="lairs"):
        Options(lairs=2)
