"""The calendar as a user names it: `freq` by the names of pandas, `weekmask`, and opening `hours`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.series.calendar.frequency import Frequency
from elman.series.calendar.months import BACKWARD, FORWARD
from elman.series.calendar.openings import DAY, DAYS, WEEK, open_steps, phase_of, runs_of

_SECOND = 1_000_000
_DURATIONS = {
    "us": 1, "ms": 1_000, "s": _SECOND, "min": 60 * _SECOND, "t": 60 * _SECOND, "h": DAY // 24, "d": DAY,
    "w": WEEK,
}  # fmt: skip
_LENGTHS = {"m": 1, "q": 3, "y": 12, "a": 12}
_MONTHLY = re.compile(r"(?P<business>b?)(?P<length>[mqya])(?P<end>[es]?)")
_WEEKDAY_OF_MONTH = re.compile(r"(?:wom-(?P<count>[1-4])|lwom-)(?P<day>[a-z]{3})")
_NAME = re.compile(r"\s*(?P<count>\d*)\s*(?P<name>[a-z]+(?:-\w+)?)\s*")
_COUNTS = ("first", "second", "third", "fourth")
_CLOCK = re.compile(r"\s*(\d\d?):(\d\d)(?::(\d\d))?\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedCalendar:
    """What is asked for; None: it is found in the data."""

    freq: str | None = None
    """The step, by the names of pandas: h, 5min, D, B, W, ME, MS, BME, BMS, QE, BQE, WOM-3FRI, LWOM-FRI."""
    weekmask: str | None = None
    """The days that have rows: Mon-Sat, Sun-Thu, "Mon Wed Fri", or 1111110."""
    hours: str | None = None
    """The opening hours, as 09:30-11:30,13:00-15:00; the end is excluded; all: the whole day."""

    def check(self) -> None:
        """Checks that every text can be read.

        Raises:
            ArgumentError: one cannot.
        """
        if self.freq is not None:
            read_freq(self.freq)
        if self.weekmask is not None:
            read_weekmask(self.weekmask)
        if self.hours is not None:
            list(_read_hours(self.hours))

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return any(part is not None for part in (self.freq, self.weekmask, self.hours))

    def settle(self, found: Frequency, first: np.datetime64 | int | float) -> Frequency:
        """The step with what is asked for; what is not is as it was found.

        Args:
            found: in the data.
            first: a stamp of the data.

        Raises:
            ArgumentError: the rows are numbered, or are longer apart than a day where days are chosen.
        """
        if found.unit == "number":
            name = next(name for name in ("freq", "weekmask", "hours") if getattr(self, name) is not None)
            raise ArgumentError(
                f"{name} must be given for rows with dates, got {getattr(self, name)!r} for rows that are "
                "numbered. Name the time column."
            )
        asked = found if self.freq is None else replace(read_freq(self.freq), zone=found.zone)
        if self.weekmask is None and self.hours is None:
            return asked
        step = DAY if asked.unit == "weekday" else int(asked.step)
        if asked.unit == "month" or DAY % step:
            name = "hours" if self.weekmask is None else "weekmask"
            raise ArgumentError(
                f"{name} must be given for steps that a day is a multiple of, got {getattr(self, name)!r} "
                f"for rows of {asked}. Leave it out, or say the step with freq."
            )
        open_DT = self._open(asked, step, phase_of(np.asarray(first).astype("M8[us]"), step))
        runs = () if open_DT.all() else runs_of(open_DT.reshape(-1))
        return Frequency(unit="duration", step=step, zone=found.zone, open=runs)

    def _open(self, asked: Frequency, step: int, phase: int) -> Array:
        """Which steps of the week are open, by day and time."""
        own = ((0, 5),) if asked.unit == "weekday" else asked.open
        own_DT = open_steps(own, step).reshape(7, -1) if own else np.ones((7, DAY // step), bool)
        day_D = np.asarray(own_DT.any(axis=1)) if self.weekmask is None else read_weekmask(self.weekmask)
        if self.hours is None:
            return np.asarray(day_D[:, None] & np.asarray(own_DT.any(axis=0))[None])
        return _opened(day_D, self.hours, step, phase)


def read_freq(text: str) -> Frequency:
    """The step that pandas calls so.

    Raises:
        ArgumentError: nothing is called so.
    """
    matched = _NAME.fullmatch(text.lower())
    if matched:
        count = int(matched["count"] or 1)
        name, _, _ = matched["name"].partition("-")
        if special := _WEEKDAY_OF_MONTH.fullmatch(matched["name"]):
            day = special["day"].capitalize()
            if day in DAYS:
                place = _COUNTS[int(special["count"]) - 1] if special["count"] else "last"
                return Frequency(unit="month", step=count, rule=f"{place} {day}")
        elif count and name in _DURATIONS and not (name == "ms" and text.strip().endswith("MS")):
            return Frequency(unit="duration", step=count * _DURATIONS[name])
        elif count and name == "b":
            return Frequency(unit="weekday", step=count)
        elif count and (monthly := _MONTHLY.fullmatch(name)):
            return _monthly(count * _LENGTHS[monthly["length"]], monthly["end"] == "s", monthly["business"])
    raise ArgumentError(
        f"freq must be a step as pandas calls it (h, 5min, D, B, W, ME, MS, BME, QE, BQE, WOM-3FRI, "
        f"LWOM-FRI), got {text!r}. Leave it out, and the data tell."
    )


def read_weekmask(text: str) -> Array:
    """Which weekdays are chosen, bool `(7,)` from Monday.

    Raises:
        ArgumentError: they cannot be read, or none is.
    """
    if re.fullmatch(r"[01]{7}", text.strip()) and "1" in text:
        return np.array([sign == "1" for sign in text.strip()])
    chosen_D = np.zeros(7, bool)
    names = [day.lower() for day in DAYS]
    for part in re.split(r"[\s,;]+", text.strip()):
        ends = [end[:3].lower() for end in part.split("-")]
        if len(ends) > 2 or not set(ends) <= set(names):
            raise ArgumentError(
                f"weekmask must be weekdays, as Mon-Sat, 'Mon Wed Fri' or 1111110, got {text!r}. "
                "Leave it out, and the data tell."
            )
        start, stop = names.index(ends[0]), names.index(ends[-1])
        chosen_D[[day % 7 for day in range(start, stop + 1 if stop >= start else stop + 8)]] = True
    return chosen_D


def _monthly(step: int, begins: bool, business: str) -> Frequency:
    day = 1 if begins else 31
    rule = (FORWARD if begins else BACKWARD) if business else ""
    return Frequency(unit="month", step=step, day=day, rule=rule)


def _opened(day_D: Array, hours: str, step: int, phase: int) -> Array:
    """Hours that go beyond midnight belong to the day on which they begin."""
    time_T = np.arange(DAY // step) * step + phase
    open_DT = np.zeros((7, len(time_T)), bool)
    for start, stop in _read_hours(hours):
        open_DT |= day_D[:, None] & ((time_T >= start) & (time_T < stop))[None]
        open_DT |= np.roll(day_D, 1)[:, None] & (time_T < stop - DAY)[None]
    return open_DT


def _read_hours(text: str) -> Iterator[tuple[int, int]]:
    """From when to when, in microseconds of the day; an end of the next day is beyond a day."""
    if text.strip() == "all":
        yield 0, DAY
        return
    for part in text.split(","):
        ends = [_CLOCK.fullmatch(end) for end in part.split("-")]
        if len(ends) != 2 or None in ends:
            raise _wrong_hours(text)
        start, stop = (_time(end) for end in ends if end)
        if max(start, stop) > DAY or start == stop:
            raise _wrong_hours(text)
        yield start, stop if stop > start else stop + DAY


def _time(matched: re.Match[str]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in matched.groups())
    return (3600 * hours + 60 * minutes + seconds) * _SECOND


def _wrong_hours(text: str) -> ArgumentError:
    return ArgumentError(
        f"hours must be times of the day, as 09:00-17:00 or 09:30-11:30,13:00-15:00, got {text!r}. "
        "Leave it out, and the data tell; all is the whole day."
    )
