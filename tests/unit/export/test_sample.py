"""The rows of a proof: the user's first ones, or some within the training range."""

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.export import make_up_sample, take_sample
from elman.export.sample import MOST_ROWS
from tests.unit.export.exportables import make_exportable


def test_the_first_rows_are_taken():
    long, short = np.zeros((MOST_ROWS - 10, 2), np.float64), np.arange(40.0).reshape(20, 2)
    sample = take_sample([short[:0], long, short, short])
    assert [len(x_TF) for x_TF in sample.sequences] == [MOST_ROWS - 10, 10]
    assert sample.num_rows == MOST_ROWS
    assert not sample.made_up
    np.testing.assert_array_equal(sample.sequences[1], short[:10])
    assert all(x_TF.dtype == np.float64 for x_TF in sample.sequences)


@pytest.mark.parametrize("sequences", [[], [np.zeros((0, 2))]])
def test_no_rows_are_a_sentence(sequences):
    with pytest.raises(ArgumentError, match=r"^sample must have at least one row, got none\."):
        take_sample(sequences)


def test_made_up_rows_are_within_the_training_range_and_have_holes():
    exportable = make_exportable(input_centre=1e5)
    (x_TF,) = make_up_sample(exportable).sequences
    span = exportable.training_range
    known_TF = np.where(np.isnan(x_TF), span.low_F, x_TF)
    assert (span.low_F <= known_TF).all()
    assert (known_TF <= span.high_F).all()
    assert (np.nanmax(x_TF, axis=0) - np.nanmin(x_TF, axis=0) > 0.95 * (span.high_F - span.low_F)).all()
    assert np.isnan(x_TF[0]).all()
    assert 0.03 < np.isnan(x_TF).mean() < 0.07
    assert make_up_sample(exportable).made_up


def test_made_up_rows_are_complete_where_none_may_be_missing():
    (x_TF,) = make_up_sample(make_exportable(missing="error")).sequences
    assert not np.isnan(x_TF).any()
