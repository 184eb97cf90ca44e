"""Inputs or targets leave the range that the network was trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.evaluation.cautions.evidence import Evidence, InputRange

# Noise has its extremes, and they differ from part to part: it takes so many rows, this share of all
# and beyond by this part of the range; or some rows clearly beyond; or one row far beyond.
_MARGIN, _SHARE, _FEWEST_ROWS = 0.05, 0.005, 3
_CLEAR_MARGIN, _CLEAR_ROWS = 0.1, 10
_FAR = 1.0


def warn_of_inputs_beyond_training(evidence: Evidence) -> list[str]:
    """Warns of every input that leaves its training range: in what share of the rows, and how far."""
    guess = "The prediction there is a guess."
    return _describe_all("input", evidence.input_names, evidence.x_NF, evidence.training_range, guess)


def warn_of_targets_beyond_training(evidence: Evidence) -> list[str]:
    """Warns of every target that leaves its training range, likewise."""
    unseen = "The network has never been shown such values: it cannot be trusted to reach them."
    return _describe_all("target", evidence.target_names, evidence.truth_NO, evidence.target_range, unseen)


def _describe_all(
    role: str, names: Sequence[str], values_NC: Array, seen: InputRange | None, meaning: str
) -> list[str]:
    if seen is None:
        return []
    sentences = []
    for c, (low, high) in enumerate(zip(seen.low_F, seen.high_F, strict=True)):
        known_N = values_NC[:, c].astype(np.float64)
        sentence = _describe(f"{role} {names[c]!r}", known_N[~np.isnan(known_N)], float(low), float(high))
        sentences += [f"{sentence} {meaning}"] if sentence else []
    return sentences


def _describe(name: str, x_N: Array, low: float, high: float) -> str | None:
    if not len(x_N) or not np.isfinite(high - low):
        return None
    excess_N = np.maximum(low - x_N, x_N - high)
    width = high - low
    often = (excess_N > _MARGIN * width).sum() >= max(_FEWEST_ROWS, _SHARE * len(x_N))
    clearly = (excess_N > _CLEAR_MARGIN * width).sum() >= _CLEAR_ROWS
    far = excess_N.max() > _FAR * width
    if not (often or clearly or far):
        return None
    share = 100 * float((excess_N > 0).mean())
    seen = f"was {low:.4g} throughout" if width == 0 else f"went from {low:.4g} to {high:.4g}"
    distance = "" if width == 0 else f", by up to {100 * excess_N.max() / width:.3g} % of that range"
    return (
        f"The {name} leaves the training range in {share:.2g} % of the rows{distance}: in "
        f"training it {seen}, here from {x_N.min():.4g} to {x_N.max():.4g}."
    )
