"""What an export takes of a forecaster."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from elman.errors import ArgumentError
from elman.export.c.cells import CELL_CODES
from elman.export.forecasts.c_source import CYCLES
from elman.export.forecasts.exporting import Wanted
from elman.export.forecasts.parts import ExportableForecaster
from elman.forecasting.record import ForecastRecord
from elman.forecasting.running.ensemble import Ensemble
from elman.framing import make_frame, pack_series
from elman.framing.framing import ROBUST
from elman.intervals import make_bands
from elman.series.calendar import Stamp
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet

_MOST_ROWS, _MOST_SERIES = 2_000, 8
"""Rows of each series, and series, that a file is proved on."""


def make_exportable(
    record: ForecastRecord,
    ensemble: Ensemble,
    levels: tuple[float, ...],
    path: Path,
    first: Stamp | None = None,
) -> ExportableForecaster:
    """A forecaster as it stands, called as the file that it goes into.

    Args:
        record: how it sees series.
        ensemble: what makes its forecasts.
        levels: of the bands.
        path: of the file.
        first: the stamp of a series' first row, for when in a step rows are.

    Raises:
        ArgumentError: the file could not say all that the forecaster does.
    """
    reason = _what_it_cannot(record, ensemble, levels)
    if reason is not None:
        raise ArgumentError(
            f"a forecaster to export must be a direct one of the values alone, and this one {reason}. "
            "Run it row by row with elman stream."
        )
    rules, conditions = ensemble.rules, ensemble.conditions
    assert rules is not None
    assert conditions is not None
    tails_LK = np.array([[(1.0 - level / 100.0) / 2.0] * record.framing.horizon for level in levels])
    margins = [
        [ensemble.residuals.margins(0, tail_K, upper=upper) for tail_K in tails_LK] for upper in (False, True)
    ]
    prints = "".join(network.fingerprint for network in ensemble.networks)
    return ExportableForecaster(
        spec=record.spec,
        parameters=tuple(network.parameters() for network in ensemble.networks),
        framing=record.framing,
        weight_PK=rules.weight_PK,
        season=rules.season,
        share_RK=rules.share_RK,
        conditions=conditions,
        levels=levels,
        margin_SLK=np.array(margins),
        clock=_clock(record, first),
        step=str(record.frequency),
        # A name on a disk may be no text.
        name=path.stem.encode(errors="replace").decode(),
        fingerprint=hashlib.blake2b(prints.encode(), digest_size=8).hexdigest(),
    )


def _what_it_cannot(record: ForecastRecord, ensemble: Ensemble, levels: tuple[float, ...]) -> str | None:
    framing = record.framing
    covariates = framing.covariates
    reasons = {
        "has covariates, which would have to be given with each row (fit it without)": bool(
            covariates.past or covariates.future or covariates.static
        ),
        "sees a calendar of months, weekdays or a time zone (fit it with --no-calendar)": bool(framing.cycles)
        and not _has_plain_clock(record),
        "feeds its own values back (fit it with --strategy direct or segments)": framing.block
        < framing.horizon,
        "forecasts quantiles (fit it with --loss mae)": len(record.quantiles) > 1,
        "was fitted by elman 0.1.0, whose bands are others (fit it anew)": ensemble.rules is None
        or ensemble.conditions is None
        or framing.change != ROBUST,
        f"has the cell {record.spec.cell!r}, which C has not": record.spec.cell not in CELL_CODES,
        "has no bands (name --levels)": not levels,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _has_plain_clock(record: ForecastRecord) -> bool:
    """Whether a row's moment is its number times the step, and nothing else."""
    frequency = record.frequency
    closes = bool(getattr(frequency, "open", ()))
    plain = frequency.unit == "duration" and frequency.zone is None and not closes
    return plain and set(record.framing.cycles) <= set(CYCLES)


def _clock(record: ForecastRecord, first: Stamp | None) -> tuple[int, int]:
    """Microseconds of a step, and those of the first row beyond a whole number of steps."""
    if not record.framing.cycles or first is None:
        return 0, 0
    step = int(record.frequency.step)
    return step, int(np.asarray(first).astype("M8[us]").astype(np.int64)) % step


def what_it_says(
    record: ForecastRecord, ensemble: Ensemble, levels: tuple[float, ...], series: SeriesSet
) -> list[Wanted]:
    """What the forecaster says of the last rows of some series, at each of them."""
    some = np.unique(np.linspace(0, len(series) - 1, min(len(series), _MOST_SERIES)).astype(np.int64))
    return [_of_series(record, ensemble, levels, series.select([number]).tail(_MOST_ROWS)) for number in some]


def _of_series(
    record: ForecastRecord, ensemble: Ensemble, levels: tuple[float, ...], series: SeriesSet
) -> Wanted:
    packed = pack_series(record.framing, series)
    rows = len(series.y[0])
    origins = Origins(series_M=np.zeros(rows, np.int64), row_M=np.arange(rows))
    spread = ensemble.spread(packed, origins)
    point_MK = spread.values_MKQ[..., 0]
    low_LMK, high_LMK = make_bands(ensemble.residuals, spread, levels, record.quantiles)
    low_LMK, high_LMK = np.minimum(low_LMK, point_MK), np.maximum(high_LMK, point_MK)
    scale_BT = make_frame(packed, np.zeros(1, np.int64), (origins.row_M + 1)[None]).scale_BT
    said = [point_MK[:, None], low_LMK.transpose(1, 0, 2), high_LMK.transpose(1, 0, 2)]
    return Wanted(
        y_N=series.y[0],
        place=int(packed.place_I[0]),
        said_NXK=np.concatenate(said, axis=1),
        # In the first rows of a series the scale of the moment is next to nothing.
        scale_N=np.maximum(scale_BT[0], float(np.nanstd(series.y[0]))),
    )


def made_up_series(record: ForecastRecord, like: SeriesSet | None) -> SeriesSet:
    """A series for the proof where none is kept or given: about as the forecaster's own, or about 0."""
    random = np.random.default_rng(0)
    rows = 4 * max(record.framing.rows_before, record.framing.season) + 200
    season = max(record.framing.season, 2)
    level, size = (0.0, 1.0) if like is None else (float(np.nanmean(like.y[0])), float(np.nanstd(like.y[0])))
    y_N = level + (size or 1.0) * (np.sin(2 * np.pi * np.arange(rows) / season) + random.normal(size=rows))
    y_N[random.random(rows) < 0.02] = np.nan
    # It begins as the known one does: so it is at the same moment of a step, and runs through leap years.
    first = like.first[0] if like is not None else 0
    return SeriesSet(ids=("made up",), y=(y_N,), first=(first,), frequency=record.frequency)
