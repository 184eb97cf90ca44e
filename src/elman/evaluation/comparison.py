"""A network beside the baselines: who is best, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from elman.arrays import Array
from elman.evaluation.scores import Score, Scores, score, score_rows, scored_rows


# Many parameters: rows of two predictions and what they are called, as `score` has them.
def compare(
    truth_NO: Array,
    prediction_NO: Array,
    baselines: Mapping[str, Array],
    lengths: Sequence[int],
    names: Sequence[str],
    *,
    ids: Sequence[str] | None = None,
    skip: int = 0,
    warnings: Sequence[str] = (),
) -> Scores:
    """Scores a network's prediction and those of the baselines on the very same rows.

    Args:
        truth_NO: as `score`.
        prediction_NO: the network's; as `score`.
        baselines: what each baseline predicts, `(N, O)`, by name.
        lengths: as `score`.
        names: as `score`.
        ids: as `score`.
        skip: as `score`.
        warnings: sentences to keep with the scores.

    Raises:
        ArgumentError: as `score`.
    """
    scores = score(truth_NO, prediction_NO, lengths, names, ids=ids, skip=skip)
    scored_N = scored_rows(lengths, skip)
    return replace(
        scores,
        baselines={
            name: score_rows(truth_NO, predicted_NO, names, scored_N)
            for name, predicted_NO in baselines.items()
        },
        warnings=tuple(warnings),
    )


def deciding_error(score: Score) -> float | None:
    """The number by which the better one is told: the RMSE, or with several targets the mean NRMSE."""
    return score.overall["rmse" if len(score.targets) == 1 else "nrmse"]


def best_baseline(scores: Scores) -> str | None:
    """The baseline with the least error; None if there is none, or no error is defined."""
    errors = {name: deciding_error(baseline) for name, baseline in scores.baselines.items()}
    defined = {name: error for name, error in errors.items() if error is not None}
    return min(defined, key=lambda name: defined[name]) if defined else None


def skill(scores: Scores) -> float | None:
    """`1 - error / error of the best baseline`: 1 is perfect, 0 or less does not beat it.

    The error is the RMSE; with several targets the mean of their NRMSE. None where there is nothing
    to compare with, or the best baseline makes no error at all.
    """
    best = best_baseline(scores)
    own = deciding_error(scores.network)
    other = None if best is None else deciding_error(scores.baselines[best])
    return None if own is None or not other else 1.0 - own / other


def beats_baselines(scores: Scores) -> bool | None:
    """Whether the network's error is below that of every baseline, and it is better than the rows' own mean.

    The mean of the training part, which is a baseline, may be far from these rows. None if there is nothing
    to compare.
    """
    best = best_baseline(scores)
    own = deciding_error(scores.network)
    other = None if best is None else deciding_error(scores.baselines[best])
    return None if own is None or other is None else own < other and not is_worse_than_mean(scores)


def is_worse_than_mean(scores: Scores) -> bool:
    """Whether the mean of the scored rows themselves would be as good: an NRMSE of 1, an R2 of 0."""
    nrmse = scores.network.overall["nrmse"]
    return nrmse is not None and nrmse >= 1


def lost_targets(scores: Scores) -> dict[str, str]:
    """Of several targets those on which some baseline is as good, and which one."""
    if len(scores.network.targets) == 1:
        return {}
    lost = {}
    for target, own in scores.network.targets.items():
        errors = {name: score.targets[target]["rmse"] for name, score in scores.baselines.items()}
        defined = {name: error for name, error in errors.items() if error is not None}
        best = min(defined, key=defined.__getitem__, default=None)
        if best is not None and own["rmse"] is not None and own["rmse"] >= defined[best]:
            lost[target] = best
    return lost
