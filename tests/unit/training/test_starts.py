import numpy as np
import pytest

from elman.data import Examples
from elman.training.starts import starts_repeat


def record(rows, seed):
    rng = np.random.default_rng(seed)
    u_N = np.convolve(rng.standard_normal(rows), 0.9 ** np.arange(40))[:rows]
    return u_N, np.convolve(u_N, 0.95 ** np.arange(80))[:rows] / 10


def examples(pairs):
    x, y = (np.concatenate(part)[:, None].astype(np.float32) for part in zip(*pairs, strict=True))
    return Examples(x_NF=x, y_NO=y, lengths=tuple(len(u_N) for u_N, _ in pairs))


@pytest.mark.parametrize(("number", "learned"), [(3, False), (4, True), (20, True)])
def test_sequences_that_begin_at_rest(number, learned):
    assert starts_repeat(examples([record(100, seed) for seed in range(number)])) is learned


@pytest.mark.parametrize("number", [5, 10, 40])
def test_pieces_of_a_long_record_have_no_start(number):
    found = 0
    for seed in range(10):
        u_N, y_N = record(200 * number + 200, seed)
        cuts = [slice(200 * k + 200, 200 * k + 400) for k in range(number)]
        found += starts_repeat(examples([(u_N[cut], y_N[cut]) for cut in cuts]))
    assert found <= 1


def test_an_offset_that_dies_away_is_a_start():
    pairs = []
    for seed in range(20):
        u_N, y_N = record(600, seed)
        pairs.append((u_N[100:], y_N[100:] + 3 * y_N.std() * np.exp(-np.arange(500) / 100)))
    assert starts_repeat(examples(pairs))


def test_a_start_that_follows_from_the_first_inputs():
    rng = np.random.default_rng(0)
    pairs = []
    for _ in range(20):
        u_N = np.repeat(rng.uniform(-1, 1, 5), 30)
        y_N = np.empty(150)
        y_N[0] = 2 * u_N[0] + 1
        for row in range(1, 150):
            y_N[row] = y_N[row - 1] + 0.05 * (2 * u_N[row] + 1 - y_N[row - 1])
        pairs.append((u_N, y_N))
    assert starts_repeat(examples(pairs))


def test_targets_that_are_missing_at_the_start_say_nothing():
    data = examples([record(100, seed) for seed in range(6)])
    data.y_NO[::100] = np.nan
    assert not starts_repeat(data)
