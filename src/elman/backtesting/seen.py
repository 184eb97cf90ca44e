"""The rows that a forecaster has seen, so that a backtest on them is not mistaken for a test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeAlias

import numpy as np

from elman.arrays import Array
from elman.errors import ModelFileError
from elman.series.calendar import plain_stamp
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet

PlainStamp: TypeAlias = int | float
"""A number, or microseconds since 1970."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """The last used row of each series, by id; empty if nothing is known of it."""

    trained: Mapping[str, PlainStamp] = field(default_factory=dict)
    """The stamp of the last row that was trained on."""
    validated: Mapping[str, PlainStamp] = field(default_factory=dict)
    """The stamp of the last row that options, the end of training and the bands were chosen by."""

    @classmethod
    def of(cls, series: SeriesSet, cut_I: Array) -> Self:
        """What a fit has seen.

        Args:
            series: that it was made on.
            cut_I: the first validation row of each.
        """
        trained, validated = {}, {}
        for number, (name, cut) in enumerate(zip(series.ids, cut_I, strict=True)):
            last = len(series.y[number]) - 1
            trained[name] = plain_stamp(series.stamps(number, int(cut) - 1, 1)[0])
            validated[name] = plain_stamp(series.stamps(number, last, 1)[0])
        return cls(trained=trained, validated=validated)

    def notes(self, series: SeriesSet, origins: Origins) -> Iterator[str]:
        """What is to be said of forecasts whose rows were seen: a sentence for each kind of use."""
        trained = self._count(self.trained, series, origins)
        validated = self._count(self.validated, series, origins) - trained
        if trained:
            yield (
                f"{trained} of {len(origins)} forecasts are of rows that the forecaster was trained on: "
                "their errors flatter it. Test on later rows, or fit on earlier ones."
            )
        if validated:
            yield (
                f"{validated} of {len(origins)} forecasts are of rows that the forecaster was validated on: "
                "its options, the end of its training and its bands were chosen by them."
            )

    def _count(self, last: Mapping[str, PlainStamp], series: SeriesSet, origins: Origins) -> int:
        """Origins after which the next row is not later than the last one that was used."""
        count = 0
        for number, of in origins:
            stamp = last.get(series.ids[number])
            if stamp is not None:
                dates = series.frequency.unit != "number"
                moment = np.array([stamp]).astype("M8[us]") if dates else np.array([stamp])
                (row,), _ = series.frequency.rows_of(series.first[number], moment)
                count += int((origins.row_M[of] < row).sum())
        return count

    def to_dict(self) -> dict[str, Any]:
        """Returns a dictionary for JSON."""
        return {"trained": dict(self.trained), "validated": dict(self.validated)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`.

        Raises:
            ModelFileError: it is none.
        """
        try:
            parts = [
                {str(name): stamp + 0 for name, stamp in plain[key].items()}
                for key in ("trained", "validated")
            ]
        except (AttributeError, KeyError, TypeError) as error:
            raise ModelFileError(f"seen must hold stamps by id, and it does not ({error!r}).") from None
        return cls(trained=parts[0], validated=parts[1])
