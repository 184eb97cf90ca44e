"""Checks take what they say, and refuse all else in one sentence that names the place."""

import math

import pytest

from elman.errors import ArgumentError
from elman.storage.fields import (
    FieldError,
    as_json,
    at_least,
    both,
    either,
    flag,
    list_of,
    mapping_of,
    maybe,
    number,
    one_of,
    pair_of,
    record,
    text,
    where_present,
    whole,
)

POINT = record(x=number(), y=number(0.0))

TAKEN = [
    (whole(0, 5), 5, 5),
    (number(), 2, 2),
    (number(), -(2**63), -(2**63)),
    (number(above=0.0), 1e-320, 1e-320),
    (text(3), "abc", "abc"),
    (flag(), False, False),
    (one_of({"a": 1}), "a", "a"),
    (list_of(whole(0), least=1, most=2), [1, 2], (1, 2)),
    (list_of(list_of(text())), [["a"], []], (("a",), ())),
    (pair_of(whole(0), text()), [1, "a"], (1, "a")),
    (mapping_of(maybe(number())), {"a": None, "b": 1.5}, {"a": None, "b": 1.5}),
    (POINT, {"x": -1, "y": 2}, {"x": -1, "y": 2}),
    (at_least(x=number()), {"x": 1, "z": "any"}, {"x": 1, "z": "any"}),
    (where_present(x=number()), {"z": []}, {"z": []}),
    (either(whole(0), list_of(whole(0))), [1], (1,)),
    (as_json(list_of(whole(0))), [1], [1]),
    (both(at_least(x=number()), where_present(y=flag())), {"x": 1, "y": True}, {"x": 1, "y": True}),
]


@pytest.mark.parametrize(("check", "value", "wanted"), TAKEN)
def test_what_fits_is_taken(check, value, wanted):
    found = check("p", value)
    assert found == wanted
    assert type(found) is type(wanted)


def test_not_a_number_is_taken_where_it_may_be():
    for value in (math.nan, math.inf, -math.inf):
        assert number(finite=False)("p", value) is value
        with pytest.raises(FieldError, match=r"^p must be a finite number, got (nan|inf|-inf)"):
            number()("p", value)


REFUSED = [
    (whole(1, 5), 0, "p must be a whole number from 1 to 5, got 0."),
    (whole(1, 5), True, "p must be a whole number from 1 to 5, got True."),
    (whole(1, 5), 2.0, "p must be a whole number from 1 to 5, got 2.0."),
    (
        whole(1),
        10**400,
        "p must be a whole number from 1 to 9007199254740992, got a whole number of 1329 bits.",
    ),
    (number(), "1", "p must be a number, got '1'."),
    (number(), True, "p must be a number, got True."),
    (number(), 2**63, "p must be a finite number, got 9223372036854775808."),
    (number(above=0.0), 0, "p must be a finite number above 0, got 0."),
    (number(0.0, 1.0), 1.5, "p must be a finite number of at least 0 and of at most 1, got 1.5."),
    (text(3), "abcd", "p must be a text of at most 3 characters, got 'abcd'."),
    (text(3), None, "p must be a text of at most 3 characters, got None."),
    (flag(), 1, "p must be true or false, got 1."),
    (one_of(["b", "a"]), "c", "p must be one of a, b, got 'c'."),
    (one_of(["a"]), ["a"], "p must be one of a, got ['a']."),
    (list_of(flag()), "ab", "p must be a list, got 'ab'."),
    (list_of(flag()), {}, "p must be a list, got 0 named fields."),
    (list_of(flag()), [True, 1], "p[1] must be true or false, got 1."),
    (list_of(flag(), least=1), [], "p must be a list of at least 1 entries, got []."),
    (list_of(flag(), most=2), [True] * 6, "p must be a list of 0 to 2 entries, got a list of 6 entries."),
    (pair_of(flag(), flag()), [True], "p must be a list of 2 to 2 entries, got [True]."),
    (mapping_of(flag()), [], "p must be a record of named fields, got []."),
    (mapping_of(flag()), {"a\n": 1}, "p['a\\n'] must be true or false, got 1."),
    (POINT, {"x": 1}, "p must have the fields x, y, got no y."),
    (POINT, {"x": 1, "y": 1, "\x1b": 1}, "p must have the fields x, y, got '\\x1b', too."),
    (POINT, {"x": 1, "y": -1}, "p.y must be a finite number of at least 0, got -1."),
    (at_least(x=number()), {"z": 1}, "p must have the fields x, got no x."),
    (either(whole(0), flag()), "a", "p must be a whole number from 0 to 9007199254740992, got 'a'."),
]


@pytest.mark.parametrize(("check", "value", "sentence"), REFUSED)
def test_what_does_not_fit_is_refused(check, value, sentence):
    with pytest.raises(FieldError) as caught:
        check("p", value)
    assert str(caught.value) == sentence
    assert isinstance(caught.value, ArgumentError)


def test_a_whole_record_has_no_place():
    with pytest.raises(FieldError, match=r"^the record must have the fields x, y, got no x, no y\.$"):
        POINT("", {})
    with pytest.raises(FieldError, match=r"^y must be a finite number"):
        POINT("", {"x": 1, "y": -1})


def test_a_sentence_is_short_whatever_the_value():
    for value in ("x" * 10**6, [["a" * 10**5]], {"a" * 10**5: "b"}, 10**5_000, "\ud800" * 100):
        for check in (whole(0), POINT, list_of(whole(0)), mapping_of(whole(0))):
            with pytest.raises(FieldError) as caught:
                check("p", value)
            assert len(str(caught.value)) < 300
            assert str(caught.value).isprintable()
    with pytest.raises(FieldError) as caught:
        mapping_of(whole(0))("p", {"a\x1b" * 10**5: -1})
    assert len(str(caught.value)) < 300
