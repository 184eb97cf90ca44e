"""What a forecaster says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from elman.evaluation import number_text
from elman.network import describe

if TYPE_CHECKING:
    from elman.forecasting.forecaster import Forecaster

_ROLES = {
    "targets": "target",
    "id": "id",
    "time": "time",
    "past": "past",
    "future": "future",
    "static": "static",
}


def describe_forecaster(forecaster: Forecaster) -> str:
    """The record in a few lines."""
    record = forecaster.record
    framing, remembered = record.framing, forecaster.remembered
    season = f"season {record.season}" if record.season > 1 else "no season"
    count = f"{record.num_networks} networks like this; their median is the forecast"
    lines = [
        f"a forecaster: horizon {framing.horizon}, step {record.frequency}, {season}",
        describe(record.spec),
        *([count] if record.num_networks > 1 else []),
        "",
        _columns(record.columns.by_role()),
        f"a step sees {len(framing.feature_names)} features: {framing.lags} lags (level {framing.level}, "
        f"scale {framing.scale})" + _also(framing.cycles, framing.gaps),
        f"bands: {', '.join(f'{level:g}' for level in record.levels)} %",
        f"training: {record.steps:,} steps; chosen: {record.options.get('choices', '')}",
        *_validation(record.validation),
        "series: "
        + ("not kept, give the table" if remembered is None else f"{len(remembered):,} kept")
        + f"; data {record.data_fingerprint}, written by elman {record.elman_version}",
    ]
    return "\n".join(lines)


def _columns(by_role: Mapping[str, tuple[str, ...]]) -> str:
    named = [f"{_ROLES[role]} {', '.join(names)}" for role, names in by_role.items() if names]
    return "columns: " + ("; ".join(named) if named else "the customary ones (y, unique_id, ds)")


def _also(cycles: tuple[str, ...], gaps: bool) -> str:
    seen = [f"its place in the {cycle}" for cycle in cycles] + (["which values are missing"] if gaps else [])
    return f", {', '.join(seen)}" if seen else ""


def _validation(scores: Mapping[str, Any]) -> list[str]:
    if not scores:
        return ["validation: no series had a whole horizon to validate on"]
    own = {name: value for name, value in scores["forecaster"].items() if name != "steps"}
    later = {f"{level} %": f"{number_text(share)} %" for level, share in scores["later_coverage"].items()}
    skill = f"skill {number_text(scores['skill'])} over {scores['best_baseline']}; "
    return [
        f"validation, {scores['num_origins']:,} forecasts: {skill}"
        + ", ".join(f"{name} {number_text(value)}" for name, value in own.items() if value is not None),
        *(f"bands of {level} held {share} of rows that did not make them" for level, share in later.items()),
    ]
