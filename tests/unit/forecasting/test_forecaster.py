"""From series to a forecaster: every awkward series, files, budgets, heads, covariates."""

from dataclasses import replace

import numpy as np
import pytest

import elman
from elman import Forecaster, SeriesSet
from elman.errors import ArgumentError, DataError, ModelFileError
from elman.forecasting import ForecastOptions, fit_forecaster
from elman.series import SeriesColumns, last_origins, rolling_origins
from tests.awkward_series import AWKWARD, awkward_set

SMALL = {"members": 2, "steps": 30, "hidden_size": 8, "trials": False, "threads": 1}


def wave(rows=300, seed=0, season=12):
    random = np.random.default_rng(seed)
    return 20 + 5 * np.sin(np.arange(rows) * 2 * np.pi / season) + 0.5 * random.normal(size=rows)


def set_of(*values, **fields):
    return SeriesSet(
        ids=tuple(f"s{k}" for k in range(len(values))),
        y=tuple(np.asarray(part, np.float32) for part in values),
        first=(0,) * len(values),
        **fields,
    )


def fitted(series, horizon=6, **options):
    return fit_forecaster(series, SeriesColumns(), ForecastOptions(horizon=horizon, **(SMALL | options)))


@pytest.fixture(scope="module")
def plain():
    return fitted(set_of(wave(), wave(200, 1)), strategy="direct").forecaster


def test_every_awkward_series_gets_a_forecast():
    series = awkward_set()
    forecast = fitted(series, horizon=8).forecaster.forecast()
    assert forecast.point_MK.shape == (len(AWKWARD), 8)
    for part in (forecast.point_MK, forecast.low_LMK, forecast.high_LMK):
        assert np.isfinite(part).all()
    said = dict(zip(forecast.ids, forecast.point_MK, strict=True))
    np.testing.assert_allclose(said["constant"], 5.5, rtol=1e-3)
    np.testing.assert_allclose(said["zeros"], 0.0, atol=1e-9)
    for name, limit in (("huge", 1e13), ("tiny", 1e-8), ("far from zero", 1.1e6)):
        assert np.abs(said[name]).max() < limit


def test_no_awkward_series_poisons_the_others():
    """The same networks say the same of a series, whatever stands beside it."""
    series = awkward_set()
    forecaster = fitted(series, horizon=8).forecaster
    together = forecaster.forecast(series)
    for number in range(len(series)):
        alone = forecaster.forecast(series.select([number]))
        # Batches of other sizes round differently in float32; errors are counted in the series' own scale.
        scale = np.abs(together.point_MK[number]).max() + 1e-9
        np.testing.assert_allclose(alone.point_MK[0] / scale, together.point_MK[number] / scale, atol=2e-5)


def test_the_plain_ones_learn_beside_awkward_ones():
    """Beside series of 1e12 and of 1e-9: of a wave with noise the network learns to leave the noise out."""
    series = awkward_set()
    fit = fitted(series, horizon=8, steps=400, hidden_size=32, members=1)
    assert np.isfinite(fit.result.histories[0].losses).all()
    tested = fit.forecaster.backtest(series.select([0]), count=40, stride=3)
    error, naive = (score.overall["mae"] for score in (tested.forecaster, tested.baselines["seasonal_naive"]))
    # Values a season before have the noise of two rows, what is learned can have that of one: 1 / sqrt(2).
    assert error < 0.85 * naive


@pytest.mark.parametrize("strategy", ["direct", "segments", "recursive"])
def test_every_strategy_forecasts_and_is_saved(strategy, tmp_path):
    forecaster = fitted(set_of(wave(), wave(200, 1)), horizon=20, strategy=strategy).forecaster
    forecast = forecaster.forecast()
    assert forecast.point_MK.shape == (2, 20)
    assert np.isfinite(forecast.point_MK).all()
    forecaster.save(tmp_path / "f.safetensors")
    again = elman.load(tmp_path / "f.safetensors")
    assert isinstance(again, Forecaster)
    np.testing.assert_array_equal(again.forecast().point_MK, forecast.point_MK)
    np.testing.assert_array_equal(again.forecast().high_LMK, forecast.high_LMK)
    assert again.record == forecaster.record


def test_a_file_of_a_forecaster_is_no_model_and_the_other_way_round(plain, tmp_path):
    plain.save(tmp_path / "f.safetensors")
    with pytest.raises(ModelFileError, match="and it is a"):
        elman.Model.load(tmp_path / "f.safetensors")
    content = plain.to_bytes()
    assert Forecaster.from_bytes(content).to_bytes() == content
    with pytest.raises(ModelFileError):
        Forecaster.from_bytes(content[:-20])


def test_a_backtest_sees_nothing_after_its_origins(plain):
    series = set_of(wave(), wave(200, 1))
    origins = rolling_origins(series, 6, count=9, stride=5)
    changed = replace(series, y=tuple(y_N.copy() for y_N in series.y))
    earliest = [int(origins.row_M[of].min()) for _, of in origins]
    for y_N, row in zip(changed.y, earliest, strict=True):
        y_N[row + 1 :] = 1e6
    first = [of.start for _, of in origins]
    before, after = (plain.forecast_origins(part, origins).point_MK for part in (series, changed))
    np.testing.assert_array_equal(before[first], after[first])
    assert not np.array_equal(before, after)


def test_a_backtest_stands_beside_the_baselines(plain):
    tested = plain.backtest(count=3)
    assert tested.num_origins == 6
    assert tested.forecaster is not None
    assert {"naive", "seasonal_naive", "drift", "seasonal_linear"} <= set(tested.baselines)
    # The validation parts, a tenth of 300 and of 200 rows, hold five horizons of 6 rows and three.
    assert plain.record.validation["num_origins"] == 5 + 3


def test_a_shorter_horizon_is_the_beginning_of_the_longer(plain):
    whole, part = plain.forecast(), plain.forecast(horizon=2, levels=[50])
    np.testing.assert_array_equal(part.point_MK, whole.point_MK[:, :2])
    assert part.levels == (50.0,)
    assert part.low_LMK.shape == (1, 2, 2)
    with pytest.raises(ArgumentError, match="horizon must be from 1 to 6"):
        plain.forecast(horizon=601)


def test_the_same_seed_is_the_same_forecaster():
    series = set_of(wave())
    one, two = (fitted(series, threads=threads).forecaster.forecast().point_MK for threads in (1, 2))
    other = fitted(series, seed=9).forecaster.forecast().point_MK
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other)


def test_a_checkpoint_goes_on_with_the_same_bits(tmp_path):
    series = set_of(wave())
    options = ForecastOptions(horizon=6, **SMALL)
    whole = fit_forecaster(series, SeriesColumns(), options).forecaster.to_bytes()
    path = tmp_path / "checkpoint"
    first = fit_forecaster(series, SeriesColumns(), options, checkpoint=path, checkpoint_seconds=0.0)
    again = fit_forecaster(series, SeriesColumns(), options, checkpoint=path).forecaster
    assert first.forecaster.to_bytes() == whole == again.to_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["checkpoint.1", "checkpoint.2"]


def test_quantiles_are_learned_and_calibrated():
    loss = elman.Pinball((0.1, 0.5, 0.9))
    forecast = fitted(set_of(wave()), loss=loss).forecaster.forecast()
    assert (forecast.low_LMK[0] <= forecast.high_LMK[0]).all()


def test_what_is_known_ahead_is_used():
    """The next values are what a column says, so with it they are known and without it they are noise."""
    random = np.random.default_rng(0)
    driver_N = random.normal(size=(420, 1)).astype(np.float32)
    y_N = 3 * driver_N[:400, 0]
    known = set_of(y_N, future=(driver_N,), future_names=("driver",))
    options = {"steps": 400, "hidden_size": 24, "members": 1, "season": 1}
    informed = fitted(known, horizon=3, **options)
    blind = fitted(set_of(y_N), horizon=3, **options)
    best = [min(v.score for v in part.result.histories[0].validations) for part in (informed, blind)]
    assert best[0] < 0.5 * best[1]
    assert informed.forecaster.remembered is None
    with pytest.raises(ArgumentError, match="needs covariates"):
        informed.forecaster.forecast()
    forecast = informed.forecaster.forecast(known)
    np.testing.assert_allclose(forecast.point_MK[0], 3 * driver_N[400:403, 0], atol=2.0)


def test_past_and_static_columns_are_seen():
    series = set_of(
        wave(120),
        wave(120, 1),
        past=(np.ones((120, 2), np.float32), np.zeros((120, 2), np.float32)),
        past_names=("wind", "weather"),
        categories={"weather": ("dry", "wet")},
        static={"place": ("north", "south"), "size": (1.0, 2.0)},
    )
    forecaster = fitted(series).forecaster
    names = forecaster.record.framing.feature_names
    assert {"wind, 1 before", "weather is wet, 1 before", "place is south", "size"} <= set(names)
    assert np.isfinite(forecaster.forecast(series).point_MK).all()
    with pytest.raises(ArgumentError, match="must have the column 'wind'"):
        forecaster.forecast(set_of(wave(50)))


def test_one_call_from_a_table(tmp_path):
    table = {"unique_id": ["a"] * 60 + ["b"] * 50, "y": np.concatenate([wave(60), wave(50)])}
    forecaster = elman.fit(table, horizon=4, **SMALL)
    columns = forecaster.forecast().columns()
    assert list(columns["unique_id"]) == ["a"] * 4 + ["b"] * 4
    assert list(columns["ds"][:4]) == [60, 61, 62, 63]
    wide = elman.fit({"p": wave(60), "q": wave(60)}, targets=["p", "q"], horizon=4, **SMALL)
    assert wide.forecast().ids == ("p", "q")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"inputs": ["u"], "horizon": 3}, "inputs must not be given with a horizon"),
        (
            {"future": ["u"], "inputs": ["u"], "targets": ["y"]},
            "future must come with a horizon, got 'u' without",
        ),
        ({"horizon": 0}, "horizon must be a whole number of at least 1"),
        ({"horizon": 3, "burn_in": 5}, "burn_in must not be given with a horizon, got 5. It is for models"),
        ({"horizon": 3, "strategy": "directly"}, "unknown strategy 'directly'"),
        ({"horizon": 3, "steps": 5, "budget": 5.0}, "steps and budget, got steps and budget"),
    ],
)
def test_fit_refuses(arguments, message):
    with pytest.raises(ArgumentError, match=message):
        elman.fit({"y": wave(40), "u": wave(40)}, **arguments)


def test_a_budget_in_seconds_is_a_number_of_steps():
    result = fitted(set_of(wave()), steps=None, budget=2.0).result
    assert 1 <= result.plan.steps <= 4_000


@pytest.mark.parametrize("values", [[1.0], [1.0, 2.0]])
def test_too_short_is_refused(values):
    with pytest.raises((ArgumentError, DataError), match="at least"):
        fitted(set_of(values))


def test_a_series_of_missing_values_is_forecast_as_zero(plain):
    series = set_of(wave(50), np.full(10, np.nan))
    forecast = plain.forecast(series)
    assert not forecast.point_MK[1].any()
    assert any("no known value" in note for note in forecast.notes)
    assert np.isnan(forecast.truth()).all()
    assert len(last_origins(series)) == 2
