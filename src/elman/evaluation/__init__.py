"""Honest scores: metrics, the baselines beside them, and warnings. Arrays only, never networks."""

from elman.evaluation.baselines import BASELINES, Baseline, Pairs, fit_baselines, predict_all
from elman.evaluation.cautions import CAUTIONS, Evidence, InputRange, find_cautions
from elman.evaluation.comparison import beats_baselines, best_baseline, compare, skill
from elman.evaluation.metrics import METRICS, Metric
from elman.evaluation.scores import Score, Scores, score
from elman.evaluation.text import describe_scores, describe_verdict

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
    "beats_baselines",
    "best_baseline",
    "compare",
    "describe_scores",
    "describe_verdict",
    "find_cautions",
    "fit_baselines",
    "predict_all",
    "score",
    "skill",
]
