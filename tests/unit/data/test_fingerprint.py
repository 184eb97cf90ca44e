from dataclasses import replace

import numpy as np

from elman.data import Sequences, fingerprint

VALUES = np.array([[1, 2], [3, np.nan], [5, 6]], np.float32)
DATA = Sequences(names=("u", "y"), values_NC=VALUES, lengths=(2, 1), ids=("a", "b"))


def test_is_the_same_on_every_machine():
    assert fingerprint(DATA) == "291916a879b5ab89eb9b96449532c3ff"


def test_every_part_counts():
    changed = VALUES.copy()
    changed[2, 1] = np.nextafter(np.float32(6), np.float32(7))
    others = [
        replace(DATA, names=("u", "z")),
        replace(DATA, lengths=(1, 2)),
        replace(DATA, values_NC=changed),
        replace(DATA, values_NC=VALUES[::-1].copy()),
    ]
    assert len({fingerprint(data) for data in [DATA, *others]}) == 5


def test_ids_notes_and_the_bits_of_a_missing_value_do_not_count():
    values_NC = VALUES.copy()
    values_NC.view(np.uint32)[1, 1] = 0xFFC00001
    assert np.isnan(values_NC[1, 1])
    data = replace(DATA, ids=("c", "d"), notes=("read",), values_NC=values_NC)
    assert fingerprint(data) == fingerprint(DATA)
