"""A backtest on rows that the forecaster has seen says so."""

import numpy as np
import pytest

from elman.backtesting.seen import Seen
from elman.errors import ModelFileError
from elman.series import SeriesSet, rolling_origins
from tests.made_series import made, monthly


def notes(series, seen, **options):
    return list(seen.notes(series, rolling_origins(series, 2, **options)))


@pytest.mark.parametrize("dates", [True, False])
def test_rows_that_were_trained_or_validated_on_are_counted(dates):
    series = monthly(made(30))
    if not dates:
        series = SeriesSet(ids=series.ids, y=series.y, first=(7,))
    seen = Seen.from_dict(Seen.of(series.cut([19]), np.array([15])).to_dict())
    # The fit saw rows 0 to 19 and trained on 0 to 14: of origins 12 to 27 two are followed by a row trained
    # on (12 and 13), and five by one validated on (14 to 18).
    trained, validated = notes(series, seen, count=None, first=12)
    assert trained.startswith("2 of 16 forecasts are of rows that the forecaster was trained on")
    assert validated.startswith("5 of 16 forecasts are of rows that the forecaster was validated on")
    assert notes(series, seen, count=None, first=19) == []
    # The same when the table begins later.
    assert notes(series.tail(20), seen, count=None, first=2) == [trained, validated]


def test_of_series_that_were_not_there_nothing_is_said():
    series = monthly(made(30), made(30))
    seen = Seen.of(series.select([0]), np.array([25]))
    assert notes(series.select([1]), seen, count=5) == []
    assert notes(series, Seen(), count=5) == []


@pytest.mark.parametrize(
    "plain", [{}, {"trained": [], "validated": {}}, {"trained": {"a": "x"}, "validated": {}}]
)
def test_a_damaged_one_is_refused(plain):
    with pytest.raises(ModelFileError, match="seen must hold stamps by id"):
        Seen.from_dict(plain)
