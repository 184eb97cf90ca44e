"""Everything that a forecaster's file holds besides its arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import inf
from typing import Any, Self

from elman.backtesting.seen import Seen
from elman.data import EXACT, ROUNDED
from elman.errors import ArgumentError
from elman.framing import Framing
from elman.framing.framing import MEAN, OLD, ROBUST
from elman.network import NetworkSpec
from elman.network.spec import SPEC_FIELDS
from elman.printable import shown
from elman.series.calendar import Frequency, calendar_names
from elman.series.calendar.frequency import LATER
from elman.series.calendar.openings import DAY
from elman.series.calendar.zones import check_zone
from elman.series.columns import SeriesColumns
from elman.storage.container import check_version
from elman.storage.fields import (
    as_json,
    at_least,
    both,
    either,
    flag,
    list_of,
    mapping_of,
    maybe,
    number,
    one_of,
    record,
    text,
    where_present,
    whole,
    with_defaults,
)

FORMAT_VERSION = 1

_MOST_ROWS = 2**20
"""The most rows that a step looks back or ahead; memory is allocated for so many."""
_MOST_SEASON = 2**31 - 1
_LONGEST_STEPS = {"duration": 100 * 366 * DAY, "weekday": 100 * 262, "month": 100 * 12}
"""Steps of at most a hundred years: with longer ones a few rows would leave the calendar."""
_MOST_WEEK = 7 * 24 * 3600
"""The most steps of a week: seconds."""
_NAMES = list_of(text())
_VALUE = maybe(number())
_STAMPS = mapping_of(number())
_COVARIATES = list_of(
    record(name=text(), mean=number(), scale=number(above=0.0), categories=list_of(text())), most=10_000
)
_FRAMING_FIELDS = record(
    horizon=whole(1, _MOST_ROWS),
    block=whole(1, _MOST_ROWS),
    stride=whole(1, _MOST_ROWS),
    lags=whole(1, _MOST_ROWS),
    level=text(),
    level_rows=whole(1, _MOST_ROWS),
    scale=text(),
    season=whole(1, _MOST_ROWS),
    difference=whole(0, _MOST_ROWS),
    gaps=flag(),
    cycles=list_of(text(), most=100),
    covariates=record(past=_COVARIATES, future=_COVARIATES, static=_COVARIATES),
    numbers=one_of((EXACT, ROUNDED)),
    change=one_of((MEAN, ROBUST)),
    reach=whole(0, _MOST_ROWS),
    context=whole(0, _MOST_ROWS),
)
_FRAMING = with_defaults(dict(OLD), _FRAMING_FIELDS)


def _check_scores(place: str, value: Any) -> dict[str, Any]:
    """Checks every metric by name, and the metrics of each step."""
    scores = at_least(steps=list_of(mapping_of(_VALUE)))(place, value)
    mapping_of(_VALUE)(place, {name: score for name, score in scores.items() if name != "steps"})
    return scores  # type: ignore[no-any-return]


_VALIDATION = at_least(
    skill=_VALUE,
    best_baseline=maybe(text()),
    num_origins=whole(0),
    forecaster=_check_scores,
    later_coverage=mapping_of(_VALUE),
)
_OPTIONS = both(
    at_least(
        season=maybe(either(whole(1, _MOST_SEASON), list_of(whole(1, _MOST_SEASON), least=1))),
        loss=text(),
        loss_numbers=list_of(number(), most=1_000),
    ),
    where_present(
        horizon=whole(1, _MOST_ROWS),
        seed=whole(0, 2**63 - 1),
        **dict.fromkeys(("calendar", "trials"), flag()),
        non_negative=maybe(flag()),
        holidays=maybe(text()),
        **dict.fromkeys(("freq", "weekmask", "hours"), maybe(text())),
        **dict.fromkeys(("head", "level", "scale"), maybe(text())),
        **dict.fromkeys(("cell", "engine"), text()),
        **dict.fromkeys(("members", "num_layers"), whole(1, 1_000)),
        **dict.fromkeys(
            ("lags", "difference", "hidden_size", "window", "batch_size", "steps"), maybe(whole(0, 2**31 - 1))
        ),
        **dict.fromkeys(("learning_rate", "seconds"), maybe(number(above=0.0))),
        **dict.fromkeys(("dropout", "weight_decay", "clip_norm", "patience", "validation"), number(0.0)),
    ),
)
"""The checks of the fit's options, from which a backtest with refit starts."""
_FIELDS = record(
    format_version=whole(FORMAT_VERSION, FORMAT_VERSION),
    spec=SPEC_FIELDS,
    num_networks=whole(1, 1_000),
    framing=_FRAMING,
    quantiles=list_of(number(0.0, 1.0), least=1, most=1_000),
    levels=list_of(number(0.0, 100.0), most=1_000),
    season=whole(1, _MOST_SEASON),
    frequency=with_defaults(
        dict(LATER),
        record(
            unit=text(),
            step=number(above=0.0),
            day=whole(0, 31),
            zone=maybe(text()),
            open=list_of(list_of(whole(0, _MOST_WEEK), least=2, most=2), most=_MOST_WEEK),
            rule=text(),
        ),
    ),
    columns=record(
        targets=_NAMES,
        id=maybe(either(text(), _NAMES)),
        time=maybe(text()),
        past=_NAMES,
        future=_NAMES,
        static=_NAMES,
    ),
    categories=mapping_of(_NAMES),
    options=as_json(either(_OPTIONS, record())),
    steps=whole(0),
    data_fingerprint=text(),
    seen=record(trained=_STAMPS, validated=_STAMPS),
    validation=as_json(either(_VALIDATION, record())),
    elman_version=text(),
)
"""The checks of the record in a file, field by field."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastRecord:
    """The record of a forecaster: networks, framing, options, scores, and where its data came from.

    Raises:
        ArgumentError: the parts do not fit each other.
    """

    spec: NetworkSpec
    """The shape of each network."""
    num_networks: int
    """The number of networks."""
    framing: Framing
    """What a step of the networks sees of a series, and what its outputs mean."""
    quantiles: tuple[float, ...]
    """The quantiles of the forecast; 0.5 alone for a point forecast."""
    levels: tuple[float, ...]
    """The coverage of the bands, in percent, if the caller names none."""
    season: int
    """The season of the seasonal baselines, in rows."""
    frequency: Frequency
    """The step of the series."""
    columns: SeriesColumns = field(default_factory=SeriesColumns)
    """The roles of the columns in a table."""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The known texts of each covariate with texts."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The options of the fit, and what was chosen, for JSON."""
    steps: int = 0
    """The training steps of all networks together."""
    data_fingerprint: str = ""
    """The fingerprint of the data of the fit."""
    seen: Seen = field(default_factory=Seen)
    """The last row of each series that the fit has seen."""
    validation: Mapping[str, Any] = field(default_factory=dict)
    """The scores on the validation part, beside the baselines."""
    elman_version: str = ""
    """The version of elman that wrote the file."""

    def __post_init__(self) -> None:
        wanted = (self.framing.num_features, self.framing.block * len(self.quantiles))
        if (self.spec.input_size, self.spec.output_size) != wanted:
            raise ArgumentError(
                f"a record must have the inputs and outputs of its framing, {wanted}, got "
                f"{(self.spec.input_size, self.spec.output_size)}."
            )

    def with_validation(self, scores: Mapping[str, Any]) -> Self:
        """Returns the same record with these scores."""
        return replace(self, validation=scores)

    def to_dict(self) -> dict[str, Any]:
        """Returns the record as a dictionary for JSON."""
        return {
            "format_version": FORMAT_VERSION,
            "spec": asdict(self.spec),
            "num_networks": self.num_networks,
            "framing": self.framing.to_dict(),
            "quantiles": list(self.quantiles),
            "levels": list(self.levels),
            "season": self.season,
            "frequency": self.frequency.to_dict(),
            "columns": asdict(self.columns),
            "categories": {name: list(texts) for name, texts in self.categories.items()},
            "options": dict(self.options),
            "steps": self.steps,
            "data_fingerprint": self.data_fingerprint,
            "seen": self.seen.to_dict(),
            "validation": dict(self.validation),
            "elman_version": self.elman_version,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Makes a record from the dictionary that `to_dict` returned.

        Raises:
            ArgumentError: the format version is another one, or a field is missing, unknown or out of range.
        """
        check_version(plain, "format_version", FORMAT_VERSION)
        checked = _FIELDS("", plain)
        _check_sizes(checked["framing"], checked["spec"])
        _check_frequency(checked["frequency"], checked["framing"]["cycles"])
        made = ("format_version", "spec", "framing", "frequency", "columns", "seen")
        return cls(
            spec=NetworkSpec(**checked["spec"]),
            framing=Framing.from_dict(checked["framing"]),
            frequency=Frequency.from_dict(checked["frequency"]),
            columns=SeriesColumns.from_dict(checked["columns"]),
            seen=Seen.from_dict(checked["seen"]),
            **{name: value for name, value in checked.items() if name not in made},
        )


def _check_sizes(framing: Mapping[str, Any], spec: Mapping[str, Any]) -> None:
    """Checks that a framing has no more features than the networks have inputs, before it is built.

    Raises:
        ArgumentError: the framing has more.
    """
    past, future, static = (
        sum(max(1, len(column["categories"])) for column in framing["covariates"][role])
        for role in ("past", "future", "static")
    )
    rows = framing["stride"] * (past + framing["gaps"]) + framing["block"] * future + framing["lags"]
    if rows + static + 2 * len(framing["cycles"]) > spec["input_size"]:
        raise ArgumentError(
            f"framing must not see more than the {spec['input_size']} inputs of its networks, got {rows}."
        )


def _check_frequency(frequency: Mapping[str, Any], cycles: Sequence[str]) -> None:
    """Checks the parts of a frequency that would fail only when stamps are made.

    Raises:
        ArgumentError: a step of more than a hundred years, an unknown time zone, or an unknown cycle.
    """
    longest = _LONGEST_STEPS.get(frequency["unit"], inf)
    if frequency["step"] > longest:
        raise ArgumentError(
            f"frequency.step must be at most {longest} ({frequency['unit']}), got {frequency['step']}."
        )
    if frequency["zone"] is not None:
        check_zone(frequency["zone"])
    known = calendar_names(Frequency.from_dict(frequency))
    unknown = [cycle for cycle in cycles if f"sine of {cycle}" not in known]
    if unknown:
        raise ArgumentError(f"framing.cycles must be cycles of the frequency, got {shown(unknown[0])}.")
