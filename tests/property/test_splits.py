import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from elman.data import Examples, Sequences, split_in_time

lengths = st.lists(st.integers(1, 30), min_size=1, max_size=6).filter(lambda rows: max(rows) > 1)
fractions = st.floats(0.01, 0.99)


@given(lengths, fractions)
def test_no_row_is_used_twice_and_none_is_lost(rows, fraction):
    number_N = np.arange(sum(rows), dtype=np.float32)
    ids = tuple(str(place) for place in range(len(rows)))
    whole = Sequences(names=("n",), values_NC=number_N[:, None], lengths=tuple(rows), ids=ids)
    train, validation = split_in_time(whole, fraction)
    both_N = np.concatenate([train.values_NC, validation.values_NC])[:, 0]
    np.testing.assert_array_equal(np.sort(both_N), number_N)
    first = dict(zip(train.ids, train, strict=True))
    last = dict(zip(validation.ids, validation, strict=True))
    for name, piece_NC in zip(whole.ids, whole, strict=True):
        joined_NC = np.concatenate([first[name], last.get(name, np.empty((0, 1)))])
        np.testing.assert_array_equal(joined_NC, piece_NC)


@given(lengths, fractions)
def test_inputs_stay_beside_their_targets(rows, fraction):
    number_N = np.arange(sum(rows), dtype=np.float32)
    whole = Examples(x_NF=number_N[:, None], y_NO=-number_N[:, None], lengths=tuple(rows))
    for part in split_in_time(whole, fraction):
        np.testing.assert_array_equal(part.x_NF, -part.y_NO)
        assert part.num_rows == len(part.x_NF)
        assert all(len(x_NF) > 0 for x_NF, _ in part)
