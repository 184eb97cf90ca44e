import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.export.c.names import distinct_identifiers, identifier, in_comment


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("boiler", "boiler"),
        ("Boiler 7", "boiler_7"),
        ("valve-opening [%]", "valve_opening"),
        ("Öltemperatur", "oltemperatur"),
        ("2nd", "model_2nd"),
        ("温度", "model"),
        ("", "model"),
        ("_x", "x"),
    ],
)
def test_an_identifier_is_what_is_left_of_a_name(name, found):
    assert identifier(name, "model") == found


def test_names_that_would_be_the_same_are_told_apart_by_their_column():
    assert distinct_identifiers(["u", "U", "u_1", "y"], "column") == ("u_0", "u_1_", "u_1", "y")
    assert distinct_identifiers(["温", "度"], "column") == ("column_0", "column_1")


@given(st.lists(st.text(max_size=6), min_size=1, max_size=8))
def test_identifiers_are_distinct_whatever_the_names(names):
    found = distinct_identifiers(names, "column")
    assert len(set(found)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in found)


@given(st.text())
def test_no_name_ends_a_comment_or_breaks_its_line(name):
    shown = in_comment(name)
    assert not re.search(r"\*/|/\*|\?\?|[\r\n\\\x00]", shown)
    assert shown.isprintable()
