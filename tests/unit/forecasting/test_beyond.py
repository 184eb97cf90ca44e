"""Forecasts beyond the trained horizon, and at a past moment."""

import numpy as np
import pytest

import elman
from elman.cli import run
from elman.errors import ArgumentError

FIT = {"horizon": 8, "steps": 100, "members": 1, "hidden_size": 8, "trials": False, "threads": 1}
FIRST = np.datetime64("2024-01-01")


def table(y_IN, stop=None):
    y_IN = y_IN[:, :stop]
    count, rows = y_IN.shape
    return {
        "unique_id": np.repeat([f"s{number}" for number in range(count)], rows),
        "ds": np.tile(FIRST + np.arange(rows), count),
        "y": y_IN.reshape(-1),
    }


def made(kind, count=40, rows=300):
    noise = np.random.default_rng(3).normal(size=(count, rows))
    season = 100 + 20 * np.sin(2 * np.pi * np.arange(rows) / 7)
    return 100 + noise.cumsum(axis=1) if kind == "walk" else season + 3 * noise


@pytest.fixture(scope="module", params=["walk", "season"])
def known(request):
    y_IN = made(request.param)
    return request.param, y_IN, elman.fit(table(y_IN, 276), **FIT)


def test_each_block_is_the_forecast_of_a_table_that_has_the_block_before(known):
    _, y_IN, forecaster = known
    far = forecaster.forecast(horizon=20)
    near = forecaster.forecast()
    np.testing.assert_array_equal(far.point[:, :8], near.point)
    np.testing.assert_array_equal(far.high[..., :8], near.high)
    longer = np.concatenate([y_IN[:, :276], near.point], axis=1)
    np.testing.assert_array_equal(far.point[:, 8:16], forecaster.forecast(table(longer)).point)
    longer = np.concatenate([y_IN[:, :276], far.point[:, :16]], axis=1)
    np.testing.assert_array_equal(far.point[:, 16:], forecaster.forecast(table(longer), horizon=4).point)
    assert any(note.startswith("Steps 9 to 20 are beyond the 8 rows") for note in far.notes)
    assert not any("beyond" in note for note in near.notes)


def test_bands_beyond_hold_what_they_say(known):
    """Of a random walk errors grow with the root of the steps, of noise about a season they do not grow."""
    kind, y_IN, forecaster = known
    far = forecaster.forecast(horizon=24, levels=[80])
    held = (y_IN[:, 276:] >= far.low[0]) & (y_IN[:, 276:] <= far.high[0])
    for block in (8, 16):
        assert 70 <= 100 * held[:, block : block + 8].mean() <= 92
    width = (far.high - far.low)[0].mean(axis=0)
    wanted = np.sqrt(3.0) if kind == "walk" else 1.0
    assert 0.85 * wanted < width[23] / width[7] < 1.2 * wanted


def test_what_is_known_ahead_must_reach_so_far():
    y = made("season", 1)[0]
    columns = {"ds": FIRST + np.arange(300), "y": y.copy(), "offer": (np.arange(300) % 3 == 0).astype(float)}
    columns["y"][280:] = np.nan
    forecaster = elman.fit(columns, future="offer", **FIT)
    assert forecaster.forecast(columns, horizon=20).point.shape == (1, 20)
    with pytest.raises(ArgumentError, match="future columns must be known for the 21 rows"):
        forecaster.forecast(columns, horizon=21)


def test_at_a_past_moment_is_as_if_the_table_had_ended_there(known):
    _, y_IN, forecaster = known
    then = forecaster.forecast(table(y_IN), at=str(FIRST + 199))
    cut = forecaster.forecast(table(y_IN, 200))
    np.testing.assert_array_equal(then.point, cut.point)
    np.testing.assert_array_equal(then.low, cut.low)
    np.testing.assert_array_equal(then.truth(), y_IN[:, 200:208])
    between = forecaster.forecast(table(y_IN), at=np.datetime64(FIRST + 200, "s") - np.timedelta64(1, "h"))
    np.testing.assert_array_equal(between.point, cut.point)
    late = forecaster.forecast(table(y_IN, 276), at="2030-01-01")
    np.testing.assert_array_equal(late.point, forecaster.forecast(table(y_IN, 276)).point)


def test_series_that_begin_later_are_left_out(known):
    _, y_IN, forecaster = known
    both = table(y_IN[:2])
    keep = (both["unique_id"] == "s0") | (both["ds"] > FIRST + 250)
    then = forecaster.forecast({name: part[keep] for name, part in both.items()}, at=FIRST + 199)
    assert [then.ids[number] for number in then.series_numbers] == ["s0"]
    assert any("1 of 2 series begin after" in note for note in then.notes)
    for wrong in ("2020-01-01", "soon", 5):
        with pytest.raises(ArgumentError, match="at must"):
            forecaster.forecast(table(y_IN), at=wrong)


def test_rows_without_dates_are_counted():
    y = made("season", 1)[0]
    forecaster = elman.fit({"y": y}, **FIT)
    np.testing.assert_array_equal(
        forecaster.forecast({"y": y}, at="199").point, forecaster.forecast({"y": y[:200]}).point
    )
    with pytest.raises(ArgumentError, match="at must be a number"):
        forecaster.forecast({"y": y}, at="2024-01-01")


def test_from_the_command_line(known, tmp_path, capsys, monkeypatch):
    forecaster = known[2]
    monkeypatch.chdir(tmp_path)
    forecaster.save("f.safetensors")
    told = ["forecast", "f.safetensors", "-o", "o.csv", "--at", str(FIRST + 199), "--horizon", "20"]
    assert run(told) == 0
    assert "Steps 9 to 20 are beyond" in capsys.readouterr().err
    lines = (tmp_path / "o.csv").read_text().splitlines()
    assert len(lines) == 1 + 40 * 20
    assert lines[1].split(",")[1:4] == [str(FIRST + 200), str(FIRST + 199), "1"]
    assert run([*told[:4], "--at", "never"]) == 2
