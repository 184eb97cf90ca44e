"""The description of a forecaster."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from elman.evaluation import number_text
from elman.network import describe
from elman.shown import COLUMNS, About, counted, listed, names_text

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
    """Describes the record in sections: network, columns, training, validation."""
    record = forecaster.record
    framing, remembered = record.framing, forecaster.remembered
    season = f"season {record.season}" if record.season > 1 else "no season"
    count = f"{record.num_networks} networks like this; their median is the forecast"
    sees = (
        f"a step sees {counted(len(framing.feature_names), 'feature')}: {counted(framing.lags, 'lag')} "
        f"(level {framing.level}, scale {framing.scale}){_also(framing.cycles, framing.gaps)}"
    )
    kept = "not kept, give the table" if remembered is None else f"{len(remembered):,} kept"
    sections = {
        "columns": [_columns(record.columns.by_role()), sees],
        "training": [counted(record.steps, "step")],
        "validation": _validation(record.validation),
        "bands": [", ".join(f"{level:g} %" for level in record.levels)],
        "origin": [
            f"series: {kept}",
            f"data {record.data_fingerprint}",
            f"written by elman {record.elman_version}",
        ],
    }
    lines = [
        f"a forecaster: horizon {framing.horizon}, step {record.frequency}, {season}",
        describe(record.spec),
        *([count] if record.num_networks > 1 else []),
    ]
    for heading, texts in sections.items():
        if heading == "validation":
            lines += ["chosen:", *listed(str(record.options.get("choices", "")))]
        lines += [f"{heading}:", *(line for text in texts for line in _indented(text))]
    return "\n".join(lines)


def about_forecaster(forecaster: Forecaster) -> About:
    """Returns the facts that a forecaster shows of itself."""
    record = forecaster.record
    facts = {
        "": names_text(record.columns.targets or ("y",)),
        "horizon": forecaster.horizon,
        "step": record.frequency,
        "season": record.season,
        "networks": f"{record.num_networks} of {counted(record.spec.hidden_size, 'unit')}",
    }
    return About(facts=facts, sentences=_validation(record.validation))


def _indented(text: str) -> list[str]:
    return wrap(text, COLUMNS, initial_indent="  ", subsequent_indent="    ")


def _columns(by_role: Mapping[str, tuple[str, ...]]) -> str:
    named = [f"{_ROLES[role]} {', '.join(names)}" for role, names in by_role.items() if names]
    return "; ".join(named) if named else "the customary ones (y, unique_id, ds)"


def _also(cycles: tuple[str, ...], gaps: bool) -> str:
    seen = [f"its place in the {cycle}" for cycle in cycles] + (["which values are missing"] if gaps else [])
    return f", {', '.join(seen)}" if seen else ""


def _validation(scores: Mapping[str, Any]) -> list[str]:
    if not scores:
        return ["no series had a whole horizon to validate on"]
    own = {name: value for name, value in scores["forecaster"].items() if name != "steps"}
    later = {f"{level} %": f"{number_text(share)} %" for level, share in scores["later_coverage"].items()}
    skill = f"skill {number_text(scores['skill'])} over {scores['best_baseline']}; "
    return [
        f"{counted(scores['num_origins'], 'forecast')}: {skill}"
        + ", ".join(f"{name} {number_text(value)}" for name, value in own.items() if value is not None),
        *(f"bands of {level} held {share} of later rows" for level, share in later.items()),
    ]
