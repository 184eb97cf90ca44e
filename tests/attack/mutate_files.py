"""Damaged files: of any file of elman as many as one likes, the same for the same seed.

    for told, content in mutants(original, seed=1, count=1_000): ...

There are two sorts. Those in `DAMAGES` keep the checksum that was there. They stand for disks, transfers and
editors: whoever reads one must say so or get the very same bits. Those in `FORGERIES` are put together anew,
without a checksum, as 0.1.0 wrote files. They stand for other programs and for malice: whoever reads one must
refuse it in a sentence or be able to use it.
"""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tests.attack.files import header_length, header_of, take_apart

DEEP = "@deep@"
"""Stands for nesting that `json.dumps` cannot write."""
WEIRD = (
    None,
    True,
    False,
    -1,
    0,
    1,
    2,
    3,
    1_000_000,
    2**31,
    2**62,
    2**63,
    -(2**63) - 1,
    10**400,
    0.5,
    -0.0,
    1e-320,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "x",
    "gru",
    "\ud800",
    "a\x1b[31m\n\0$\\alpha$",
    "9" * 5_000,
    [],
    [[]],
    [1, "a", None],
    list(range(1_000)),
    {},
    {"a": {"b": 1}},
    DEEP,
)


def mutants(content: bytes, *, seed: int, count: int, sorts=None) -> Iterator[tuple[str, bytes]]:
    """So many damaged files, each with what was done to it; every sort has its turn.

    Args:
        content: of a file that is whole.
        seed: of the draws.
        count: how many.
        sorts: of damage, by name; None: all.
    """
    sorts = sorts or {**DAMAGES, **FORGERIES}
    names = list(sorts)
    for number in range(count):
        name = names[number % len(names)]
        rng = np.random.default_rng([seed, number])
        yield f"{name} {seed} {number}", sorts[name](content, rng)


def pick(rng, things):
    """One of them."""
    things = list(things)
    return things[int(rng.integers(len(things)))]


def flip_bit(content, rng):
    place, bit = int(rng.integers(len(content))), int(rng.integers(8))
    return content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :]


def flip_in_the_numbers(content, rng):
    start = 8 + header_length(content)
    return content[:start] + flip_bit(content[start:], rng)


def flip_in_the_header(content, rng):
    start = 8 + header_length(content)
    return flip_bit(content[:start], rng) + content[start:]


def cut_off(content, rng):
    return content[: int(rng.integers(len(content)))]


def cut_out(content, rng):
    start, end = sorted(int(place) for place in rng.integers(len(content), size=2))
    return content[:start] + content[end:]


def put_in(content, rng):
    place, more = int(rng.integers(len(content) + 1)), rng.bytes(int(rng.integers(1, 64)))
    return content[:place] + more + content[place:]


def overwrite(content, rng):
    place, more = int(rng.integers(len(content))), rng.bytes(int(rng.integers(1, 64)))
    return (content[:place] + more + content[place + len(more) :])[: len(content)]


def zero_a_page(content, rng):
    start = int(rng.integers(len(content))) // 512 * 512
    return content[:start] + bytes(len(content[start : start + 512])) + content[start + 512 :]


def swap_pages(content, rng):
    one, other = sorted(int(rng.integers(len(content))) // 512 * 512 for _ in range(2))
    if one == other:
        return flip_bit(content, rng)
    middle = content[one + 512 : other]
    return (
        content[:one]
        + content[other : other + 512]
        + middle
        + content[one : one + 512]
        + content[other + 512 :]
    )


def wrong_length(content, rng):
    length = pick(rng, [0, 1, 7, len(content), len(content) - 8, 2**31, 2**62, 2**64 - 1])
    return length.to_bytes(8, "little") + content[8:]


def change_the_header(content, rng):
    """Shapes, places, types and names in the header of the format, and the texts beside them."""
    header = header_of(content)
    name = pick(rng, header)
    part = header[name]
    if rng.random() < 0.2:
        header[pick(rng, ["", "more", "__metadata__", "out.bias"])] = header.pop(name)
    elif rng.random() < 0.2:
        del header[name]
    else:
        part[pick(rng, part)] = pick(rng, [*WEIRD[:-1], [2**62, 4], [0, 0], [10**300] * 15, "F16", "BOOL"])
    return with_header(content, json.dumps(header).encode())


def name_twice(content, rng):
    text = content[8 : 8 + header_length(content)].rstrip()
    entry = json.dumps({pick(rng, header_of(content)): {}})[1:-1]
    return with_header(content, text[:-1] + b"," + entry.encode() + b"}")


def with_header(content, text):
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + content[8 + header_length(content) :]


DAMAGES = {
    "a bit flipped": flip_bit,
    "a bit of the numbers flipped": flip_in_the_numbers,
    "a bit of the header flipped": flip_in_the_header,
    "cut off": cut_off,
    "cut out": cut_out,
    "put in": put_in,
    "overwritten": overwrite,
    "a page of zeros": zero_a_page,
    "pages swapped": swap_pages,
    "wrong length": wrong_length,
    "header changed": change_the_header,
    "a name twice": name_twice,
}
"""What keeps the checksum that was there."""


def places_in(plain, place=()):
    """Every place in a record, the outer ones first."""
    inner = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for key, value in inner:
        yield (*place, key)
        yield from places_in(value, (*place, key))


def owner_of(plain, place):
    for key in place[:-1]:
        plain = plain[key]
    return plain


def forged(content, change):
    """The file with its parts changed, put together without a checksum."""
    parts = take_apart(content)
    parts.record = change(copy.deepcopy(parts.record), parts.arrays)
    text = json.dumps(parts.record).replace(f'"{DEEP}"', "[" * 50_000 + "]" * 50_000)
    return replace(parts, record=text).unsealed()


def in_the_record(change):
    """A forgery that changes one place of the record."""

    def forge(content, rng):
        def change_one(record, arrays):
            place = pick(rng, places_in(record))
            change(owner_of(record, place), place[-1], rng)
            return record

        return forged(content, change_one)

    return forge


def replace_value(owner, key, rng):
    owner[key] = pick(rng, WEIRD)


def nudge_value(owner, key, rng):
    value = owner[key]
    match value:
        case bool():
            owner[key] = not value
        case int() | float():
            owner[key] = pick(rng, [value + 1, value - 1, -value, 2 * value, value / 2, str(value), [value]])
        case str():
            owner[key] = pick(rng, [value + "x", value.upper(), value[:-1], "0x1p0", "0x1p9999"])
        case list():
            owner[key] = pick(rng, [value[1:], value + value, value[::-1], dict(enumerate(value))])
        case _:
            owner[key] = pick(rng, [[value], None, {}])


def delete_field(owner, key, rng):
    del owner[key]


def add_field(owner, key, rng):
    if isinstance(owner, dict):
        owner[pick(rng, ["more", "", "format", "__class__", "loss"])] = pick(rng, WEIRD)
    else:
        owner.append(pick(rng, WEIRD))


def deepen(owner, key, rng):
    owner[key] = DEEP


def whole_record(content, rng):
    return forged(content, lambda record, arrays: pick(rng, WEIRD))


def in_an_array(change):
    """A forgery that changes one array."""

    def forge(content, rng):
        def change_one(record, arrays):
            name = pick(rng, arrays)
            changed = change(arrays[name], rng)
            arrays[name] = np.ascontiguousarray(changed).reshape(np.shape(changed))
            return record

        return forged(content, change_one)

    return forge


def other_dtype(array, rng):
    with np.errstate(all="ignore"):
        return array.astype(pick(rng, [np.float64, np.float16, np.float32, np.int64, np.uint8, np.bool_]))


def other_shape(array, rng):
    shapes = [
        array[None],
        array.ravel(),
        array.T,
        array[..., None],
        array[:0],
        array.reshape(-1)[:1],
        array.sum(),
    ]
    return pick(rng, shapes)


def other_size(array, rng):
    axis = int(rng.integers(max(1, array.ndim)))
    if not array.ndim:
        return np.zeros(3, array.dtype)
    return pick(
        rng, [np.concatenate([array, array], axis), np.delete(array, 0, axis) if array.shape[axis] else array]
    )


def other_numbers(array, rng):
    changed = array.copy().reshape(-1)
    if changed.size:
        values = (
            [0, 1, -1, 2**62, np.nan, np.inf, 1e38, 1e-45] if array.dtype.kind == "f" else [0, 1, -1, 2**62]
        )
        with np.errstate(all="ignore"):
            changed[int(rng.integers(changed.size))] = np.array(pick(rng, values)).astype(array.dtype)
    return changed.reshape(array.shape)


def rename_array(content, rng):
    def change(record, arrays):
        name = pick(rng, arrays)
        arrays[pick(rng, [name + "x", name.upper(), "", "header", "\ud7ff" * 90])] = arrays.pop(name)
        return record

    return forged(content, change)


def delete_array(content, rng):
    def change(record, arrays):
        del arrays[pick(rng, arrays)]
        return record

    return forged(content, change)


def swap_arrays(content, rng):
    def change(record, arrays):
        one, other = pick(rng, arrays), pick(rng, arrays)
        arrays[one], arrays[other] = arrays[other], arrays[one]
        return record

    return forged(content, change)


FORGERIES = {
    "a value replaced": in_the_record(replace_value),
    "a value nudged": in_the_record(nudge_value),
    "a field deleted": in_the_record(delete_field),
    "a field added": in_the_record(add_field),
    "a value nested deeply": in_the_record(deepen),
    "another record": whole_record,
    "an array of another type": in_an_array(other_dtype),
    "an array of another shape": in_an_array(other_shape),
    "an array of another size": in_an_array(other_size),
    "an array of other numbers": in_an_array(other_numbers),
    "an array renamed": rename_array,
    "an array deleted": delete_array,
    "arrays swapped": swap_arrays,
}
"""What has no checksum."""
