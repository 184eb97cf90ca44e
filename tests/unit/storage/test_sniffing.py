"""A file that was named by mistake is recognised."""

from io import BytesIO

import numpy as np
import pytest

from elman.storage.sniffing import describe_foreign

FILES = {
    "a text table (CSV)": [b"u,y\n1,2\n", "a;b\n1,5;2\n".encode("utf-8-sig"), b"a\tb\r\n1\t2\r\n", b"u,y"],
    "a text": [b"no model", b"first line\nand, another one\n", "na\u00efve".encode(), b"\n"],
    "JSON text": [b'{"u": 1}\n{"u": 2}\n', b" [1, 2]"],
    "something else, or damaged at its beginning": [b"\0\1\2", b"\xff\xfe\xfa", b"ab\0cd"],
}


@pytest.mark.parametrize(("name", "start"), [(name, start) for name in FILES for start in FILES[name]])
def test_a_file_is_described(name, start):
    assert describe_foreign(start, len(start)) == f"which is {name}"


def test_an_empty_file_and_a_cut_letter():
    assert describe_foreign(b"", 0) == "which is empty"
    assert describe_foreign("u,y\n1,\u00e9".encode()[:-1], 900) == "which is a text table (CSV)"


def test_formats_are_known_by_their_first_bytes():
    file = BytesIO()
    np.save(file, np.zeros(3))
    assert describe_foreign(file.getvalue(), 9) == "which is a NumPy array"
    np.savez(file := BytesIO(), np.zeros(3))
    assert describe_foreign(file.getvalue(), 9) == "which is a ZIP archive (as .xlsx, .npz and .pt files are)"
    assert describe_foreign(b"PAR1\0\0", 9) == "which is a Parquet table"
