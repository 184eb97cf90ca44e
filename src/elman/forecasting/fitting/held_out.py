"""Forecasts of rows that were not trained on; they measure shares, conditions and bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.errors import DataError, DivergenceError
from elman.forecasting.fitting.clock import Clock
from elman.forecasting.fitting.rules import fit_rules
from elman.forecasting.fitting.task import Attempt, Parts, Task, validation_origins
from elman.forecasting.fitting.weights import ErrorWeights
from elman.forecasting.fitting.windows import OriginWindows, context_of
from elman.forecasting.running.ensemble import forecast_together
from elman.forecasting.running.passes import quantiles_of
from elman.forecasting.running.rules import Rules
from elman.framing import pack_series
from elman.intervals import Conditions, Spread
from elman.series.origins import Origins, truths
from elman.training.run import Run, RunSettings

_MOST_NUMBERS = 2_000_000
"""The most numbers that are kept until their quantiles are taken: 16 MB."""
_FEWEST_ORIGINS = 200
"""The fewest origins, however long the horizon is. A step with fewer residuals borrows from the steps around
it."""
_ENOUGH_ROWS = 200
"""With fewer validation rows, networks that were stopped by these rows would look too good."""
_FOLDS = ((0.5, 0.75), (0.75, 1.0))
"""Shares of each series: a network is trained on the rows before the first and tested up to the second."""
_FEWEST_STEPS = 300
_REHEARSED = 10
"""Every tenth series."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class HeldOut:
    """Forecasts from M origins, and the values that came."""

    values_MKQ: Array
    """The networks' forecasts, by quantile."""
    rules_RMK: Array
    """The forecasts of each rule."""
    truth_MK: Array
    """The true values; NaN where they are missing."""
    unit_M: Array
    """The recent variability of the series at each origin."""
    rows_M: Array
    """The number of known rows before each origin."""
    last_M: Array
    """The last value before each origin."""
    place_M: Array
    """The number of the first forecast row, counted in steps of the calendar."""
    series_M: Array
    """The number of the series."""
    row_M: Array
    """The row of the origin in its series."""
    weight_M: Array
    """The weight of an error of one unit."""

    def where(self, chosen_M: Array) -> HeldOut:
        """Returns the forecasts that a mask or an index chooses."""
        kept = {name: getattr(self, name)[chosen_M] for name in _BY_ORIGIN}
        return HeldOut(**kept, rules_RMK=self.rules_RMK[:, chosen_M])

    def residuals(self, values_MKQ: Array, conditions: Conditions) -> Array:
        """Returns errors by quantile, divided by their unit under these conditions; NaN where unknown."""
        unit_M = conditions.unit(self.unit_M, self.rows_M, self.last_M)
        factor_MK = conditions.factor(self.place_M, self.rows_M, self.truth_MK.shape[1])
        unit_MK = Spread(values_MKQ, unit_M, factor_MK).unit_MK
        unit_MK = np.where(unit_MK > 0.0, unit_MK, np.nan)
        return np.asarray((self.truth_MK[..., None] - values_MKQ) / unit_MK[..., None])


_BY_ORIGIN = (
    "values_MKQ", "truth_MK", "unit_M", "rows_M", "last_M", "place_M", "series_M", "row_M", "weight_M",
)  # fmt: skip


def hold_out(
    networks: Sequence[Network],
    task: Task,
    attempt: Attempt,
    rules: Rules,
    *,
    steps: int,
    clock: Clock,
) -> HeldOut:
    """Forecasts rows that were not trained on: the validation part, or later parts by networks made for it.

    If the validation part has few rows, it flatters a network that was stopped by these rows. Then two more
    networks are trained for as many steps, on the first half and on the first three quarters of each series,
    and forecast the quarter that follows, which they have not seen in any way.

    Args:
        networks: the networks of the fit.
        task: the task of the fit.
        attempt: the framing and the plan that they were trained by.
        rules: the simple rules, fitted to the training part.
        steps: the number of steps that the networks needed.
        clock: the clock of the budget, which says how long the two may take.
    """
    parts = task.parts
    if int((parts.series.lengths - parts.cut_I).sum()) >= _ENOUGH_ROWS:
        return _of_parts(networks, attempt, parts, rules)
    seconds = clock.for_tests(len(_FOLDS))
    folds = [_fold(task, attempt, rules, share, steps, seconds) for share in _FOLDS]
    found = [fold for fold in folds if fold is not None]
    return _joined(found) if found else _of_parts(networks, attempt, parts, rules)


def rehearse(network: Network, attempt: Attempt, parts: Parts, rules: Rules) -> float:
    """Forecasts the validation part of some series, to see how long that takes.

    Returns:
        The share of all series that these are.
    """
    _of_parts([network], attempt, parts, rules, every=_REHEARSED)
    return 1.0 / min(_REHEARSED, len(parts.series))


def _of_parts(
    networks: Sequence[Network], attempt: Attempt, parts: Parts, rules: Rules, *, every: int = 1
) -> HeldOut:
    horizon, packed = attempt.framing.horizon, attempt.whole
    numbers = horizon * quantiles_of(networks[0], attempt.framing)
    origins = validation_origins(parts, most=max(_FEWEST_ORIGINS, _MOST_NUMBERS // numbers))
    first_M = packed.first_I[origins.series_M]
    usable_M = (first_M >= 0) & (origins.row_M >= first_M)
    origins = origins.where(usable_M & (origins.series_M % min(every, len(parts.series)) == 0))
    spread = forecast_together(networks, packed, origins, context=context_of(attempt.plan))
    return held_at(origins, attempt, parts, spread.values_MKQ, spread.unit_M, rules.forecast(packed, origins))


# Many parameters: each is a part of what is made.
def held_at(
    origins: Origins, attempt: Attempt, parts: Parts, values_MKQ: Array, unit_M: Array, rules_RMK: Array
) -> HeldOut:
    """Forecasts at these origins with what stands beside them.

    Args:
        origins: after the first known row of their series.
        attempt: how steps look at the series.
        parts: the series.
        values_MKQ: the forecasts.
        unit_M: the recent variability.
        rules_RMK: of each rule.
    """
    packed = attempt.whole
    start_M = packed.start_I[origins.series_M] + origins.row_M
    return HeldOut(
        values_MKQ=values_MKQ,
        rules_RMK=rules_RMK,
        truth_MK=truths(parts.series, origins, attempt.framing.horizon),
        unit_M=unit_M,
        rows_M=(origins.row_M + 1 - packed.first_I[origins.series_M]).astype(np.float64),
        last_M=packed.filled_R[start_M],
        place_M=packed.place_I[origins.series_M] + origins.row_M + 1,
        series_M=origins.series_M,
        row_M=origins.row_M,
        weight_M=attempt.weights.of_series(origins.series_M),
    )


def _fold(
    task: Task,
    attempt: Attempt,
    rules: Rules,
    share: tuple[float, float],
    steps: int,
    seconds: float | None,
) -> HeldOut | None:
    """What a network makes of a part of each series that was trained on the rows before; None: too few."""
    lengths_I = task.parts.series.lengths
    cut_I, end_I = (np.maximum(1, np.round(part * lengths_I).astype(np.int64)) for part in share)
    if int(cut_I.max()) <= attempt.framing.horizon or not (end_I > cut_I).any():
        return None
    series = task.parts.series.cut(end_I - 1)
    parts = Parts(series=series, training=series.cut(cut_I - 1), cut_I=cut_I)
    training = pack_series(attempt.framing, parts.training)
    plan = replace(attempt.plan, steps=min(attempt.plan.steps, max(_FEWEST_STEPS, steps)))
    own = replace(
        attempt,
        training=training,
        whole=pack_series(attempt.framing, series),
        weights=ErrorWeights(training),
        plan=plan,
    )
    try:
        windows = OriginWindows(training, own.weights, plan)
        settings = RunSettings(threads=task.options.threads, seconds=seconds)
        run = Run(plan, windows, lambda network: 0.0, settings)
        run.go()
    except (DataError, DivergenceError):
        return None
    columns = attempt.framing.covariates.future
    earlier = fit_rules(parts.training, attempt.framing.horizon, rules.season, like=rules, columns=columns)
    return _of_parts([run.network], own, parts, earlier)


def _joined(parts: Sequence[HeldOut]) -> HeldOut:
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _BY_ORIGIN}
    return HeldOut(**joined, rules_RMK=np.concatenate([part.rules_RMK for part in parts], axis=1))


def hold_out_parts(networks: Sequence[Network], attempt: Attempt, parts: Parts, rules: Rules) -> HeldOut:
    """Forecasts of the rows of some parts that these networks were not trained on.

    Args:
        networks: alike in shape.
        attempt: how they look at series.
        parts: with the first row of each series that nothing was trained on.
        rules: fitted to the rows before.
    """
    return _of_parts(networks, attempt, parts, rules)
