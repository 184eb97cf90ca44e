"""The table in every disguise of text: each reads as the same sequences and series."""

import pytest

from tests.disguises.check import check
from tests.disguises.texts import TEXTS


def test_no_disguise_is_there_twice():
    assert len({writing.name for writing in TEXTS}) == len(TEXTS)


@pytest.mark.parametrize("writing", TEXTS, ids=lambda writing: writing.name)
def test_text_reads_as_the_table(writing, tmp_path):
    check(writing.write(tmp_path), writing.truth, utc=writing.zone is not None, **writing.options)
