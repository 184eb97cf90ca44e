"""Bands from the validation part: what the errors were where nothing was trained."""

from __future__ import annotations

from collections.abc import Sequence

from elman.engines import Network
from elman.forecasting.fitting.preparing import Parts, Prepared, validation_origins
from elman.forecasting.intervals import Residuals, measure_residuals
from elman.forecasting.options import ForecastOptions
from elman.forecasting.running.ensemble import forecast_together
from elman.series.origins import truths

_MOST_RESIDUALS = 2_000_000
_FEWEST_ORIGINS = 200


def calibrate(
    networks: Sequence[Network], prepared: Prepared, parts: Parts, options: ForecastOptions
) -> Residuals:
    """Residuals over rolling origins of the validation part."""
    horizon, quantiles = prepared.framing.horizon, options.loss.num_quantiles
    origins = validation_origins(parts, most=max(_FEWEST_ORIGINS, _MOST_RESIDUALS // (horizon * quantiles)))
    spread = forecast_together(networks, prepared.framing, prepared.whole, origins, num_quantiles=quantiles)
    truth_MK1 = truths(parts.series, origins, horizon)[..., None]
    usable = spread.unit_M > 0.0
    residual_MKQ = (truth_MK1 - spread.values_MKQ)[usable] / spread.unit_M[usable, None, None]
    return measure_residuals(residual_MKQ)
