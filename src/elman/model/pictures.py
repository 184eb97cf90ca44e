"""The pictures of an evaluation."""

from __future__ import annotations

from typing import Any

from elman.model.results import Evaluation, Prediction
from elman.plots import PredictedTarget, draw_prediction
from elman.printable import printable


def draw_evaluation(evaluation: Evaluation) -> Any:
    """Draws the truth in red, the prediction in blue, and the error below."""
    return draw_prediction(predicted_targets(evaluation))


def predicted_targets(evaluation: Evaluation) -> list[PredictedTarget]:
    """Returns what is drawn of each target, with the score in its title."""
    prediction, scores = evaluation.prediction, evaluation.scores.network.targets
    return [
        PredictedTarget(
            name=name,
            title=_title(name, scores[name]["rmse"], scores[name]["fit_percent"]),
            truth_N=evaluation.truth_NO[:, place],
            prediction_N=prediction.values_NO[:, place],
            lengths=prediction.lengths,
            ids=prediction.ids,
            skip=evaluation.skip,
            **_times(prediction),
        )
        for place, name in enumerate(prediction.names)
    ]


def _times(prediction: Prediction) -> dict[str, Any]:
    """The table's time column, where it has one."""
    places = None if prediction.given is None else prediction.given.places
    if places is None or places.stamp_N is None:
        return {}
    return {"time_N": places.stamp_N, "time_name": printable(places.time or "time")}


def _title(name: str, rmse: float | None, fit_percent: float | None) -> str:
    if rmse is None:
        return f"{name}: nothing to score"
    fit = "" if fit_percent is None else f", fit {fit_percent:.2f} %"
    return f"{name}: RMSE {rmse:.4g}{fit}"
