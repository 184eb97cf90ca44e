"""How much a score depends on the seed: the same fit again, from the seeds that follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.api import FitRequest
    from elman.learned import FitReport


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeats:
    """The skill on the validation part, by seed."""

    skills: dict[int, float | None]
    """None where it is not defined."""

    def describe(self) -> str:
        """The spread in a sentence."""
        known = [skill for skill in self.skills.values() if skill is not None]
        first = next(iter(self.skills))
        if len(known) < 2:
            return f"over {len(self.skills)} seeds the skill is not defined; the file is of seed {first}"
        return (
            f"skill over {len(known)} seeds: mean {fmean(known):.3g}, deviation {stdev(known):.2g}, from "
            f"{min(known):.3g} to {max(known):.3g}; the file is of seed {first}"
        )

    def to_json(self) -> dict[str, Any]:
        """The skills by seed."""
        return {"skills": {str(seed): skill for seed, skill in self.skills.items()}}


def check_repeat(request: FitRequest, times: int) -> None:
    """Checks that a fit can be repeated so often.

    Raises:
        ArgumentError: it cannot.
    """
    if times < 1:
        raise ArgumentError(f"repeat must be at least 1, got {times}. Name a number of seeds such as 5.")
    if times > 1 and request.checkpoint is not None:
        raise ArgumentError("repeat must not come with a checkpoint, which is of one run. Leave one out.")


def repeat_fit(request: FitRequest, first: FitReport, times: int) -> Repeats:
    """Fits again from the seeds that follow; the first report is that of the seed that was asked for."""
    from elman.api import run_fit

    seed = int(request.options.get("seed", 0))
    skills = {seed: _skill(first)}
    for other in range(seed + 1, seed + times):
        report = run_fit(replace(request, options={**request.options, "seed": other}))
        skills[other] = _skill(report)
        if report.result.interrupted:
            break
    return Repeats(skills=skills)


def _skill(report: FitReport) -> float | None:
    return None if report.validation is None else report.validation.skill
