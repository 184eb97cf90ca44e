import numpy as np

from elman.plots.envelope import COLUMNS, envelope, needs_envelope


def test_no_extreme_is_lost():
    values_N = np.random.default_rng(0).standard_normal(100_003)
    values_N[[0, 77_777, 100_002]] = -50.0, 60.0, -70.0
    row_P, low_P, high_P = envelope(values_N, 97)
    ends = np.append((np.linspace(0, 100_003, 97, endpoint=False)).astype(int), 100_003)
    for column in range(97):
        part = values_N[ends[column] : ends[column + 1]]
        assert (low_P[column], high_P[column]) == (part.min(), part.max())
        assert row_P[column] == (ends[column] + ends[column + 1] - 1) / 2
    assert low_P[0] == -50.0
    assert high_P.max() == 60.0
    assert low_P[-1] == -70.0


def test_thinning_would_lose_them():
    values_N = np.zeros(100_000)
    values_N[12_345] = 1.0
    assert values_N[:: 100_000 // COLUMNS].max() == 0.0
    assert envelope(values_N).high_P.max() == 1.0


def test_missing_values_are_left_out_and_a_column_of_them_is_a_gap():
    values_N = np.arange(1000.0)
    values_N[::3] = np.nan
    values_N[500:520] = np.nan
    _, low_P, high_P = envelope(values_N, 100)
    assert np.flatnonzero(np.isnan(low_P)).tolist() == [50, 51]
    assert (low_P[0], high_P[0]) == (1.0, 8.0)


def test_lines_until_there_are_several_points_a_column():
    assert not needs_envelope(100)
    assert needs_envelope(20_000)
