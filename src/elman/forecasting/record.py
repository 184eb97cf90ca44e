"""Everything that a forecaster's file says beside its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from elman.errors import ArgumentError
from elman.forecasting.seen import Seen
from elman.framing import Framing
from elman.network import NetworkSpec
from elman.series.calendar import Frequency
from elman.series.columns import SeriesColumns
from elman.storage.container import check_fields

FORMAT_VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastRecord:
    """How a forecaster sees series, and where it comes from.

    Raises:
        ArgumentError: the parts do not fit each other.
    """

    spec: NetworkSpec
    """The shape of each network."""
    num_networks: int
    """How many there are."""
    framing: Framing
    """What they see and say."""
    quantiles: tuple[float, ...]
    """Of the forecast; 0.5 alone for a point."""
    levels: tuple[float, ...]
    """Coverage of its bands, in percent, where none is asked for."""
    season: int
    """Of the seasonal baselines, in rows."""
    frequency: Frequency
    """The step of the series."""
    columns: SeriesColumns = field(default_factory=SeriesColumns)
    """What is what in a table."""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the texts of covariates stand for."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the training was asked for and what was chosen, as JSON has it."""
    steps: int = 0
    """Training steps of all networks together."""
    data_fingerprint: str = ""
    """Of what it was fitted on."""
    seen: Seen = field(default_factory=Seen)
    """Up to when it has seen the series."""
    validation: Mapping[str, Any] = field(default_factory=dict)
    """Scores on the validation part, beside the baselines."""
    elman_version: str = ""
    """That wrote the file."""

    def __post_init__(self) -> None:
        wanted = (self.framing.num_features, self.framing.block * len(self.quantiles))
        if (self.spec.input_size, self.spec.output_size) != wanted:
            raise ArgumentError(
                f"a record must have the inputs and outputs of its framing, {wanted}, got "
                f"{(self.spec.input_size, self.spec.output_size)}."
            )

    def with_validation(self, scores: Mapping[str, Any]) -> Self:
        """The same with these scores."""
        return replace(self, validation=scores)

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON can hold it."""
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
        """The inverse of `to_dict`.

        Raises:
            ModelFileError: another format version, or a field is missing or unknown.
            ArgumentError: a field breaks a rule of its own.
        """
        names = (part.name for part in fields(cls))
        check_fields(plain, names, kind="a forecaster", version=FORMAT_VERSION)
        as_they_are = ("num_networks", "season", "options", "steps", "data_fingerprint", "validation")
        return cls(
            spec=NetworkSpec(**plain["spec"]),
            framing=Framing.from_dict(plain["framing"]),
            quantiles=tuple(float(value) for value in plain["quantiles"]),
            levels=tuple(float(value) for value in plain["levels"]),
            frequency=Frequency.from_dict(plain["frequency"]),
            columns=SeriesColumns.from_dict(plain["columns"]),
            categories={name: tuple(texts) for name, texts in plain["categories"].items()},
            seen=Seen.from_dict(plain["seen"]),
            elman_version=str(plain["elman_version"]),
            **{name: plain[name] for name in as_they_are},
        )
