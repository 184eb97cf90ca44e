"""The sums against the lagged table, written down row by row."""

import numpy as np
import pytest

from elman.evaluation.baselines import lagged_sums as module
from elman.evaluation.baselines.lagged_sums import Scaling, lagged_sums

LENGTH = 7
SCALING = Scaling(np.array([0.5, -1.0]), np.array([2.0, 0.25]), 3.0, 1.5)


def lagged_table(x_TF, length, mean_F, scale_F):
    """Row t holds the scaled inputs of t, t - 1, ...; zeros before the sequence began."""
    u_TF = (x_TF - mean_F) / scale_F
    table = np.zeros((len(x_TF), length, x_TF.shape[1]))
    for t in range(len(x_TF)):
        for lag in range(min(length, t + 1)):
            table[t, lag] = u_TF[t - lag]
    return table.reshape(len(x_TF), length * x_TF.shape[1])


def make(lengths, missing, seed=0):
    random = np.random.default_rng(seed)
    pairs = []
    for length in lengths:
        x_TF = random.standard_normal((length, 2)).cumsum(axis=0).astype(np.float32)
        y_T = (random.standard_normal(length) + 3).astype(np.float32)
        y_T[random.random(length) < missing] = np.nan
        pairs.append((x_TF, y_T))
    return pairs


def check(pairs, length=LENGTH):
    sums = lagged_sums(pairs, SCALING, length)
    mean_F, scale_F, mean, scale = SCALING
    a_NP = np.concatenate([lagged_table(x_TF, length, mean_F, scale_F) for x_TF, _ in pairs])
    y_N = (np.concatenate([y_T for _, y_T in pairs]).astype(np.float64) - mean) / scale
    known = ~np.isnan(y_N)
    a_NP, y_N = a_NP[known], y_N[known]
    assert sums.count == known.sum()
    size = np.abs(a_NP.T @ a_NP).max()
    # float64 sums of products, by transforms: rounding relative to the largest entry.
    np.testing.assert_allclose(sums.gram_PP, a_NP.T @ a_NP, atol=1e-12 * size, rtol=0)
    np.testing.assert_allclose(sums.moment_P, a_NP.T @ y_N, atol=1e-12 * size, rtol=0)
    np.testing.assert_allclose(sums.total_P, a_NP.sum(axis=0), atol=1e-12 * size, rtol=0)
    assert sums.target_total == pytest.approx(y_N.sum(), rel=1e-9)
    assert sums.target_square == pytest.approx(y_N @ y_N, rel=1e-9)
    return a_NP, y_N, sums


@pytest.mark.parametrize("missing", [0.0, 0.1, 0.9])
@pytest.mark.parametrize("lengths", [(400,), (7,), (3, 1, 60, 8), (0, 30)])
@pytest.mark.parametrize("piece", [11, 64, 1 << 16])
def test_they_are_the_sums_of_the_lagged_table(lengths, missing, piece, monkeypatch):
    monkeypatch.setattr(module, "_PIECE_ROWS", piece)
    monkeypatch.setattr(module, "_EDGES_AT_ONCE", 5)
    check(make(lengths, missing))


@pytest.mark.parametrize("length", [1, 2, 40, 300])
def test_any_number_of_lags(length):
    check(make((350, 20), 0.05), length)


def test_sequences_longer_than_one_block_of_the_transform():
    check(make((3000, 900), 0.01))


def test_a_forgotten_edge_is_found(monkeypatch):
    monkeypatch.setattr(module, "_add_edges", lambda *_: None)
    with pytest.raises(AssertionError):
        check(make((400,), 0.0))


def test_a_lag_too_few_is_found(monkeypatch):
    whole = module._cross_spectrum
    monkeypatch.setattr(
        module, "_cross_spectrum", lambda a, u, length, size: whole(a, np.roll(u, 1, axis=0), length, size)
    )
    with pytest.raises(AssertionError):
        check(make((400,), 0.0))


@pytest.mark.parametrize("ridge", [1e-8, 1e-2, 1.0])
@pytest.mark.parametrize("lags", [1, 3, LENGTH])
def test_the_solution_is_that_of_least_squares(ridge, lags):
    a_NP, y_N, sums = check(make((300, 80), 0.2))
    columns = 2 * lags
    # The ridge as rows of data: sqrt(penalty) w = 0; the column of ones is not penalised.
    table = np.hstack([a_NP[:, :columns], np.ones((len(y_N), 1))])
    penalty = np.sqrt(ridge * len(y_N)) * np.eye(columns, columns + 1)
    wanted, *_ = np.linalg.lstsq(
        np.vstack([table, penalty]), np.concatenate([y_N, np.zeros(columns)]), rcond=None
    )
    weight_P, constant = sums.solve(columns, ridge)
    np.testing.assert_allclose(weight_P, wanted[:-1], atol=1e-9)
    assert constant == pytest.approx(wanted[-1], abs=1e-9)
    error = np.sum((y_N - a_NP[:, :columns] @ weight_P - constant) ** 2)
    assert sums.squared_error(weight_P, constant) == pytest.approx(error, rel=1e-10)


def test_too_many_runs_are_thinned_evenly(monkeypatch):
    random = np.random.default_rng(3)
    x_TF = random.standard_normal((4000, 2)).astype(np.float32)
    y_T = np.where(np.arange(4000) % 4 == 0, x_TF[:, 0], np.nan)
    # 1000 runs of one row; the limit lets every fourth through.
    monkeypatch.setattr(module, "_MOST_EDGE_PRODUCTS", 2 * 250 * (LENGTH * 2) ** 2)
    sums = lagged_sums([(x_TF, y_T)], SCALING, LENGTH)
    assert sums.count == 250
    kept_T = np.where(np.arange(4000) % 16 == 0, x_TF[:, 0], np.nan)
    monkeypatch.setattr(module, "_MOST_EDGE_PRODUCTS", 1e12)
    wanted = lagged_sums([(x_TF, kept_T)], SCALING, LENGTH)
    np.testing.assert_allclose(sums.gram_PP, wanted.gram_PP, atol=1e-9)
