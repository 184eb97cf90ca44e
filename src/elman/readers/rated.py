"""Channels of a measurement, each with its own times: they share their times, or are resampled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.column import Column, from_numpy
from elman.readers.options import ReadOptions
from elman.readers.resampling import GAP, draw, grid_places, hold, median_step, parse_step
from elman.readers.rows import Rows

TIME = "time"
"""The name of the column of seconds since the start."""

Channel = Callable[[], tuple[Array, Array]]
"""Returns a channel's values and its times in seconds."""


class RatedTable:
    """A table of channels; `time` is the seconds since the start of the measurement."""

    numbered = False
    nested = True
    resamples = True
    """Whether the table itself resamples to the step that was asked for."""

    def __init__(
        self, label: str, channels: Mapping[str, Channel], options: ReadOptions, *, timed: bool
    ) -> None:
        """Takes the channels.

        Args:
            label: the name of the file.
            channels: the channels by name.
            options: the options of reading, which name the step to resample to.
            timed: whether their times are known; otherwise the samples are numbered.
        """
        self.label = label
        self._channels = channels
        self._options = options
        own = TIME if TIME not in channels else "measurement time"
        self.names = (own, *channels)
        self.index = own if timed else None
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading found and did, one sentence each."""
        return tuple(self._notes)

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some channels; see `Table`."""
        wanted = [self.names[place] for place in dict.fromkeys(places) if place]
        read = {name: self._channels[name]() for name in wanted or list(self._channels)[:1]}
        times = [time_N for _, time_N in read.values()]
        alike = all(_same(times[0], time_N) for time_N in times[1:])
        if alike and self._options.step is None:
            columns = {name: from_numpy(value_N) for name, (value_N, _) in read.items()}
            columns[self.names[0]] = Column(times[0])
        else:
            columns = self._together(read)
        return [_part(columns[self.names[place]], rows) for place in places]

    def _together(self, read: Mapping[str, tuple[Array, Array]]) -> dict[str, Column]:
        """Returns the channels at the multiples of the step that all of them cover."""
        rates = {name: median_step(time_N) for name, (_, time_N) in read.items()}
        if self._options.step is None:
            listed = ", ".join(
                f"{name!r} has {len(time_N)} rows every {rates[name]:.4g} s"
                for name, (_, time_N) in read.items()
            )
            raise DataError(
                f"channels of {self.label} that are read together must have the same times, got: {listed}. "
                "Resample them with --step, as --step 0.1s."
            )
        step = parse_step(self._options.step, of_numbers=False, name=TIME) / 1e6
        first = max(float(time_N[0]) for _, time_N in read.values())
        last = min(float(time_N[-1]) for _, time_N in read.values())
        grid_N = grid_places(first, last, step) * step
        if not len(grid_N):
            raise DataError(f"channels of {self.label} must overlap in time by a step, and they do not.")
        columns = {self.names[0]: Column(grid_N)}
        for name, (value_N, time_N) in read.items():
            cells_N = from_numpy(value_N).cells_N
            columns[name] = Column(
                self._resampled(name, cells_N, time_N, grid_N, GAP * max(step, rates[name]))
            )
        fills = ", ".join(f"{name!r} {self._options.fill_of(name)}" for name in read)
        self._notes.append(
            f"Channels of {self.label} were resampled to the step {self._options.step}: {fills}."
        )
        return columns

    def _resampled(self, name: str, cells_N: Array, time_N: Array, grid_N: Array, reach: float) -> Array:
        if cells_N.dtype == object:
            return hold(cells_N, time_N, grid_N, reach)
        number_N = cells_N.astype(np.float64)
        fill = draw if self._options.fill_of(name) == "linear" else hold
        return fill(number_N, time_N, grid_N, reach)


def _same(first_N: Array, second_N: Array) -> bool:
    if len(first_N) != len(second_N):
        return False
    slack = 1e-6 * (median_step(first_N) or 1.0)
    return bool(np.allclose(first_N, second_N, rtol=0.0, atol=slack))


def _part(column: Column, rows: Rows) -> Column:
    return Column(column.cells_N[slice(*rows)], column.zone, column.foreign)
