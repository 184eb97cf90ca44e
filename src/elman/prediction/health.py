"""How the rows of a stream fared: what lay outside the training range, was missing, or was not finite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elman.data import Preparation
from elman.evaluation import InputRange
from elman.prediction.lane_states import LaneStates


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """Counts of rows since a stream was made; `reset` keeps them. Of several lanes, their sums."""

    rows: int
    """Rows that were predicted."""
    below: Mapping[str, int]
    """By the input's name, rows in which it was below the least value of the training part."""
    above: Mapping[str, int]
    """By the input's name, rows in which it was above the greatest value of the training part."""
    missing: Mapping[str, int]
    """By the input's name, rows in which it was missing."""
    not_finite: int
    """Rows whose prediction was NaN or infinite."""
    training_range: Mapping[str, tuple[float, float]]
    """By the input's name, its least and greatest value in the training part; NaN where not known, and
    then no row counts as below or above."""
    filled_with: str = "the last known value"
    """What was held in place of a missing value."""

    @classmethod
    def sum(cls, parts: Sequence[Health]) -> Health:
        """Of several streams of one model, at least one."""
        names = parts[0].training_range
        below, above, missing = (
            {name: sum(getattr(part, kind)[name] for part in parts) for name in names}
            for kind in ("below", "above", "missing")
        )
        return cls(
            rows=sum(part.rows for part in parts),
            below=below,
            above=above,
            missing=missing,
            not_finite=sum(part.not_finite for part in parts),
            training_range=names,
        )

    def sentences(self) -> tuple[str, ...]:
        """What to tell the user: one sentence a finding, and none if all is well."""
        found = []
        for name, (low, high) in self.training_range.items():
            for side, counts in (("below", self.below), ("above", self.above)):
                if counts[name]:
                    found.append(
                        f"The input {name!r} was {side} its training range ({low:.4g} to {high:.4g}) in "
                        f"{counts[name]} of {self.rows} rows. What the network says there is a guess."
                    )
            if self.missing[name]:
                found.append(
                    f"The input {name!r} was missing in {self.missing[name]} of {self.rows} rows. "
                    f"{self.filled_with.capitalize()} was held."
                )
        if self.not_finite:
            found.append(
                f"The prediction was not finite in {self.not_finite} of {self.rows} rows. Reset the stream, "
                "or go on from a state of before."
            )
        return tuple(found)

    def __str__(self) -> str:
        """The sentences, one a line."""
        return "\n".join(self.sentences()) or f"Nothing to report in {self.rows} rows."


def make_health(states: LaneStates, preparation: Preparation, training_range: InputRange | None) -> Health:
    """The counts of some lanes, summed."""
    names = preparation.inputs
    below, above, missing = (
        dict(zip(names, (int(count) for count in counts_F), strict=True))
        for counts_F in states.inputs_BF.sum(axis=0).T
    )
    rows, not_finite = (int(count) for count in states.lanes_B.sum(axis=0))
    unknown = [float("nan")] * len(names)
    low_F = unknown if training_range is None else training_range.low_F
    high_F = unknown if training_range is None else training_range.high_F
    return Health(
        rows=rows,
        below=below,
        above=above,
        missing=missing,
        not_finite=not_finite,
        training_range={
            name: (float(low), float(high)) for name, low, high in zip(names, low_F, high_F, strict=True)
        },
    )
