"""Cases that other tools' users met: bands that hold, seasons that stay, covariates that are texts."""

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import elman
from elman.cli.app import app
from elman.errors import ArgumentError, DataError
from elman.series import SeriesSet, find_seasons
from elman.series.calendar import Frequency

DAY = Frequency(unit="duration", step=86_400_000_000)
FIRST = np.datetime64("2023-01-02", "us")
SMALL = {"steps": 60, "members": 1, "hidden_size": 8, "trials": False, "threads": 1}


def of_days(*values):
    ids = tuple("abcdefgh"[: len(values)])
    return SeriesSet(ids=ids, y=values, first=(FIRST,) * len(values), frequency=DAY)


def table(rows, *, first="2023-01-02", step="1d", **columns):
    days = np.datetime64(first) + np.arange(rows) * np.timedelta64(int(step[:-1]), step[-1].upper())
    return pl.DataFrame({"ds": days.astype("M8[us]")} | columns)


def weekly(random, rows):
    week = np.tile([0.0, 1, 2, 3, 8, 10, 4], rows // 7 + 1)[:rows]
    return 100 + week + 3 * random.normal(size=rows)


def test_one_outlier_does_not_lose_the_week():
    """F5: 730 days with one of 10,000."""
    found = 0
    for seed in range(20):
        y_N = weekly(np.random.default_rng(seed), 730)
        y_N[300] = 10_000.0
        found += 7 in find_seasons(of_days(y_N))
    assert found == 20


def test_noise_has_no_season():
    """F5: of a hundred draws at most five."""
    draws = [np.random.default_rng(seed).normal(size=100) for seed in range(100)]
    plain = [SeriesSet(ids=("a",), y=(y_N,), first=(0,)) for y_N in draws]
    assert sum(bool(find_seasons(series)) for series in plain) <= 5
    assert sum(bool(find_seasons(of_days(y_N))) for y_N in draws) <= 5


def test_an_outlier_near_the_end_does_not_widen_the_bands():
    """F5: the bands were +-14,600 wide; the noise is 3."""
    y_N = weekly(np.random.default_rng(0), 300)
    y_N[280] = 10_000.0
    made = elman.fit(of_days(y_N), horizon=6, **SMALL).forecast()
    assert (made.high_LMK - made.low_LMK).max() < 400.0


def test_levels_that_few_rows_cannot_carry_are_wider_and_said():
    """F1: 60 rows; the bands of 95, 99 and 99.9 % were one."""
    random = np.random.default_rng(0)
    y_N = 100 + 20 * np.sin(2 * np.pi * np.arange(60) / 12) + 5 * random.normal(size=60)
    made = elman.fit(of_days(y_N), horizon=6, **SMALL).forecast(levels=[90, 95, 99, 99.9])
    assert (np.diff(made.high_LMK - made.low_LMK, axis=0) > 0).all()
    assert any("independent errors" in note for note in made.notes)


def test_a_new_series_of_one_row_has_the_width_of_its_kind():
    """F2: the width was 1e-6, and nothing lay within."""
    random = np.random.default_rng(0)
    known = [100 + 5 * random.normal(size=120) for _ in range(8)]
    forecaster = elman.fit(of_days(*known), horizon=6, **SMALL)
    new = [100 + 5 * random.normal(size=7) for _ in range(8)]
    made = forecaster.forecast(of_days(*(y_N[:1] for y_N in new)), levels=[90])
    truth_MK = np.array([y_N[1:] for y_N in new])
    held = (truth_MK >= made.low_LMK[0]) & (truth_MK <= made.high_LMK[0])
    assert held.mean() > 0.75
    assert any("short history (1 of the" in note for note in made.notes)
    ahead = forecaster.stream("2023-01-02").step(new[0][0])
    assert (ahead.high_LK[-1] - ahead.low_LK[-1]).min() > 5.0


def test_bands_of_a_walk_grow_with_the_step():
    """F3: as the root of the step, and not a third."""
    y_N = 100 + np.cumsum(np.random.default_rng(0).normal(size=400))
    made = elman.fit(of_days(y_N), horizon=6, **SMALL).forecast(levels=[90])
    width_K = (made.high_LMK - made.low_LMK)[0, 0]
    assert 1.6 < width_K[5] / width_K[0] < 4.0


def test_bands_are_wider_at_the_places_of_the_season_that_vary_more():
    """F4: noise of 10 on two days of the week, of 1 on the others."""
    random = np.random.default_rng(0)
    loud_N = np.where(np.arange(840) % 7 >= 5, 10.0, 1.0)
    y_N = 100 + loud_N * random.normal(size=840)
    made = elman.fit(of_days(y_N), horizon=7, season=7, **SMALL).forecast(levels=[80])
    width_K = (made.high_LMK - made.low_LMK)[0, 0]
    assert width_K[5:].min() > 2.5 * width_K[:5].max()


def test_counts_are_never_below_nothing_and_have_whole_ends():
    """F11."""
    y_N = np.random.default_rng(0).poisson(2.0, 200).astype(float)
    made = elman.fit(of_days(y_N), horizon=6, **SMALL).forecast()
    assert made.low_LMK.min() >= 0.0
    np.testing.assert_array_equal(made.low_LMK, np.rint(made.low_LMK))
    np.testing.assert_array_equal(made.high_LMK, np.rint(made.high_LMK))


def test_what_may_be_negative_is_asked_for():
    y_N = np.abs(np.random.default_rng(0).normal(size=200)) * 0.1
    free = elman.fit(of_days(y_N), horizon=6, non_negative=False, **SMALL).forecast(levels=[99.9])
    assert free.low_LMK.min() < 0.0
    assert elman.fit(of_days(y_N), horizon=6, **SMALL).forecast(levels=[99.9]).low_LMK.min() >= 0.0


def with_promotions(rows=200):
    random = np.random.default_rng(0)
    promo = np.where(random.uniform(size=rows) < 0.2, "Easter", "")
    y_N = 50 + 20 * (promo == "Easter") + random.normal(size=rows)
    return promo, y_N


def test_empty_unknown_and_missing_are_three_things():
    """F6: an empty text is a category, a new one none of those known, a missing row is refused."""
    promo, y_N = with_promotions()
    seen = table(200, y=y_N, promo=promo)
    forecaster = elman.fit(seen, horizon=3, future=["promo"], **SMALL)
    ahead = table(203, y=[*y_N, None, None, None], promo=[*promo, "", "Whitsun", "Easter"])
    made = forecaster.forecast(ahead)
    assert any("'Whitsun'" in note for note in made.notes)
    with pytest.raises(ArgumentError, match="future columns must be known for the 3 rows"):
        forecaster.forecast(seen)


def test_the_series_that_can_be_are_forecast():
    """F10: one of two series has no future rows."""
    promo, y_N = with_promotions()
    long = table(203, y=[*y_N, None, None, None], promo=[*promo, "", "", ""], unique_id=["a"] * 203)
    short = table(200, y=y_N, promo=promo, unique_id=["b"] * 200)
    forecaster = elman.fit(pl.concat([long, short]), horizon=3, future=["promo"], **SMALL)
    made = forecaster.forecast(pl.concat([long, short]))
    assert made.ids == ("a",)
    assert any("1 of 2 series were left out" in note and "'b'" in note for note in made.notes)


def test_rows_of_another_step_are_refused():
    """F7: weeks given to a forecaster of days; a fit of days and weeks."""
    random = np.random.default_rng(0)
    forecaster = elman.fit(table(100, y=random.normal(size=100)), horizon=3, **SMALL)
    with pytest.raises(DataError, match="must be one step"):
        forecaster.forecast(table(40, step="7d", y=random.normal(size=40)))
    days = table(100, y=random.normal(size=100), unique_id=["a"] * 100)
    weeks = table(40, step="7d", y=random.normal(size=40), unique_id=["b"] * 40)
    with pytest.raises(DataError, match="'b'"):
        elman.fit(pl.concat([days, weeks]), horizon=3, **SMALL)


def test_holidays_are_seen_ahead():
    """F18: a drop on the holidays of a country; the file keeps their names."""
    holidays = pytest.importorskip("holidays")
    days = np.datetime64("2015-01-01") + np.arange(1_400)
    free = holidays.country_holidays("US", years=range(2015, 2019))
    off_N = np.array([day in free for day in days.astype(object)])
    y_N = 100 - 40 * off_N + np.random.default_rng(0).normal(size=1_400)

    def cut(rows):
        first = (np.datetime64("2015-01-01", "us"),)
        return SeriesSet(ids=("a",), y=(y_N[:rows],), first=first, frequency=DAY)

    options = SMALL | {"steps": 400, "hidden_size": 16}
    plain = elman.fit(cut(1_050), horizon=7, **options)
    seeing = elman.fit(cut(1_050), horizon=7, holidays="US", **options)
    again = elman.Forecaster.from_bytes(seeing.to_bytes())
    np.testing.assert_array_equal(seeing.forecast().point_MK, again.forecast().point_MK)
    errors = [one.backtest(cut(1_400), count=45).forecaster.overall["rmse"] for one in (plain, again)]
    assert errors[1] < 0.9 * errors[0]
    with pytest.raises(ArgumentError, match="countries by their codes"):
        elman.fit(cut(1_050), horizon=7, holidays="Atlantis", **options)


def test_the_rules_keep_a_forecast_from_being_worse_than_last_year():
    """F15, F19: a pure season that 60 steps of a small network cannot learn."""
    t_N = np.arange(240)
    y_N = 100 + 20 * np.sin(2 * np.pi * t_N / 12) + 10 * np.cos(2 * np.pi * t_N / 4) + 0.1 * t_N
    series = SeriesSet(ids=("a",), y=(y_N,), first=(0,))
    forecaster = elman.fit(series.cut([199]), horizon=12, season=12, **SMALL)
    assert forecaster.backtest(series, count=3).skill > -0.01
    assert "shares settled" in forecaster.record.options["choices"]


def test_every_forecast_of_a_backtest_is_a_row(tmp_path):
    """F17: the frame of Nixtla's cross_validation; the naive column is the value at the cut-off."""
    y_N = np.random.default_rng(0).normal(size=80).cumsum()
    series = of_days(y_N)
    forecaster = elman.fit(series.cut([59]), horizon=4, **SMALL)
    columns = forecaster.backtest(series, count=5).cross_validation()
    assert list(columns)[:5] == ["unique_id", "ds", "cutoff", "y", "forecast"]
    assert {"low-90", "high-90", "naive", "seasonal_naive"} <= set(columns)
    np.testing.assert_array_equal(columns["y"], y_N[60:80])
    np.testing.assert_array_equal(columns["naive"], np.repeat(y_N[59:79:4], 4))
    forecaster.save(tmp_path / "f.safetensors")
    table(80, y=y_N).write_csv(tmp_path / "days.csv")
    names = [str(tmp_path / name) for name in ("f.safetensors", "days.csv", "frame.csv")]
    done = CliRunner().invoke(app, ["backtest", *names[:2], "--origins", "5", "--output", names[2]])
    assert done.exit_code == 0, done.output
    frame = pl.read_csv(tmp_path / "frame.csv")
    np.testing.assert_allclose(frame["forecast"], columns["forecast"], rtol=1e-9)


def test_text_of_users_is_never_markup(tmp_path):
    """F9: an id with dollars in a picture."""
    y_N = np.random.default_rng(0).normal(size=60)
    series = SeriesSet(ids=("Wages $1,000 & 10% of $2,000",), y=(y_N,), first=(FIRST,), frequency=DAY)
    elman.fit(series, horizon=3, **SMALL).plot(tmp_path / "wages.png")
    assert (tmp_path / "wages.png").stat().st_size > 0
