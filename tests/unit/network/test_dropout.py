import numpy as np
import pytest

from elman.network.dropout import dropout_mask

WORD, HALF = 2**64 - 1, 2**32 - 1

# Kept (1) or left out (0), for B, T, H = 2, 3, 4 and a dropout of 0.4; made by elman 0.1.0's definition,
# which `kept_by_integers` repeats. Trained models depend on them: they must never change.
GOLDEN = {
    (0, 0, 0): "101011111101100010011111",
    (11, 0, 0): "111110111011111000101001",
    (11, 1, 0): "011111101001111101001101",
    (11, 0, 1): "111001000100011110111111",
    (2**63 - 1, 2**40 + 3, 2): "111011110111111111001010",
}


def hash32(x):
    x = ((x ^ (x >> 16)) * 0x21F0AAAD) & HALF
    x = ((x ^ (x >> 15)) * 0xD35A2D97) & HALF
    return x ^ (x >> 15)


def kept_by_integers(size, dropout, seed, step, layer):
    """The definition once more, in whole numbers one by one."""
    key = (seed + 0x9E3779B97F4A7C15 * ((step << 16) + layer + 1)) & WORD
    key = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    key = ((key ^ (key >> 27)) * 0x94D049BB133111EB) & WORD
    key ^= key >> 31
    threshold = round(dropout * 2**24)
    bits = (hash32((hash32(index ^ (key & HALF)) + (key >> 32)) & HALF) for index in range(size))
    return "".join("1" if (word >> 8) >= threshold else "0" for word in bits)


@pytest.mark.parametrize(("seed", "step", "layer"), GOLDEN)
def test_golden(seed, step, layer):
    mask = dropout_mask((2, 3, 4), 0.4, seed=seed, step=step, layer=layer)
    assert set(mask.ravel()) == {0.0, 1.0 / 0.6}
    kept = "".join("1" if factor else "0" for factor in mask.ravel())
    assert kept == GOLDEN[seed, step, layer] == kept_by_integers(24, 0.4, seed, step, layer)


@pytest.mark.parametrize("dropout", [0.05, 0.3, 0.5, 0.9])
def test_share(dropout):
    # 128,000 draws: five standard deviations of the share are at most 0.007.
    mask = dropout_mask((64, 50, 40), dropout, seed=5, step=9, layer=0)
    assert abs((mask == 0.0).mean() - dropout) < 0.007
    assert abs(mask.mean() - 1.0) < 0.007 / (1.0 - dropout)


def test_neighbours_do_not_agree():
    masks = [
        dropout_mask((20, 50, 40), 0.5, seed=seed, step=step, layer=layer) > 0.0
        for seed, step, layer in ((1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1), (1, 2, 0))
    ]
    # 40,000 draws: five standard deviations of the share that agrees are 0.0125.
    for number, mask in enumerate(masks):
        assert all(abs((mask == other).mean() - 0.5) < 0.0125 for other in masks[:number])
        assert abs((mask[:, 1:] == mask[:, :-1]).mean() - 0.5) < 0.0125
        assert abs((mask[..., 1:] == mask[..., :-1]).mean() - 0.5) < 0.0125


def test_no_dropout_leaves_all():
    assert (dropout_mask((2, 3, 4), 0.0, seed=0, step=0, layer=0) == 1.0).all()
    assert np.isfinite(dropout_mask((2, 3, 4), 0.999, seed=0, step=0, layer=0)).all()
