"""Draws docs/forecasting.png: two days of heat demand, forecast with bands, and what came.

Run: python scripts/draw_forecasting.py          (half a minute)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import elman
from elman.forecasting import Forecaster, plot_forecast

HORIZON, NUM_ROWS, NUM_FITTED = 48, 90 * 24, 80 * 24


def make_heat(num_rows: int, seed: int) -> dict[str, np.ndarray]:
    """Hourly demand of some houses: mornings and evenings, weekends, weather that nobody told, and noise."""
    random = np.random.default_rng(seed)
    hour = np.arange(num_rows)
    day = np.sin(2 * np.pi * (hour - 7) / 24) + 0.5 * np.sin(4 * np.pi * (hour - 4) / 24)
    weekend = (hour // 24) % 7 >= 5
    cold = np.cumsum(random.normal(0, 0.25, num_rows))
    heat = 60 + (12 - 5 * weekend) * day - 6 * weekend + cold - cold.mean() + random.normal(0, 1.5, num_rows)
    return {"ds": np.datetime64("2025-01-06T00", "s") + hour.astype("m8[h]"), "heat": heat}


def main() -> None:
    """Fits to the first rows, and draws the forecast of the next ones beside what came."""
    table = make_heat(NUM_ROWS, 0)
    forecaster = elman.fit(table, targets="heat", time="ds", horizon=HORIZON, rows=(0, NUM_FITTED), threads=2)
    assert isinstance(forecaster, Forecaster)
    made = forecaster.forecast(table, rows=(0, NUM_FITTED + HORIZON), back=HORIZON)
    plot_forecast(
        made, Path(__file__).parents[1] / "docs" / "forecasting.png", season=forecaster.record.season
    )
    print(forecaster.backtest(table, count=9, stride=24).skill)


if __name__ == "__main__":
    main()
