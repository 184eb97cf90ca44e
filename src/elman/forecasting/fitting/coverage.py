"""What bands hold of rows that they were not calibrated on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elman.forecasting.fitting.calibration import calibrate
from elman.forecasting.fitting.from_series import ForecastFit
from elman.forecasting.fitting.task import scored_origins
from elman.forecasting.forecaster import Forecaster

_MOST_ORIGINS = 1_000
"""That are counted: a share of them is known to a percent or two."""


def measure_coverage(forecaster: Forecaster, result: ForecastFit) -> dict[str, float]:
    """The share in percent of the second half of the validation part that bands of the first half hold.

    Bands hold the promised share of the rows that calibrate them, however bad they are: that would flatter.

    Returns:
        By level, as `90`; empty where no half has a whole horizon.
    """
    parts = result.task.parts
    middle_I = parts.cut_I + (parts.series.lengths - parts.cut_I) // 2
    earlier = replace(parts, series=parts.series.cut(middle_I - 1))
    origins = scored_origins(replace(parts, cut_I=middle_I), forecaster.horizon, most=_MOST_ORIGINS)
    if not len(origins) or (middle_I <= parts.cut_I).all():
        return {}
    residuals = calibrate(result.networks, result.attempt, earlier)
    twin = Forecaster(forecaster.record, result.networks, residuals)
    forecast = twin.forecast_origins(parts.series, origins)
    truth_MK = forecast.truth()
    known_MK = np.isfinite(truth_MK)
    if not known_MK.any():
        return {}
    inside_LMK = (truth_MK >= forecast.low_LMK) & (truth_MK <= forecast.high_LMK)
    return {
        f"{level:g}": 100.0 * float(inside_MK[known_MK].mean())
        for level, inside_MK in zip(forecast.levels, inside_LMK, strict=True)
    }
