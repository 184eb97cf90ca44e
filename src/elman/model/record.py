"""Everything that a model file says beside its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from elman.data import Preparation
from elman.errors import ArgumentError, ModelFileError
from elman.evaluation import InputRange
from elman.network import NetworkSpec
from elman.storage.container import check_fields

FORMAT_VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The network's shape, how its data are prepared, and where it comes from.

    Raises:
        ArgumentError: the parts do not fit each other.
    """

    spec: NetworkSpec
    """The network's shape."""
    preparation: Preparation
    """Channels, scaling, and what stands in for missing inputs."""
    training_range: InputRange
    """Of the inputs of the training part, in their units."""
    options: Mapping[str, Any]
    """What the training was asked for and what was chosen, as JSON has it."""
    steps: int
    """Training steps that made the network."""
    data_fingerprint: str
    """Of what it was fitted on."""
    validation: Mapping[str, Any]
    """Scores on the validation part, beside the baselines; as `elman evaluate --json` prints them."""
    elman_version: str
    """That wrote the file."""

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

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON can hold it."""
        return {
            "format_version": FORMAT_VERSION,
            "spec": asdict(self.spec),
            "preparation": self.preparation.to_dict(),
            "training_range": {
                "low": [float(value) for value in self.training_range.low_F],
                "high": [float(value) for value in self.training_range.high_F],
            },
            "options": dict(self.options),
            "steps": self.steps,
            "data_fingerprint": self.data_fingerprint,
            "validation": dict(self.validation),
            "elman_version": self.elman_version,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Record:
        """The inverse of `to_dict`.

        Raises:
            ModelFileError: another format version, or a field is missing or unknown.
            ArgumentError: a field breaks a rule of its own.
        """
        names = (field.name for field in fields(cls))
        check_fields(plain, names, kind="a model file", version=FORMAT_VERSION)
        for name, kind in (("options", dict), ("validation", dict), ("steps", int), ("spec", dict)):
            if not isinstance(plain[name], kind):
                raise ModelFileError(f"{name} must be of the type {kind.__name__}, got {plain[name]!r}.")
        training_range = InputRange(
            low_F=np.array(plain["training_range"]["low"]), high_F=np.array(plain["training_range"]["high"])
        )
        return cls(
            spec=NetworkSpec(**plain["spec"]),
            preparation=Preparation.from_dict(plain["preparation"]),
            training_range=training_range,
            **{
                name: plain[name]
                for name in ("options", "steps", "data_fingerprint", "validation", "elman_version")
            },
        )
