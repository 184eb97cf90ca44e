"""Honest scores: metrics, the baselines beside them, and warnings. Arrays only, never networks."""

from typing import TYPE_CHECKING

from elman.evaluation.baselines import BASELINES, Baseline, Pairs, fit_baselines, predict_all
from elman.evaluation.cautions import CAUTIONS, Evidence, InputRange, find_cautions
from elman.evaluation.comparison import beats_baselines, best_baseline, compare, skill
from elman.evaluation.metrics import METRICS, Metric
from elman.evaluation.scores import Score, Scores, score
from elman.later import later

if TYPE_CHECKING:
    from elman.evaluation.text import align_columns, describe_scores, describe_verdict, number_text

__all__ = [
    "BASELINES",
    "CAUTIONS",
    "METRICS",
    "Baseline",
    "Evidence",
    "InputRange",
    "Metric",
    "Pairs",
    "Score",
    "Scores",
    "align_columns",
    "beats_baselines",
    "best_baseline",
    "compare",
    "describe_scores",
    "describe_verdict",
    "find_cautions",
    "fit_baselines",
    "number_text",
    "predict_all",
    "score",
    "skill",
]

__getattr__ = later(
    __name__,
    dict.fromkeys(("align_columns", "describe_scores", "describe_verdict", "number_text"), "text"),
)
