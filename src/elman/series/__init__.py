"""Series on the grid of a calendar: reading, seasons, origins. Nothing here knows a network."""

from elman.series.columns import SeriesColumns
from elman.series.origins import Origins, known_before, last_origins, rolling_origins, truths
from elman.series.reading import read_series
from elman.series.season import find_seasons
from elman.series.series_set import SeriesSet, Static, concat

__all__ = [
    "Origins",
    "SeriesColumns",
    "SeriesSet",
    "Static",
    "concat",
    "find_seasons",
    "known_before",
    "last_origins",
    "read_series",
    "rolling_origins",
    "truths",
]
