"""One table: two series with times, ids, numbers from 1e-9 to 1e12, missing values, a missing row, and
text."""

from dataclasses import dataclass

import numpy as np

IDS = ("north", "côte")
ROWS = 30
LEFT_OUT = 17
"""A row of the first series that is not there."""
NUMBERS = ("tiny", "level", "huge")
NAN = float("nan")


@dataclass(frozen=True)
class Truth:
    """The table as it is, whatever it is disguised as; the rows of both series take turns."""

    station: list[str]
    moment: np.ndarray
    tiny: np.ndarray
    level: np.ndarray
    huge: np.ndarray
    kind: list[str]

    def part(self, name: str) -> np.ndarray:
        """The rows of one series."""
        return np.array([place for place, station in enumerate(self.station) if station == name])


def make_truth(step: str, start: str = "2023-02-20T00:00") -> Truth:
    """The table with a step of an hour, a day, a week, a month."""
    numbers = np.random.default_rng(5)
    unit = {"h": "m8[h]", "D": "m8[D]", "W": "m8[W]"}.get(step)
    first = np.datetime64(start, "us")
    if step == "M":
        grid = (np.datetime64(start[:7], "M") + np.arange(ROWS)).astype("M8[us]")
    else:
        grid = first + np.arange(ROWS).astype(unit)
    rows = [(name, row) for row in range(ROWS) for name in IDS if (name, row) != (IDS[0], LEFT_OUT)]
    count = len(rows)
    level = np.round(numbers.uniform(-40, 40, count), 2)
    level[[3, 20, 33]] = NAN
    return Truth(
        station=[name for name, _ in rows],
        moment=grid[[row for _, row in rows]],
        tiny=np.round(numbers.uniform(1, 9, count), 4) * 1e-9,
        level=level,
        huge=np.round(numbers.uniform(1e6, 2e12, count), 1),
        kind=[("wet", "dry")[int(draw)] for draw in numbers.integers(0, 2, count)],
    )


HOURS, DAYS, WEEKS, MONTHS = (make_truth(step) for step in "hDWM")
