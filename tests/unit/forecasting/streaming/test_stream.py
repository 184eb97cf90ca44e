"""A stream says what a forecast of the same rows says, to the bit; it is carried, saved, and learns."""

from dataclasses import replace

import numpy as np
import pytest

from elman import SeriesSet
from elman.errors import ArgumentError, DataError, StateError
from elman.forecasting import ForecastOptions, ForecastRows, ForecastState, fit_forecaster
from elman.forecasting.streaming.past import Past
from elman.framing import Framing
from elman.network.losses import Pinball
from elman.series import Origins, SeriesColumns
from elman.series.calendar import Frequency
from tests.awkward_series import AWKWARD, FIRST, awkward_set

SMALL = {"members": 2, "steps": 12, "hidden_size": 6, "trials": False, "threads": 1}
START = FIRST.isoformat()
VALUES = AWKWARD["gaps"]


def fitted(horizon=6, series=None, **options):
    series = awkward_set("plain", "gaps", "intermittent") if series is None else series
    return fit_forecaster(series, SeriesColumns(), ForecastOptions(horizon=horizon, **(SMALL | options)))


@pytest.fixture(scope="module")
def forecaster():
    return fitted().forecaster


def same(ahead, forecast, number=0):
    return (
        np.array_equal(ahead.point_K, forecast.point_MK[number])
        and np.array_equal(ahead.low_LK, forecast.low_LMK[:, number])
        and np.array_equal(ahead.high_LK, forecast.high_LMK[:, number])
        and np.array_equal(ahead.stamps_K, forecast.stamps()[number])
    )


@pytest.mark.parametrize(
    "options",
    [
        {"strategy": "direct", "level": "last", "scale": "running"},
        {"strategy": "direct", "loss": Pinball(quantiles=(0.1, 0.5, 0.9)), "scale": "deviation"},
        {"strategy": "segments", "level": "mean", "scale": "deviation", "difference": 24, "horizon": 20},
        {"strategy": "recursive", "level": "median", "scale": "mad", "horizon": 20},
        {"strategy": "direct", "cell": "lstm", "layers": 2, "calendar": False, "season": 1},
    ],
    ids=["direct", "quantiles", "segments", "recursive", "lstm"],
)
def test_it_says_what_a_forecast_of_the_same_rows_says(options):
    """Every kind of series and head; at each of the first rows, and at some of the later ones."""
    forecaster = fitted(**options).forecaster
    for name in ("gaps", "mostly missing", "intermittent", "far from zero", "one point"):
        series = awkward_set(name)
        stream = forecaster.stream(START)
        for row, value in enumerate(AWKWARD[name]):
            ahead = stream.step(value)
            if row < 5 or row % 61 == 0 or row == len(AWKWARD[name]) - 1:
                assert same(ahead, forecaster.forecast(series.cut([row]))), (name, row)


def test_a_stream_that_forgets_a_row_is_found_out(forecaster):
    """The mutant of the test above: one row of a hundred is not taken."""
    stream = forecaster.stream(START)
    stream.take(np.delete(VALUES[:100], 40))
    assert not same(stream.step(VALUES[100]), forecaster.forecast(awkward_set("gaps").cut([100])))


def test_many_rows_at_once_are_the_same(forecaster):
    one, other = forecaster.stream(START), forecaster.stream(START)
    for value in VALUES[:60]:
        one.step(value)
    other.take(VALUES[:60])
    assert np.array_equal(one.step(VALUES[60]).high_LK, other.step(VALUES[60]).high_LK)
    assert repr(one) == "ForecastStream(61 rows, 6 ahead)"


@pytest.mark.parametrize("row", [{"y": 3.0}, np.float64(3.0), 3, np.array(3.0)])
def test_rows_may_be_numbers_or_mappings(forecaster, row):
    assert np.array_equal(
        forecaster.stream(START).step(row).point_K, forecaster.stream(START).step(3.0).point_K
    )


def test_rows_of_a_stream_count_what_is_missing():
    rows = ForecastRows(fitted(season=7).forecaster.stream(START))
    rows.run(np.float32([[1.0], [np.nan], [3.0], [np.nan]]))
    assert (rows.health.rows, rows.health.missing) == (4, {"y": 2})
    assert rows.health.sentences() == (
        "The input 'y' was missing in 2 of 4 rows. The last known value of the same place in the season "
        "was held.",
    )


def test_missing_rows_before_the_first_known_one(forecaster):
    stream = forecaster.stream(START)
    for missing in (None, float("nan"), {"y": None}):
        ahead = stream.step(missing)
        assert not ahead.point_K.any()
        assert not ahead.high_LK.any()
    y_N = np.array([np.nan] * 3 + [5.0, 7.0])
    series = replace(awkward_set("plain"), y=(y_N,))
    stream.step(5.0)
    assert same(stream.step(7.0), forecaster.forecast(series))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (float("inf"), "must be finite, got inf. Nothing has changed"),
        (1e39, "must be finite"),
        ("3", "must be a number, got '3'"),
        ([3.0], "must be a number"),
        ({"x": 3.0}, "under 'y', got"),
    ],
)
def test_a_row_that_is_refused_changes_nothing(forecaster, row, sentence):
    stream = forecaster.stream(START)
    stream.take(VALUES[:30])
    twin = stream.fork()
    with pytest.raises((DataError, ArgumentError), match=sentence):
        stream.step(row)
    with pytest.raises((DataError, ArgumentError), match=sentence):
        stream.take([1.0, row])
    assert np.array_equal(stream.step(1.0).point_K, twin.step(1.0).point_K)


@pytest.mark.parametrize("adaptive", [False, True])
@pytest.mark.parametrize("strategy", ["direct", "segments"])
def test_a_saved_state_goes_on_where_it_was(tmp_path, adaptive, strategy):
    forecaster = fitted(10, strategy=strategy).forecaster
    uncut = forecaster.stream(START, adaptive=adaptive)
    uncut.take(VALUES[:70])
    uncut.state.save(tmp_path / "s.state")
    size = (tmp_path / "s.state").stat().st_size
    resumed = forecaster.stream(adaptive=adaptive, state=ForecastState.load(tmp_path / "s.state"))
    forked = uncut.fork()
    for value in VALUES[70:110]:
        wanted = uncut.step(value)
        for other in (resumed, forked):
            said = other.step(value)
            for name in ("point_K", "low_LK", "high_LK", "stamps_K"):
                assert np.array_equal(getattr(said, name), getattr(wanted, name))
    uncut.state.save(tmp_path / "s.state")
    assert (tmp_path / "s.state").stat().st_size == size  # what it remembers is bounded


def test_a_fork_leaves_its_stream_alone(forecaster):
    stream, alone = forecaster.stream(START), forecaster.stream(START)
    for running in (stream, alone):
        running.take(VALUES[:40])
    stream.fork().take(np.full(20, 1e6))
    assert np.array_equal(stream.step(1.0).low_LK, alone.step(1.0).low_LK)


def test_states_of_others_are_refused(forecaster, tmp_path):
    state = forecaster.stream(START).state
    for other in (
        forecaster.stream(START, levels=[50]),
        forecaster.stream(START, adaptive=True),
        fitted(seed=1).forecaster.stream(START),
    ):
        with pytest.raises(StateError, match="must come from a stream of this forecaster"):
            other.go_on_from(state)
    damaged = ForecastState(
        arrays={name: array for name, array in state.arrays.items() if name != "sums"},
        fingerprint=state.fingerprint,
    )
    with pytest.raises(StateError, match="must hold 'sums' as float64"):
        forecaster.stream(state=damaged)
    (tmp_path / "no.state").write_bytes(b"no state")
    with pytest.raises(StateError, match="must be a file that ForecastState"):
        ForecastState.load(tmp_path / "no.state")
    with pytest.raises(StateError, match="which is none"):
        ForecastState.load(tmp_path / "none.state")


def test_adaptive_bands_are_those_of_a_backtest_from_every_row():
    forecaster = fitted(5).forecaster
    series = awkward_set("plain")
    y_N = series.y[0].copy()
    y_N[250:] += np.random.default_rng(0).normal(scale=30, size=150)  # misses, so that there is to learn
    series = replace(series, y=(y_N,))
    rows = np.arange(300)
    origins = Origins(series_M=np.zeros(300, np.int64), row_M=rows)
    followed = forecaster.forecast_origins(series, origins, adaptive=True)
    still = forecaster.forecast_origins(series, origins)
    stream = forecaster.stream(START, adaptive=True)
    for row in rows:
        assert same(stream.step(y_N[row]), followed, row), row
    assert (followed.high_LMK[:, -1] > still.high_LMK[:, -1]).all()


@pytest.fixture(scope="module")
def monthly():
    frequency = Frequency(unit="month", step=1, day=1)
    noise_N = np.random.default_rng(0).normal(size=90)
    y_N = np.array(20 + 5 * np.sin(np.arange(90) * np.pi / 6)) + noise_N
    first = (np.datetime64("1949-01-01", "us"),)
    series = SeriesSet(ids=("a",), y=(y_N,), first=first, frequency=frequency)
    forecaster = fitted(3, series, lags=3, window=3).forecaster
    assert forecaster.record.framing.cycles
    return forecaster


def test_the_calendar_goes_on_from_the_first_stamp(monthly):
    (y_N,) = monthly.remembered.y
    stream, late = monthly.stream("1949-01"), monthly.stream("1949-02")
    for running in (stream, late):
        running.take(y_N[:-1])
    ahead = stream.step(y_N[-1])
    assert same(ahead, monthly.forecast())
    assert not np.array_equal(late.step(y_N[-1]).point_K, ahead.point_K)
    assert list(ahead.columns()) == ["ds", "forecast", "low-80", "high-80", "low-90", "high-90"]
    assert str(ahead.stamps_K[0])[:10] == "1956-07-01"


def test_stamps_are_asked_for_where_they_are_needed(monthly):
    with pytest.raises(ArgumentError, match="first must be the time of the series' first row"):
        monthly.stream().step(1.0)
    for wrong in ("soon", 3, "NaT"):
        with pytest.raises(ArgumentError, match="first must be a date and time"):
            monthly.stream(wrong)
    numbered = fitted(2, SeriesSet(ids=("a",), y=(VALUES[:50],), first=(0,))).forecaster
    assert numbered.stream().step(1.0).stamps_K.tolist() == [1, 2]
    assert numbered.stream(7).step(1.0).stamps_K.tolist() == [8, 9]
    with pytest.raises(ArgumentError, match="first must be a number"):
        numbered.stream("2024-01-01")


def test_the_past_is_bounded_by_the_framing():
    framing = Framing(horizon=4, block=4, lags=10, season=7)
    past = Past(framing, Frequency(), 0)
    sizes = []
    for value in np.random.default_rng(0).normal(size=500).astype(np.float32):
        past.take(value)
        sizes.append(sum(array.nbytes for array in past.arrays().values()))
    assert len(set(sizes)) == 1
