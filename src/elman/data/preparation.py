"""From sequences in their own units to what a network takes, and its predictions back to units."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from elman import registry
from elman.arrays import Array
from elman.data.examples import Examples
from elman.data.missing import MISSING_POLICIES
from elman.data.scaling import Scaling, fit_scaling
from elman.data.sequences import Sequences
from elman.errors import ArgumentError

EXACT, ROUNDED = "float64", "float32"
"""How numbers may be read: as they are, or rounded as elman 0.1.0 did."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preparation:
    """How tables become examples; stored with the model.

    Raises:
        ArgumentError: the parts do not fit each other.
    """

    inputs: tuple[str, ...]
    """Names of the input channels, in the network's order."""
    targets: tuple[str, ...]
    """Names of the target channels, in the network's order."""
    input_scaling: Scaling
    """Fitted on the training part."""
    target_scaling: Scaling
    """Fitted on the training part."""
    missing: str = "hold"
    """What stands in for a missing input: a name in `MISSING_POLICIES`."""
    numbers: str = EXACT
    """How inputs and targets are read: `float64`, as they are; `float32`, rounded before they are scaled, as
    elman 0.1.0 did: its models go on seeing what they have seen."""
    delays: tuple[int, ...] = ()
    """Rows by which each input is taken late; none: all as they come."""

    def __post_init__(self) -> None:
        registry.lookup("policy for missing inputs", MISSING_POLICIES, self.missing)
        check_numbers(self.numbers)
        for role, names, scaling in (
            ("inputs", self.inputs, self.input_scaling),
            ("targets", self.targets, self.target_scaling),
        ):
            if len(names) != len(scaling.centre_C):
                raise ArgumentError(
                    f"{role} must have one scaling each, got {len(names)} names and {len(scaling.centre_C)}. "
                    "Fit the preparation again."
                )
        if len(self.delays) not in (0, len(self.inputs)) or not all(delay >= 0 for delay in self.delays):
            raise ArgumentError(
                f"delays must be one for each of {len(self.inputs)} inputs, at least 0, got {self.delays}."
            )

    def examples(
        self, sequences: Sequences, *, held_BF: Array | None = None, past_BDF: Array | None = None
    ) -> tuple[Examples, tuple[str, ...]]:
        """Orders, scales and fills the channels.

        Prepare whole sequences and split the examples afterwards: a value is then held across the cut.

        Args:
            sequences: with every input. A target that it lacks is missing throughout.
            held_BF: where the sequences go on from earlier ones, their last known inputs, scaled, NaN
                where none was known. None: they begin here.
            past_BDF: with delays, the rows of inputs before each sequence, in units, as many as the longest
                delay. None: they begin here, and the scaling's centre stands for what was before.

        Returns:
            The examples, and notes on what was filled.

        Raises:
            UnknownNameError: an input is not there.
            DataError: the policy refuses the inputs.
        """
        x_NF = self._inputs(sequences, past_BDF)
        policy = registry.lookup("policy for missing inputs", MISSING_POLICIES, self.missing)
        notes = policy(x_NF, sequences.lengths, self.inputs, held_BF)
        present = [column for column, name in enumerate(self.targets) if name in sequences.names]
        y_NO = np.full((len(x_NF), len(self.targets)), np.nan, np.float32)
        y_NO[:, present] = self._scaled(
            sequences, [self.targets[column] for column in present], self.target_scaling.select(present)
        )
        return Examples(x_NF=x_NF, y_NO=y_NO, lengths=sequences.lengths), notes

    def _inputs(self, sequences: Sequences, past_BDF: Array | None) -> Array:
        if not self.has_delays:
            return self._scaled(sequences, self.inputs, self.input_scaling)
        late_NF = self.delayed(sequences.columns(self.inputs), sequences.lengths, past_BDF)
        scaled_NF: Array = self.input_scaling.apply(as_read(late_NF, self.numbers)).astype(np.float32)
        return scaled_NF

    def _scaled(self, sequences: Sequences, names: Sequence[str], scaling: Scaling) -> Array:
        """Channels, scaled, float32; one at a time, so that no second float64 table is made."""
        scaled_NC = np.empty((sequences.values_NC.shape[0], len(names)), np.float32)
        for column, name in enumerate(names):
            values_N1 = as_read(sequences.channel(name)[:, np.newaxis], self.numbers)
            scaled_NC[:, column] = scaling.select([column]).apply(values_N1)[:, 0]
        return scaled_NC

    @property
    def has_delays(self) -> bool:
        """Whether an input is taken late."""
        return any(self.delays)

    def delayed(self, x_NF: Array, lengths: Sequence[int], past_BDF: Array | None = None) -> Array:
        """Inputs in units, each as it was its delay ago; see `examples`."""
        if not self.has_delays:
            return x_NF
        from elman.data.delays import delay_rows

        return delay_rows(x_NF, lengths, self.delays, past_BDF, np.array(self.input_scaling.centre_C))

    def past_after(self, x_NF: Array, lengths: Sequence[int], past_BDF: Array | None) -> Array | None:
        """The rows that what follows needs, `(B, D, F)`; None without delays."""
        if not self.has_delays:
            return None
        from elman.data.delays import past_after

        return past_after(x_NF, lengths, self.delays, past_BDF, np.array(self.input_scaling.centre_C))

    def nothing_past(self, num_sequences: int) -> Array | None:
        """The rows before sequences that begin, `(B, D, F)`; None without delays."""
        if not self.has_delays:
            return None
        from elman.data.delays import nothing_past

        past_DF = nothing_past(self.delays, np.array(self.input_scaling.centre_C), np.float64)
        return np.tile(past_DF, (num_sequences, 1, 1))

    def in_units(self, y_NO: Array) -> Array:
        """Predictions `(..., O)` in the targets' own units, float64."""
        return self.target_scaling.invert(y_NO)

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that tell this preparation from others."""
        text = json.dumps(self.to_dict(), sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON can hold them."""
        plain: dict[str, Any] = {
            "inputs": list(self.inputs),
            "targets": list(self.targets),
            "input_scaling": self.input_scaling.to_dict(),
            "target_scaling": self.target_scaling.to_dict(),
            "missing": self.missing,
        }
        # Without numbers, as in the files of 0.1.0, they are rounded: so these keep their fingerprint.
        if self.numbers != ROUNDED:
            plain["numbers"] = self.numbers
        if self.has_delays:
            plain["delays"] = list(self.delays)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Preparation:
        """The inverse of `to_dict`.

        Raises:
            ArgumentError: a field is missing, unknown, or breaks a rule.
        """
        wanted = {field.name for field in fields(cls)}
        if not wanted - {"numbers", "delays"} <= set(plain) <= wanted:
            raise ArgumentError(f"a preparation must have the fields {sorted(wanted)}, got {sorted(plain)}.")
        return cls(
            inputs=tuple(plain["inputs"]),
            targets=tuple(plain["targets"]),
            input_scaling=Scaling.from_dict(plain["input_scaling"]),
            target_scaling=Scaling.from_dict(plain["target_scaling"]),
            missing=plain["missing"],
            numbers=plain.get("numbers", ROUNDED),
            delays=tuple(plain.get("delays", ())),
        )


def check_numbers(numbers: str) -> None:
    """Checks the name of a way to read numbers.

    Raises:
        ArgumentError: it is none.
    """
    if numbers not in (EXACT, ROUNDED):
        raise ArgumentError(f"numbers must be {EXACT} or {ROUNDED}, got {numbers!r}. The usual is {EXACT}.")


def as_read(values: Array, numbers: str) -> Array:
    """Values in units as a preparation reads them: as they are, or rounded to float32."""
    if numbers == EXACT:
        return values
    with np.errstate(over="ignore"):
        return values.astype(np.float32, copy=False)


def fit_preparation(
    train: Sequences,
    *,
    inputs: Sequence[str],
    targets: Sequence[str],
    scaling: str = "standard",
    missing: str = "hold",
    numbers: str = EXACT,
) -> tuple[Preparation, tuple[str, ...]]:
    """Fits the scaling of each channel on the training part.

    Args:
        train: the training part, and nothing else.
        inputs: names of the input channels.
        targets: names of the target channels.
        scaling: a name in `SCALING_METHODS`.
        missing: a name in `MISSING_POLICIES`.
        numbers: how values are read, see `Preparation`.

    Returns:
        The preparation, and notes on channels that are constant or have no value.

    Raises:
        UnknownNameError: there is no such channel, scaling or policy.
    """
    input_scaling, input_notes = _fit(train, inputs, scaling, numbers)
    target_scaling, target_notes = _fit(train, targets, scaling, numbers)
    preparation = Preparation(
        inputs=tuple(inputs),
        targets=tuple(targets),
        input_scaling=input_scaling,
        target_scaling=target_scaling,
        missing=missing,
        numbers=numbers,
    )
    return preparation, input_notes + target_notes


def _fit(
    train: Sequences, names: Sequence[str], method: str, numbers: str
) -> tuple[Scaling, tuple[str, ...]]:
    """The scaling of some channels, found one by one: no second table is made."""
    found = [
        fit_scaling(as_read(train.channel(name)[:, np.newaxis], numbers), method, names=[name])
        for name in names
    ]
    scaling = Scaling(
        method=method,
        centre_C=tuple(own.centre_C[0] for own, _ in found),
        scale_C=tuple(own.scale_C[0] for own, _ in found),
    )
    return scaling, tuple(note for _, notes in found for note in notes)
