"""The result of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Self

import numpy as np

from elman.arrays import Array
from elman.comparing.errors import Errors
from elman.comparing.paired import Difference, paired_difference
from elman.shown import COLUMNS, About, Drawn, Tabular, counted, fitting_lines

_MOST_CERTAIN = 0.001


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Comparison(Drawn, Tabular):
    """Contenders and baselines on the same rows, the best first."""

    errors: Errors
    """The errors of each, overall and by unit."""
    differences: Mapping[str, Difference]
    """How much greater each other error is than the best one, over the same units."""

    @classmethod
    def of(cls, errors: Errors) -> Self:
        """Makes the comparison from errors."""
        best, *others = sorted(errors.overall, key=errors.overall.__getitem__)
        units = errors.units
        return cls(
            errors=errors,
            differences={name: paired_difference(units[name], units[best]) for name in others},
        )

    @property
    def best(self) -> str:
        """The name with the least error."""
        return min(self.errors.overall, key=self.errors.overall.__getitem__)

    @property
    def ranking(self) -> tuple[str, ...]:
        """All names, the least error first."""
        return (self.best, *self.differences)

    def describe(self) -> str:
        """Describes the comparison: the verdict first, then a table with a line for each contender."""
        notes = [f"Note: {note}" for note in dict.fromkeys(self.errors.notes)]
        said = [line for text in (self.verdict, *notes) for line in wrap(text, COLUMNS)]
        return "\n".join([*said, "", *fitting_lines(self.table()), "", *wrap(self.units_text, COLUMNS)])

    @property
    def verdict(self) -> str:
        """Tells which contender is best, and whether this could be chance."""
        errors, best = self.errors, self.best
        head = f"{best} is best: {errors.metric} {errors.overall[best]:.4g}"
        if not self.differences:
            return f"{head}; there is nothing to compare it with."
        second, difference = next(iter(self.differences.items()))
        text = f"{head} against {errors.overall[second]:.4g} of {second}"
        if difference.is_clear:
            return f"{text}, and the difference is clear ({_p_text(difference)})."
        alike = [name for name, found in self.differences.items() if not found.is_clear]
        return (
            f"{text}, but on these rows chance may have made the difference ({_p_text(difference)}): it "
            f"cannot be told from {' and '.join(alike)}."
        )

    def to_json(self) -> dict[str, Any]:
        """Returns the dictionary that `elman compare --json` prints."""
        return {
            "best": self.best,
            "metric": self.errors.metric,
            "per_unit": self.errors.per_unit,
            "unit": self.errors.what[0],
            "num_units": len(self.errors.units[self.best]),
            "contenders": [
                {"name": name, "error": self.errors.overall[name], "baseline": name in self.errors.baselines}
                | ({} if name == self.best else self._difference(name))
                for name in self.ranking
            ],
            "notes": list(self.errors.notes),
        }

    def columns(self) -> dict[str, Array]:
        """Returns a table with one row for each contender, the best first."""
        found = [self.differences.get(name) for name in self.ranking]

        def of(field: str) -> Array:
            return np.array([np.nan if one is None else getattr(one, field) for one in found])

        return {
            "contender": np.array(self.ranking, dtype=object),
            self.errors.metric.lower(): np.array([self.errors.overall[name] for name in self.ranking]),
            "difference": of("mean"),
            "low": of("low"),
            "high": of("high"),
            "p_value": of("p_value"),
        }

    def _frame_columns(self) -> dict[str, Array]:
        return self.columns()

    def _about(self) -> About:
        facts = {"": counted(len(self.ranking), "contender"), "best": self.best}
        return About(facts=facts, sentences=[self.verdict, self.units_text], table=self.table())

    def _difference(self, name: str) -> dict[str, float]:
        found = self.differences[name]
        return {"difference": found.mean, "low": found.low, "high": found.high, "p_value": found.p_value}

    @property
    def units_text(self) -> str:
        """What the differences are of."""
        count = counted(len(self.errors.units[self.best]), *self.errors.what)
        return (
            f"Differences are of the {self.errors.per_unit} from that of {self.best}, paired over {count}, "
            "with 95 % intervals (Student's t)."
        )

    def table(self) -> list[list[str]]:
        """Rows of text, the head first: one line a contender, the best first."""
        rows = [["contender", self.errors.metric, "difference", "from", "to", "p"]]
        for name in self.ranking:
            shown = f"{name} (baseline)" if name in self.errors.baselines else name
            found = self.differences.get(name)
            numbers = ["-"] * 4
            if found is not None:
                numbers = [f"{number:.3g}" for number in (found.mean, found.low, found.high)]
                numbers.append(_short_p(found))
            rows.append([shown, f"{self.errors.overall[name]:.4g}", *numbers])
        return rows


def _short_p(found: Difference) -> str:
    return f"< {_MOST_CERTAIN}" if found.p_value < _MOST_CERTAIN else f"{found.p_value:.3f}"


def _p_text(found: Difference) -> str:
    sign = "" if found.p_value < _MOST_CERTAIN else "= "
    return f"p {sign}{_short_p(found)}"
