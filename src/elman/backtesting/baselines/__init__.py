"""The baselines of forecasts, by name. To add one: its file, and one line here."""

from collections.abc import Sequence

from elman import registry
from elman.backtesting.baselines.baseline import Baseline
from elman.backtesting.baselines.drift import Drift
from elman.backtesting.baselines.naive import Naive
from elman.backtesting.baselines.naive2 import Naive2
from elman.backtesting.baselines.seasonal_linear import SeasonalLinear
from elman.backtesting.baselines.seasonal_naive import SeasonalNaive
from elman.backtesting.baselines.statistical import AutoETS, Theta
from elman.series.series_set import SeriesSet

__all__ = [
    "BASELINES",
    "DEFAULT",
    "AutoETS",
    "Baseline",
    "Drift",
    "Naive",
    "Naive2",
    "SeasonalLinear",
    "SeasonalNaive",
    "Theta",
    "fit_baselines",
]

BASELINES: dict[str, type[Baseline]] = {
    "naive": Naive,
    "seasonal_naive": SeasonalNaive,
    "drift": Drift,
    "seasonal_linear": SeasonalLinear,
    "naive2": Naive2,
    "auto_ets": AutoETS,
    "theta": Theta,
}
DEFAULT = ("naive", "seasonal_naive", "drift", "seasonal_linear")
"""Those that stand beside every forecast. The others are measures of competitions, or cost more."""


def fit_baselines(
    train: SeriesSet, *, horizon: int, season: int, names: Sequence[str] = DEFAULT
) -> dict[str, Baseline]:
    """Fits the baselines of these names to the training part.

    Args:
        train: the training part; nothing after it is seen.
        horizon: the rows that they will be asked for.
        season: its length in rows; 1: none.
        names: which ones.

    Raises:
        UnknownNameError: a name is not known.
        MissingExtraError: a baseline needs the extra `baselines`.
    """
    return {
        name: registry.lookup("baseline", BASELINES, name).fit(train, horizon=horizon, season=season)
        for name in names
    }
