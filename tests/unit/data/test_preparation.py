import json

import numpy as np
import pytest

from elman.data import Preparation, Scaling, Sequences, fit_preparation, split_in_time
from elman.errors import ArgumentError, DataError, UnknownNameError

NAN = np.nan


@pytest.fixture
def sequences():
    values_NC = np.array(
        [[1, 10, 100], [3, NAN, NAN], [NAN, 30, 300], [NAN, 50, 500], [9, 10, 100]], np.float32
    )
    return Sequences(names=("u", "v", "y"), values_NC=values_NC, lengths=(5,), ids=("a",))


def test_examples_are_filled_scaled_and_in_order(sequences):
    preparation, notes = fit_preparation(sequences, inputs=("v", "u"), targets=("y",), scaling="none")
    examples, filled = preparation.examples(sequences)
    np.testing.assert_array_equal(examples.x_NF, [[10, 1], [10, 3], [30, 3], [50, 3], [10, 9]])
    np.testing.assert_array_equal(examples.y_NO, [[100], [NAN], [300], [500], [100]])
    assert examples.lengths == (5,)
    assert examples.x_NF.dtype == examples.y_NO.dtype == np.float32
    assert examples.x_NF.flags.c_contiguous
    assert notes == ()
    assert len(filled) == 2


def test_scaling_comes_from_the_training_part_alone(sequences):
    train, _ = split_in_time(sequences, 0.4)
    preparation, _ = fit_preparation(train, inputs=("u",), targets=("y",))
    assert preparation.input_scaling == Scaling(method="standard", centre_C=(2.0,), scale_C=(1.0,))
    assert preparation.target_scaling == Scaling(method="standard", centre_C=(200.0,), scale_C=(100.0,))
    examples, _ = preparation.examples(sequences)
    np.testing.assert_array_equal(examples.x_NF[:, 0], [-1, 1, 1, 1, 7])
    np.testing.assert_array_equal(preparation.in_units(examples.y_NO), sequences.values_NC[:, 2:])


def test_nothing_is_held_from_one_sequence_to_the_next(sequences):
    both = Sequences(names=sequences.names, values_NC=sequences.values_NC, lengths=(3, 2), ids=("a", "b"))
    preparation, _ = fit_preparation(both, inputs=("u",), targets=("y",), scaling="none")
    np.testing.assert_array_equal(preparation.examples(both)[0].x_NF[:, 0], [1, 3, 3, 0, 9])


def test_the_table_is_left_alone(sequences):
    before_NC = sequences.values_NC.copy()
    preparation, _ = fit_preparation(sequences, inputs=("u", "v"), targets=("y",))
    preparation.examples(sequences)
    np.testing.assert_array_equal(sequences.values_NC, before_NC)


def test_a_table_without_targets(sequences):
    preparation, _ = fit_preparation(sequences, inputs=("u",), targets=("y",))
    inputs = Sequences(names=("u",), values_NC=sequences.columns(("u",)), lengths=(5,), ids=("a",))
    examples, _ = preparation.examples(inputs)
    assert np.isnan(examples.y_NO).all()
    assert examples.y_NO.shape == (5, 1)
    with pytest.raises(UnknownNameError, match=r"^unknown column 'u'"):
        preparation.examples(Sequences(names=("y",), values_NC=examples.y_NO, lengths=(5,), ids=("a",)))


def test_the_policy_is_obeyed(sequences):
    preparation, _ = fit_preparation(sequences, inputs=("u",), targets=("y",), missing="error")
    with pytest.raises(
        DataError, match=r"^input 'u' must have a value in every row, and it has none in row 2"
    ):
        preparation.examples(sequences)
    with pytest.raises(
        UnknownNameError, match=r"^unknown policy for missing inputs 'zero'\. Known: error, hold"
    ):
        fit_preparation(sequences, inputs=("u",), targets=("y",), missing="zero")


def test_comes_back_from_json(sequences):
    preparation, notes = fit_preparation(sequences, inputs=("u", "v"), targets=("y",), scaling="robust")
    assert Preparation.from_dict(json.loads(json.dumps(preparation.to_dict()))) == preparation
    assert notes == ()
    with pytest.raises(ArgumentError, match=r"^a preparation must have the fields"):
        Preparation.from_dict(preparation.to_dict() | {"unknown": 1})
    with pytest.raises(ArgumentError, match=r"^targets must have one scaling each, got 2 names and 1"):
        Preparation.from_dict(preparation.to_dict() | {"targets": ["y", "z"]})
