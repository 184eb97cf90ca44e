"""The health of a stream: rows outside the training range, missing values, answers that are not finite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elman.data import Preparation
from elman.evaluation import InputRange
from elman.prediction.lane_states import LaneStates


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """Counts of rows since a stream was made, summed over its lanes; `reset` keeps them."""

    rows: int
    """The number of rows that were predicted."""
    below: Mapping[str, int]
    """For each input, the number of rows below its least value in the training part."""
    above: Mapping[str, int]
    """For each input, the number of rows above its greatest value in the training part."""
    missing: Mapping[str, int]
    """For each input, the number of rows in which it was missing."""
    not_finite: int
    """The number of rows whose prediction was NaN or infinite."""
    training_range: Mapping[str, tuple[float, float]]
    """By the input's name, its least and greatest value in the training part; NaN where not known, and
    then no row counts as below or above."""
    filled_with: str = "the last known value"
    """What stood in for a missing value, in words."""

    @classmethod
    def sum(cls, parts: Sequence[Health]) -> Health:
        """Sums the counts of several streams of one model, at least one."""
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
        """Returns a sentence for each finding, and none if all is well."""
        found = []
        for name, (low, high) in self.training_range.items():
            for side, counts in (("below", self.below), ("above", self.above)):
                if counts[name]:
                    found.append(
                        f"The input {name!r} was {side} its training range ({low:.4g} to {high:.4g}) in "
                        f"{counts[name]} of {self.rows} rows. The prediction there is a guess."
                    )
            if self.missing[name]:
                found.append(
                    f"The input {name!r} was missing in {self.missing[name]} of {self.rows} rows. "
                    f"{self.filled_with.capitalize()} was held."
                )
        if self.not_finite:
            found.append(
                f"The prediction was not finite in {self.not_finite} of {self.rows} rows. Reset the stream, "
                "or go on from an earlier state."
            )
        return tuple(found)

    def __str__(self) -> str:
        """Returns the sentences, one on each line."""
        return "\n".join(self.sentences()) or f"Nothing to report in {self.rows} rows."


def make_health(states: LaneStates, preparation: Preparation, training_range: InputRange | None) -> Health:
    """Returns the summed counts of some lanes."""
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
