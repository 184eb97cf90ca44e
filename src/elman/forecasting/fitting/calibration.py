"""Bands from the validation part: what the errors were where nothing was trained."""

from __future__ import annotations

from collections.abc import Sequence

from elman.engines import Network
from elman.forecasting.fitting.task import Attempt, Parts, validation_origins
from elman.forecasting.running.ensemble import forecast_together
from elman.forecasting.running.passes import quantiles_of
from elman.intervals import Residuals, measure_residuals
from elman.series.origins import truths

_MOST_RESIDUALS = 2_000_000
"""Numbers that are kept until their quantiles are taken: 16 MB."""
_FEWEST_ORIGINS = 200
"""However long the horizon: a step with fewer residuals borrows from the steps about it."""


def calibrate(networks: Sequence[Network], attempt: Attempt, parts: Parts) -> Residuals:
    """Residuals over rolling origins of the validation part."""
    horizon, quantiles = attempt.framing.horizon, quantiles_of(networks[0], attempt.framing)
    origins = validation_origins(parts, most=max(_FEWEST_ORIGINS, _MOST_RESIDUALS // (horizon * quantiles)))
    spread = forecast_together(networks, attempt.whole, origins)
    truth_MK1 = truths(parts.series, origins, horizon)[..., None]
    usable = spread.unit_M > 0.0
    residual_MKQ = (truth_MK1 - spread.values_MKQ)[usable] / spread.unit_M[usable, None, None]
    return measure_residuals(residual_MKQ)
