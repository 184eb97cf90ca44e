"""One container: the same bytes each time, a checksum over everything, and a kind that says what it is."""

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load, save

from elman.errors import ArgumentError, ModelFileError, StateError
from elman.storage import container
from elman.storage.container import check_version, keys_of, read, to_bytes
from elman.storage.fields import record, whole
from elman.storage.kinds import KINDS, Kind, register
from tests.attack.files import header_of

BOX = Kind(key="elman_box", title="a box", argument="box", written_by="a test wrote", advice="Pack it again.")
JAR = Kind(key="elman_jar", title="a jar", argument="jar", error=StateError, record_array="lid")
PLAIN = {"version": 1, "rows": 2}
ARRAYS = {"a": np.arange(4, dtype=np.float32).reshape(2, 2), "b": np.array([1, 2])}


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr("elman.storage.kinds.KINDS", dict(KINDS))


def parse(plain):
    check_version(plain, "version", 1)
    return record(version=whole(1), rows=whole(1, 9))("", plain)


def read_box(source, **options):
    return read(source, BOX, parse, lambda plain: {"a": (plain["rows"], 2)}, **options)


def listed(arrays):
    return {name: (array.dtype, array.tolist()) for name, array in arrays.items()}


def test_a_file_gives_back_what_was_put_in(tmp_path):
    content = to_bytes(BOX, PLAIN, ARRAYS)
    (tmp_path / "a.box").write_bytes(content)
    for source in (content, tmp_path / "a.box"):
        plain, arrays = read_box(source)
        assert plain == PLAIN
        assert {name: array.tolist() for name, array in arrays.items()} == {
            "a": [[0, 1], [2, 3]],
            "b": [1, 2],
        }
        assert keys_of(source) == {"elman_box", "kind", "checksum"}
    assert content == to_bytes(BOX, PLAIN, dict(reversed(ARRAYS.items())))
    assert {name: array.tolist() for name, array in load(content).items()} == {
        "a": [[0, 1], [2, 3]],
        "b": [1, 2],
    }


def resealed(texts=None, **arrays):
    """A file whose checksum is that of another."""
    content = to_bytes(BOX, PLAIN, ARRAYS)
    metadata = header_of(content)["__metadata__"] | (texts or {})
    return save({name: array for name, array in (ARRAYS | arrays).items() if array is not None}, metadata)


CHANGED = {
    "a number": resealed(b=np.array([1, 3])),
    "a type": resealed(b=np.array([1, 2], np.int32)),
    "a shape": resealed(b=np.array([[1, 2]])),
    "an array more": resealed(c=np.zeros(1)),
    "an array less": resealed(b=None),
    "a name": resealed(b=None, B=ARRAYS["b"]),
    "the record": resealed({"elman_box": json.dumps(PLAIN | {"version": 1}, indent=1)}),
    "the checksum": resealed({"checksum": "blake2b:00"}),
}


@pytest.mark.parametrize("case", CHANGED)
def test_whatever_changes_is_noticed(case):
    with pytest.raises(
        ModelFileError, match=r"its checksum tells that a part of it has changed.*Pack it again\."
    ):
        read_box(CHANGED[case])


def test_a_file_without_a_checksum_is_read():
    assert read_box(save(ARRAYS, {"elman_box": json.dumps(PLAIN)}))[0] == PLAIN


def plain_file(plain, **arrays):
    text = plain if isinstance(plain, str) else json.dumps(plain)
    return save(ARRAYS | arrays, {"elman_box": text})


SWAPPED = r"Were the arguments swapped\? The model comes first, then the data\. To see .*: elman look FILE\."
REFUSED = {
    "another version": (
        plain_file({"version": 2}),
        r"by this elman: version must be 1, got 2\.",
    ),
    "version of another type": (plain_file({"version": True}), "version must be 1, got True"),
    "no record": (
        plain_file("3"),
        r"damaged \(a record must hold named fields, got int\)\. Pack it",
    ),
    "no JSON": (plain_file("{"), "the record of .* is damaged"),
    "deep": (plain_file("[" * 10**5 + "]" * 10**5), r"is damaged \(it is nested too deeply\)"),
    "a field": (plain_file(PLAIN | {"rows": 10}), r"is damaged \(rows must be .* 1 to 9, got 10\)"),
    "a shape": (plain_file(PLAIN | {"rows": 3}), r"a of .* shape \(3, 2\) of F32, got \(2, 2\) of F32"),
    "NaN": (plain_file(PLAIN, b=np.array([np.nan])), "b of .* must hold finite numbers"),
    "a table": (b"u,y\n1,2\n", rf"got '8 bytes', which is a text table \(CSV\)\. {SWAPPED}"),
    "a table in Parquet": (b"PAR1" + bytes(99), rf"which is a Parquet table\. {SWAPPED}"),
    "of another program": (save(ARRAYS), "without its record. To use PyTorch's parameters"),
    "of another kind": (to_bytes(JAR, PLAIN, ARRAYS), r"must be a box, and it is a jar\. Name another"),
    "of its kind by its title": (
        to_bytes(replace(BOX, key="elman_bux"), PLAIN, ARRAYS),
        "must be a file that a test wrote, got .* without its record",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_said(case, tmp_path):
    content, sentence = REFUSED[case]
    (tmp_path / "8 bytes").write_bytes(content)
    for source in (content, tmp_path / "8 bytes"):
        with pytest.raises(ModelFileError, match=sentence.replace("'8 bytes'", "'.*8 bytes'")):
            read_box(source)


def test_nan_is_taken_where_it_may_be():
    content = plain_file(PLAIN, c=np.array([np.nan]))
    assert np.isnan(read_box(content, nan_in=("c",))[1]["c"][0])
    with pytest.raises(ModelFileError, match=r"c of .* must hold finite numbers"):
        read_box(plain_file(PLAIN, c=np.array([np.inf])), nan_in=("c",))


def read_jar(content):
    return read(content, JAR, lambda plain: plain, lambda plain: {})


def test_an_older_file_has_its_record_in_an_array():
    lid = np.frombuffer(b'{"rows": 5}', np.uint8)
    register(JAR)
    plain, arrays = read_jar(save(ARRAYS | {"lid": lid}))
    assert (plain, set(arrays)) == ({"rows": 5}, {"a", "b"})
    with pytest.raises(ModelFileError, match="must be a box, and it is a jar"):
        read_box(save(ARRAYS | {"lid": lid}))
    with pytest.raises(StateError, match=r"the record of '.*' is damaged"):
        read_jar(save({"lid": lid[:-1]}))


def test_a_kind_that_nobody_has_registered_says_what_it_is():
    later = Kind(key="elman_later", title="a\x1b[31m thing")
    with pytest.raises(StateError, match=r"jar, and it is 'a\\x1b\[31m thing'\. Name"):
        read_jar(to_bytes(later, {}, {}))
    with pytest.raises(StateError, match=r"it is another file of elman's \(elman_later\)"):
        read_jar(save(ARRAYS, {"elman_later": "{}"}))


def test_a_sentence_is_cut_where_it_repeats_a_value_without_end():
    def refuse(plain):
        raise ArgumentError(f"a must be short, got {'x' * 10**5}.")

    with pytest.raises(ModelFileError, match=r"got x{300,400}\.\.\.\)\. Pack it again\.$"):
        read(to_bytes(BOX, PLAIN, ARRAYS), BOX, refuse, lambda plain: {})


def test_a_place_that_is_none_is_said(tmp_path):
    for path in (tmp_path, tmp_path / "none", tmp_path / "a\0b", tmp_path / ("n" * 300)):
        with pytest.raises(ModelFileError, match=r"^box must be a file, got .*, which is none\. Check"):
            read_box(path)
    assert issubclass(ModelFileError, ArgumentError)


def test_no_array_is_made_before_shapes_fit_the_file(monkeypatch):
    """A record that asks for a huge array is refused by the header alone."""
    monkeypatch.setattr(container, "read_arrays", lambda *parts: pytest.fail("an array was read"))
    with pytest.raises(ModelFileError, match=r"must have the shape \(9, 2\)"):
        read_box(plain_file(PLAIN | {"rows": 9}))
