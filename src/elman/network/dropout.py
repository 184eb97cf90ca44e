"""The dropout mask: a function of its place, so that no engine and no thread can change it."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array

_GOLDEN = 0x9E3779B97F4A7C15
_WORD = 0xFFFFFFFFFFFFFFFF


def dropout_mask(
    shape_BTH: tuple[int, int, int], dropout: float, *, seed: int, step: int, layer: int
) -> Array:
    """The factors on the outputs of one layer: 0 for a share of `dropout`, else `1 / (1 - dropout)`.

    Entry (b, t, j) depends on `(seed, step, layer)` and its index `(b T + t) H + j` alone: two keys
    of 32 bits are made of the first by splitmix64, and the index is hashed with each in turn.

    Args:
        shape_BTH: of the window's outputs.
        dropout: share that is left out, in [0, 1).
        seed: of the network.
        step: training steps taken before this one.
        layer: the layer whose outputs are masked, from 0.

    Returns:
        float64 `(B, T, H)`.
    """
    key = _splitmix64((seed + _GOLDEN * ((step << 16) + layer + 1)) & _WORD)
    index = np.arange(np.prod(shape_BTH), dtype=np.uint32)
    bits = _hash32(_hash32(index ^ np.uint32(key & 0xFFFFFFFF)) + np.uint32(key >> 32))
    kept = (bits >> np.uint32(8)) >= np.uint32(round(dropout * 2**24))
    return np.where(kept, 1.0 / (1.0 - dropout), 0.0).reshape(shape_BTH)


def _splitmix64(z: int) -> int:
    """The output function of splitmix64. Reference: Steele, Lea and Flood 2014, OOPSLA."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WORD
    return z ^ (z >> 31)


def _hash32(
    x: np.ndarray[tuple[int, ...], np.dtype[np.uint32]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    """A bijection of 32 bits with low bias. Reference: Wellons, hash-prospector (public domain)."""
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x21F0AAAD)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0xD35A2D97)
    return x ^ (x >> np.uint32(15))
