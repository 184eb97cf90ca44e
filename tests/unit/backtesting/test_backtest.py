"""Backtests: the same origins for all, honest cut-offs, the verdict first."""

import json
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from elman.backtesting import backtest, describe_backtest
from elman.backtesting.baselines import SeasonalNaive
from elman.errors import ArgumentError, UnknownNameError
from elman.series import rolling_origins
from elman.series.origins import truths
from tests.awkward_series import SEASON, awkward_set
from tests.made_series import made, monthly


@dataclass
class Said:
    point_MK: np.ndarray
    levels: tuple[float, ...] = ()
    low_LMK: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 0)))
    high_LMK: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 0)))


HORIZON = 5
SERIES = monthly(made(90), 3 * made(70) + 10)
ORIGINS = rolling_origins(SERIES, HORIZON, count=4, stride=3)
TRAIN = SERIES.cut([77, 57])


def oracle(series, origins):
    """What came, and one more: an error of 1 everywhere, within a band of 2."""
    point_MK = truths(series, origins, HORIZON) + 1.0
    return Said(point_MK, (90.0,), point_MK[None] - 2, point_MK[None] + 2)


def run(forecasting=oracle, series=SERIES, origins=ORIGINS, train=TRAIN, **options):
    return backtest(forecasting, series, origins, train=train, horizon=HORIZON, season=12, **options)


def test_the_forecaster_and_the_baselines_are_scored_at_the_same_origins():
    found = run()
    assert found.forecaster.overall["mae"] == pytest.approx(1.0, rel=1e-5)
    assert found.forecaster.overall["coverage-90"] == 100.0
    assert found.num_origins == 8
    truth_MK = truths(SERIES, ORIGINS, HORIZON)
    naive_MK = SeasonalNaive(season=12).forecast(SERIES, ORIGINS, HORIZON)
    error_MK = np.abs(naive_MK - truth_MK)
    assert found.baselines["seasonal_naive"].overall["mae"] == pytest.approx(error_MK.mean())
    steps = [values["mae"] for values in found.baselines["seasonal_naive"].steps]
    np.testing.assert_allclose(steps, error_MK.mean(axis=0))
    assert list(found.baselines) == ["naive", "seasonal_naive", "drift", "seasonal_linear"]
    assert found.series["series 1"]["forecaster"] < found.series["series 0"]["forecaster"]


def test_skill_is_over_the_best_baseline():
    found = run()
    errors = {name: score.overall["mase"] for name, score in found.baselines.items()}
    assert found.best_baseline == min(errors, key=errors.get)
    assert found.skill == pytest.approx(1 - found.forecaster.overall["mase"] / min(errors.values()))
    assert run(decided_by="rmse").skill != found.skill
    assert run(None).skill is None


def test_an_error_is_scaled_by_the_training_part_alone():
    changed = monthly(made(90), 3 * made(70) + 10)
    for y_N, end in zip(changed.y, (78, 58), strict=True):
        y_N[end:] += 1000.0
    other = run(series=changed, train=changed.cut([77, 57]))
    assert other.forecaster.overall["mase"] == pytest.approx(run().forecaster.overall["mase"], rel=1e-4)


def test_with_refit_every_cut_off_knows_the_rows_before_it_and_no_more():
    seen = []

    def refit(known):
        seen.append(known.lengths.tolist())
        return lambda series, origins: Said(truths(series, origins, HORIZON) + len(seen))

    found = run(refit=refit)
    # Both begin in one month, so their ends are two times: what came of one is known to no other earlier.
    assert seen == [[56, 56], [59, 59], [62, 62], [65, 65], [76, 70], [79, 70], [82, 70], [85, 70]]
    # Errors of 1 to 8 by cut-off, back in the order of the origins.
    assert found.forecaster.overall["mae"] == pytest.approx(4.5, rel=1e-5)
    assert found.series["series 1"]["forecaster"] < found.series["series 0"]["forecaster"]


def test_errors_are_scaled_by_the_rows_that_are_named():
    found, plain = run(scale_rows=(10, 40)), run()
    wanted = np.mean([np.mean(1.0 / np.std(y_N[10:40])) for y_N in SERIES.y])
    assert found.forecaster.overall["mae_scaled"] == pytest.approx(wanted, rel=1e-5)
    assert found.forecaster.overall["mae"] == plain.forecaster.overall["mae"]
    assert found.forecaster.overall["mase"] != plain.forecaster.overall["mase"]
    with pytest.raises(ArgumentError, match="scale_rows must be rows of every series, got 75:80, of which"):
        run(scale_rows=(75, 80))


def test_a_short_series_joins_at_the_cut_offs_that_it_has():
    series = monthly(made(90), made(8))
    series = replace(series, first=(series.first[0], series.stamps(0, 82, 1)[0]))
    origins = rolling_origins(series, HORIZON, count=4)
    lengths = []

    def refit(known):
        lengths.append(dict(zip(known.ids, known.lengths.tolist(), strict=True)))
        return lambda series, origins: Said(truths(series, origins, HORIZON))

    run(series=series, origins=origins, train=series.cut([81, 0]), refit=refit)
    assert lengths == [
        {"series 0": 82},
        {"series 0": 83, "series 1": 1},
        {"series 0": 84, "series 1": 2},
        {"series 0": 85, "series 1": 3},
    ]


def test_every_awkward_series_can_be_tested():
    series = awkward_set()
    long_enough = [number for number, length in enumerate(series.lengths) if length > 9]
    series = series.select(long_enough)
    origins = rolling_origins(series, HORIZON, count=3)
    train = series.cut(series.lengths - 3 - HORIZON)
    found = backtest(None, series, origins, train=train, horizon=HORIZON, season=SEASON)
    assert found.forecaster is None
    assert all(np.isfinite(score.overall["mase"]) for score in found.baselines.values())
    assert describe_backtest(found).startswith("The best baseline is ")
    json.dumps(found.to_json(), allow_nan=False)


def test_the_text_says_the_skill_first_and_warns_of_wrong_intervals():
    lines = describe_backtest(run()).splitlines()
    assert lines[0].startswith("Skill 0.")
    assert "the forecaster beats the best baseline, " in lines[0]
    assert lines[1] == "8 forecasts of 2 series, horizon 5, season 12."
    held = "Note: The 90 % intervals held 100 % of what came"
    assert lines[2] == f"{held}; of so few forecasts it may be chance."
    many = rolling_origins(SERIES, HORIZON, count=None)
    assert f"{held}. They mislead." in describe_backtest(run(origins=many, train=SERIES.cut([24, 24])))
    assert [line.split()[0] for line in lines[5:10]] == [
        "forecaster", "naive", "seasonal_naive", "drift", "seasonal_linear",
    ]  # fmt: skip
    assert "MASE by step" in lines[11]
    bad = run(lambda series, origins: Said(truths(series, origins, HORIZON) + 1e6))
    assert "does not beat the best baseline" in describe_backtest(bad).splitlines()[0]


def test_of_many_series_the_worst_are_shown():
    series = monthly(*[made(40) * scale for scale in range(1, 31)])
    origins = rolling_origins(series, HORIZON)
    said = Said(truths(series, origins, HORIZON) + 1.0)
    text = describe_backtest(
        run(lambda *_: said, series=series, origins=origins, train=series.cut([34] * 30))
    )
    assert "(the 20 worst of 30)" in text
    assert "\nseries 0 " in text
    assert "\nseries 29 " not in text


def test_json_has_every_number_and_null_where_there_is_none():
    found = run().to_json()
    assert next(iter(found)) == "skill"
    assert len(found["forecaster"]["steps"]) == HORIZON
    assert found["baselines"]["naive"]["owa"] > 0
    again = json.loads(json.dumps(found, allow_nan=False))
    assert again == found
    alone = run(None).to_json()
    assert alone["skill"] is None
    assert alone["forecaster"] is None


def test_unknown_truth_is_said():
    gone = monthly(made(90), 3 * made(70) + 10)
    gone.y[0][-1] = np.nan
    found = run(lambda series, origins: Said(np.ones((8, HORIZON))), series=gone)
    assert found.notes == ("1 of 40 values have no truth and were not scored.",)


def test_what_does_not_fit_is_refused():
    with pytest.raises(UnknownNameError, match="unknown metric 'maze'"):
        run(decided_by="maze")
    with pytest.raises(UnknownNameError, match="unknown baseline 'naif'"):
        run(baselines=["naif"])
    with pytest.raises(ArgumentError, match="train must hold the series that are tested"):
        run(train=SERIES.select([0]))
