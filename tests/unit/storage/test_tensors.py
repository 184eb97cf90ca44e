"""The format is the library's: each reads what the other wrote, and a damaged file is told what is wrong."""

import json
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra import numpy as some_arrays
from safetensors.numpy import load, save

from elman.storage.tensors import FormatError, encode, parse_json, read_arrays, read_header

DTYPES = ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?")
ARRAYS = some.dictionaries(
    some.text(min_size=1, max_size=5),
    some.sampled_from(DTYPES).flatmap(
        lambda dtype: some_arrays.arrays(dtype, some_arrays.array_shapes(min_dims=0, max_dims=3, min_side=0))
    ),
    max_size=4,
)
TEXTS = some.dictionaries(some.text(max_size=5), some.text(max_size=20), max_size=3)
PLAIN = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.array([True, False])}


def decode(content):
    file = BytesIO(content)
    header = read_header(file, len(content))
    return dict(header.texts), read_arrays(file, header)


def same(one, other):
    assert one.keys() == other.keys()
    for name, array in one.items():
        assert (array.dtype, array.shape) == (other[name].dtype, other[name].shape)
        assert array.tobytes() == other[name].tobytes()


@given(texts=TEXTS, arrays=ARRAYS)
def test_what_is_written_is_read_and_read_by_the_library(texts, arrays):
    content = encode(texts, arrays)
    assert content == encode(dict(texts), dict(reversed(arrays.items())))
    found, own = decode(content)
    assert found == texts
    same(own, arrays)
    same(load(content), arrays)


@given(texts=TEXTS, arrays=ARRAYS.filter(bool))
def test_what_the_library_wrote_is_read(texts, arrays):
    found, own = decode(save(arrays, metadata=texts))
    assert found == texts
    same(own, arrays)


def test_arrays_are_aligned_writable_and_copies():
    content = encode({}, {"a": np.zeros(3, np.uint8), "b": np.zeros(2)})
    _, arrays = decode(content)
    assert all(array.flags.aligned and array.flags.writeable for array in arrays.values())
    strided = np.arange(12.0).reshape(3, 4).T[::2]
    same(decode(encode({}, {"a": strided}))[1], {"a": np.ascontiguousarray(strided)})


def with_header(plain, numbers=b""):
    text = plain if isinstance(plain, bytes) else json.dumps(plain).encode()
    return len(text).to_bytes(8, "little") + text + numbers


def one(shape=(2,), offsets=(0, 8), dtype="F32", **more):
    return {"a": {"dtype": dtype, "shape": shape, "data_offsets": offsets, **more}}


EIGHT = bytes(8)
DAMAGED = {
    "empty": (b"", "which is empty"),
    "cut in the length": (encode({}, PLAIN)[:6], "which is something else, or damaged at its beginning"),
    "cut in the header": (encode({}, PLAIN)[:40], r"which is truncated: 40 of \d+ or more bytes are there"),
    "cut in the numbers": (encode({}, PLAIN)[:-1], r"which is truncated: \d+ of \d+ bytes are there"),
    "too long": (encode({}, PLAIN) + b"more", "which is damaged: it has 4 bytes more than its header says"),
    "length without bound": ((2**63).to_bytes(8, "little") + b"{}", "damaged at its beginning"),
    "header is no JSON": (with_header(b"{nope}"), "whose header is damaged: "),
    "header is not UTF-8": (with_header(b'{"\xff":1}'), "whose header is damaged: "),
    "header is deep": (with_header(b'{"a":' + b"[" * 10**6), "header is damaged: it is nested too deeply"),
    "header is deep, less": (
        with_header(b'{"a":' + b"[" * 99 + b"]" * 99 + b"}"),
        "nested more than 32 deep",
    ),
    "a number without end": (with_header(b'{"a":' + b"9" * 10**5 + b"}"), "whose header is damaged: "),
    "a name twice": (with_header(b'{"a":1,"a":2}'), "whose header is damaged: a name is there twice"),
    "texts are numbers": (with_header({"__metadata__": {"a": 1}}), "its metadata are no texts"),
    "texts are a list": (with_header({"__metadata__": []}), "its metadata are no texts"),
    "an array is a number": (with_header({"a": 3}), r"'a' must be a record of named fields, got 3"),
    "unknown type": (with_header(one(dtype="F8"), EIGHT), r"'a'\.dtype must be one of BOOL, F16"),
    "a field more": (with_header(one(more=1), EIGHT), r"'a' must have the fields .*got 'more', too"),
    "shape of text": (with_header(one(shape="2"), EIGHT), r"'a'\.shape must be a list"),
    "shape below 0": (with_header(one(shape=[-2]), EIGHT), r"'a'\.shape\[0\] must be a whole number from 0"),
    "huge shape": (with_header(one(shape=[2**40, 2**40]), EIGHT), "'a' has not the size of its shape"),
    "shape without end": (with_header(one(shape=[10**300] * 10), EIGHT), r"got a whole number of 997 bits"),
    "many dimensions": (with_header(one(shape=[1] * 10**5), EIGHT), r"must be a list of 0 to 16 entries"),
    "offsets back": (with_header(one(offsets=[8, 0]), EIGHT), "'a' has not the size of its shape"),
    "three offsets": (with_header(one(offsets=[0, 4, 8]), EIGHT), r"must be a list of 2 to 2 entries"),
    "a gap": (with_header(one(offsets=[4, 12]), bytes(12)), "'a' does not begin where the one before it"),
    "overlap": (
        with_header(one() | {"b": one()["a"]}, EIGHT),
        "'b' does not begin where the one before it",
    ),
    "no truth value": (with_header(one(dtype="BOOL", offsets=[0, 2]), b"\1\2"), "neither true nor false"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_wrong_is_said(case):
    content, sentence = DAMAGED[case]
    with pytest.raises(FormatError, match=sentence) as caught:
        decode(content)
    assert len(str(caught.value)) < 200


def test_json_is_parsed_as_json_is():
    assert parse_json('{"a": [1, 2.5, null, true, "\\u00e9"]}') == {"a": [1, 2.5, None, True, "\u00e9"]}
    assert parse_json("[" * 32 + "]" * 32)
    with pytest.raises(ValueError, match="nested more than 32 deep"):
        parse_json("[" * 33 + "]" * 33)
