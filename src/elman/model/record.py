"""Everything that a model file holds besides its arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from elman.data import EXACT, ROUNDED, Preparation, Step
from elman.errors import ArgumentError
from elman.evaluation import InputRange
from elman.network import NetworkSpec
from elman.network.spec import SPEC_FIELDS
from elman.storage.fields import (
    Check,
    as_json,
    at_least,
    either,
    list_of,
    mapping_of,
    maybe,
    number,
    one_of,
    record,
    text,
    whole,
    with_defaults,
)

FORMAT_VERSION = 1

_NAMES = list_of(text(), least=1)
_SCALING = record(
    method=text(), centre_C=list_of(number(), least=1), scale_C=list_of(number(above=0.0), least=1)
)
# An input that was nowhere known in the training part has the range NaN.
_ENDS = list_of(number(finite=False), least=1)
_RANGES = {"low": _ENDS, "high": _ENDS}
_TARGET_RANGES = {"target_low": _ENDS, "target_high": _ENDS}
_PREPARATION: dict[str, Check] = {
    "inputs": _NAMES,
    "targets": _NAMES,
    "input_scaling": _SCALING,
    "target_scaling": _SCALING,
    "missing": text(),
}
_ALL = record(
    format_version=whole(FORMAT_VERSION, FORMAT_VERSION),
    spec=SPEC_FIELDS,
    preparation=with_defaults(
        {"numbers": ROUNDED, "delays": []},
        record(**_PREPARATION, numbers=one_of((EXACT, ROUNDED)), delays=list_of(whole(0, 1_000_000))),
    ),
    training_range=either(record(**_RANGES), record(**_RANGES, **_TARGET_RANGES)),
    options=at_least(),
    steps=whole(0),
    data_fingerprint=text(),
    validation=as_json(either(record(), at_least(overall=mapping_of(maybe(number()))))),
    elman_version=text(),
    step=maybe(record(size=number(above=0), unit=one_of(("", "s")))),
    members=whole(1, 1_000),
)
_FIELDS = with_defaults({"step": None, "members": 1}, _ALL)
"""The checks of the record in a file, field by field."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The network's shape, how its data are prepared, and where it comes from.

    Raises:
        ArgumentError: the parts do not fit each other.
    """

    spec: NetworkSpec
    """The shape of the network; several networks count as one with all their units."""
    preparation: Preparation
    """Channels, scaling, and what stands in for missing inputs."""
    training_range: InputRange
    """The range of each input in the training part, in its units."""
    options: Mapping[str, Any]
    """The options of the fit, and what was chosen, for JSON."""
    steps: int
    """The number of training steps."""
    data_fingerprint: str
    """The fingerprint of the data of the fit."""
    validation: Mapping[str, Any]
    """The scores on the validation part beside the baselines, in the form of `elman evaluate --json`."""
    elman_version: str
    """The version of elman that wrote the file."""
    target_range: InputRange | None = None
    """The range of each target in the training part, in its units; None in files of version 0.1."""
    step: Step | None = None
    """The time from one row to the next in the data of the fit; None: not known."""
    members: int = 1
    """The number of networks whose mean predicts."""

    def __post_init__(self) -> None:
        num_inputs = {
            len(self.preparation.inputs),
            len(self.training_range.low_F),
            len(self.training_range.high_F),
        }
        if num_inputs != {self.spec.input_size} or len(self.preparation.targets) != self.spec.output_size:
            raise ArgumentError(
                f"a record must have as many inputs and targets as its network, {self.spec.input_size} and "
                f"{self.spec.output_size}, got {self.preparation.inputs} and {self.preparation.targets}."
            )
        known = self.target_range
        if known is not None and {len(known.low_F), len(known.high_F)} != {self.spec.output_size}:
            raise ArgumentError(
                f"a record must have the range of each of its {self.spec.output_size} targets, got "
                f"{len(known.low_F)} and {len(known.high_F)} numbers."
            )
        _ = self.member_spec

    @property
    def member_spec(self) -> NetworkSpec:
        """The shape of each network."""
        if self.members == 1:
            return self.spec
        from elman.network.joined import member_spec

        return member_spec(self.spec, self.members)

    def to_dict(self) -> dict[str, Any]:
        """Returns the record as a dictionary for JSON."""
        return {
            "format_version": FORMAT_VERSION,
            "spec": asdict(self.spec),
            "preparation": self.preparation.to_dict(),
            "training_range": _ends(self.training_range, "") | _ends(self.target_range, "target_"),
            "options": dict(self.options),
            "steps": self.steps,
            "data_fingerprint": self.data_fingerprint,
            "validation": dict(self.validation),
            "elman_version": self.elman_version,
            "step": None if self.step is None else asdict(self.step),
            **({"members": self.members} if self.members > 1 else {}),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Record:
        """The inverse of `to_dict`.

        Raises:
            ArgumentError: another format version, or a field is missing, unknown, or breaks its rule.
        """
        from elman.storage.container import check_version

        check_version(plain, "format_version", FORMAT_VERSION)
        checked = _FIELDS("", plain)
        return cls(
            spec=NetworkSpec(**checked["spec"]),
            preparation=Preparation.from_dict(checked["preparation"]),
            training_range=_range_of(checked["training_range"], ""),
            target_range=_range_of(checked["training_range"], "target_")
            if "target_low" in checked["training_range"]
            else None,
            step=None if checked["step"] is None else Step(**checked["step"]),
            **{
                name: checked[name]
                for name in (
                    "options",
                    "steps",
                    "data_fingerprint",
                    "validation",
                    "elman_version",
                    "members",
                )
            },
        )


def _ends(ends: InputRange | None, prefix: str) -> dict[str, list[float]]:
    if ends is None:
        return {}
    pairs = {"low": ends.low_F, "high": ends.high_F}
    return {prefix + name: [float(value) for value in values_F] for name, values_F in pairs.items()}


def _range_of(plain: Mapping[str, Any], prefix: str) -> InputRange:
    low_F, high_F = (np.array(plain[prefix + name], np.float64) for name in ("low", "high"))
    return InputRange(low_F=low_F, high_F=high_F)
