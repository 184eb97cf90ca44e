"""Models and forecasters beside each other."""

import numpy as np
import pytest
from scipy import stats

import elman

TIME = np.arange(900)
NOISE = np.random.default_rng(0).normal(size=900)
TABLE = {"u": NOISE, "y": np.convolve(NOISE**2, [0.5, 0.3, 0.2])[:900], "z": NOISE}
SERIES = {"y": np.sin(np.arange(300) / 4) + 0.1 * NOISE[:300]}
QUICK = {"trials": False, "seed": 0}


@pytest.fixture(scope="module")
def models():
    fit = {"inputs": "u", "targets": "y", "rows": (0, 500), "hidden_size": 4, **QUICK}
    return {f"{steps} steps": elman.fit(TABLE, steps=steps, **fit) for steps in (2, 40, 150)}


@pytest.fixture(scope="module")
def forecasters():
    fit = {"targets": "y", "members": 1, "hidden_size": 4, "rows": (0, 200), **QUICK}
    return [elman.fit(SERIES, horizon=horizon, steps=20, **fit) for horizon in (4, 6)]


def blocks_of(squared_N, count=20):
    """Nearly equal parts, as the library says that it cuts them."""
    number_N = np.arange(len(squared_N)) * count // len(squared_N)
    return np.array([squared_N[number_N == number].mean() for number in range(count)])


def test_models_beside_each_other_and_the_baselines(models):
    found = elman.compare(models, TABLE, rows=(500, 900), skip=50)
    assert set(found.ranking) == {*models, "mean", "linear"}
    units = {}
    for name, model in models.items():
        scored = model.evaluate(TABLE, rows=(500, 900), skip=50)
        assert found.errors.overall[name] == pytest.approx(scored.scores.network.overall["rmse"], rel=1e-12)
        units[name] = blocks_of((scored.prediction.values[50:, 0] - TABLE["y"][550:]) ** 2)
    for name in set(models) - {found.best}:
        known = stats.ttest_rel(units[name], units[found.best])
        assert found.differences[name].p_value == pytest.approx(known.pvalue, rel=1e-9)
        assert found.differences[name].low == pytest.approx(known.confidence_interval(0.95).low, rel=1e-9)
    for name, score in scored.scores.baselines.items():
        assert found.errors.overall[name] == pytest.approx(score.overall["rmse"], rel=1e-12)


def test_it_says_so_where_chance_may_have_made_it(models):
    same = {"one": models["40 steps"], "two": models["40 steps"]}
    verdict = elman.compare(same, TABLE, rows=(500, 900)).verdict
    assert "one is best" in verdict
    assert "chance may have made the difference (p = 1.000)" in verdict
    clear = elman.compare({"one": models["2 steps"], "two": models["150 steps"]}, TABLE, rows=(500, 900))
    assert clear.differences["one"].is_clear


def test_whole_sequences_are_the_pairs_where_there_are_enough(models):
    table = TABLE | {"run": np.repeat(list("abcdef"), 150)}
    found = elman.compare(models, table, id="run")
    assert found.errors.what[0] == "sequence"
    assert {difference.num_units for difference in found.differences.values()} == {6}


def test_forecasters_from_the_same_origins(forecasters):
    found = elman.compare(forecasters, SERIES, count=10)
    assert found.errors.metric == "MASE"
    assert {"forecaster 1", "forecaster 2", "naive"} <= set(found.ranking)
    alone = forecasters[0].backtest(SERIES, count=10, stride=4)
    assert found.errors.overall["forecaster 1"] == pytest.approx(alone.forecaster.overall["mase"], rel=1e-12)
    assert found.errors.overall["naive"] == pytest.approx(alone.baselines["naive"].overall["mase"], rel=1e-12)
    units = {name: found.errors.units[name] for name in ("forecaster 1", "naive")}
    assert all(len(unit_U) == 10 for unit_U in units.values())


def test_it_can_be_looked_at(models, tmp_path):
    found = elman.compare(models, TABLE, rows=(500, 900))
    assert len(repr(found)) < 200
    assert all(len(line) <= 80 for line in f"{found.summary()}\n{found.describe()}".splitlines())
    found.plot(tmp_path / "compared.png")
    assert list(found.to_polars()["contender"]) == list(found.ranking)
    assert found.to_json()["best"] == found.best


def test_what_does_not_compare_is_refused(models, forecasters):
    model = models["2 steps"]
    with pytest.raises(elman.ArgumentError, match="all models or all forecasters"):
        elman.compare([model, forecasters[0]], TABLE)
    with pytest.raises(elman.ArgumentError, match="at least one"):
        elman.compare([], TABLE)
    with pytest.raises(elman.ArgumentError, match="sources must be given"):
        elman.compare([model])
    other = elman.fit(TABLE, inputs="u", targets="z", steps=2, hidden_size=2, **QUICK)
    with pytest.raises(elman.ArgumentError, match="same targets of the same rows"):
        elman.compare([model, other], TABLE)
