"""What covariates are worth, and what would come if they were otherwise."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from elman import ArgumentError, SeriesSet
from elman.forecasting.importances import measure_importances
from elman.forecasting.what_if import WhatIf, with_changes
from elman.series.origins import Origins

HORIZON = 3


def series_of(rows=60, seed=0):
    random = np.random.default_rng(seed)
    ahead = random.standard_normal((rows + HORIZON, 2))
    y = 5.0 * ahead[:rows, 0] + 0.1 * random.standard_normal(rows)
    return SeriesSet(ids=("a",), y=(y,), first=(0,), future=(ahead,), future_names=("price", "noise"))


def by_price(series, origins):
    """A forecaster that knows the truth of the price and looks at nothing else."""
    at_MK = origins.row_M[:, None] + 1 + np.arange(HORIZON)
    return 5.0 * series.future[0][at_MK, 0]


def origins_of(rows=60):
    row_M = np.arange(10, rows - HORIZON)
    return Origins(series_M=np.zeros(len(row_M), np.int64), row_M=row_M)


def by_hand(series, origins, column, seed, repeats):
    """The growth of the error, computed without a word of the code."""
    y, random, grown = series.y[0], np.random.default_rng(seed), []
    at = origins.row_M[:, None] + 1 + np.arange(HORIZON)
    scale = np.abs(np.diff(y)).mean()
    before = np.abs(5.0 * series.future[0][at, 0] - y[at]).mean() / scale
    for _ in range(repeats):
        mixed = random.permutation(series.future[0][:, column])
        price = mixed if column == 0 else series.future[0][:, 0]
        grown.append(np.abs(5.0 * price[at] - y[at]).mean() / scale / before - 1.0)
    return float(np.mean(grown))


def test_importances_are_the_growth_of_the_error():
    series, origins = series_of(), origins_of()
    found = measure_importances(by_price, series, origins, HORIZON, repeats=4, seed=7)
    assert [one.name for one in found.covariates] == ["price", "noise"]
    price, noise = found.covariates
    assert price.increase == pytest.approx(by_hand(series, origins, 0, 7, 4), rel=1e-12)
    assert noise.increase == 0.0 == by_hand(series, origins, 1, 7, 4)
    assert "price" in found.describe()


@pytest.mark.parametrize("mutant", ["another seed", "the other column"])
def test_the_check_of_importances_rejects(mutant):
    series, origins = series_of(), origins_of()
    found = measure_importances(by_price, series, origins, HORIZON, repeats=4, seed=7)
    column, seed = (0, 8) if mutant == "another seed" else (1, 7)
    assert found.covariates[0].increase != pytest.approx(by_hand(series, origins, column, seed, 4), rel=1e-12)


def test_static_columns_are_shuffled_over_the_series():
    one = series_of()
    many = SeriesSet(ids=("a", "b", "c"), y=one.y * 3, first=(0, 0, 0), static={"size": (1.0, 5.0, 9.0)})
    seen = []

    def point(series, origins):
        seen.append(series.static["size"])
        return np.zeros((len(origins), HORIZON))

    found = measure_importances(point, many, origins_of(), HORIZON, repeats=3)
    assert found.covariates[0].role == "static"
    assert all(sorted(sizes) == [1.0, 5.0, 9.0] for sizes in seen)
    assert len(set(seen)) > 1


def test_without_covariates_there_is_a_sentence():
    bare = replace(series_of(), future=(), future_names=())
    with pytest.raises(ArgumentError, match="must have covariates"):
        measure_importances(by_price, bare, origins_of(), HORIZON)


def test_changes_are_of_the_rows_ahead_alone():
    series = series_of()
    changed = with_changes(series, {"price": 2.0}, HORIZON)
    np.testing.assert_array_equal(changed.future[0][:60], series.future[0][:60])
    np.testing.assert_array_equal(changed.future[0][60:, 0], [2.0, 2.0, 2.0])
    np.testing.assert_array_equal(changed.future[0][60:, 1], series.future[0][60:, 1])
    by_row = with_changes(series, {"price": [1.0, 2.0, 3.0]}, HORIZON)
    np.testing.assert_array_equal(by_row.future[0][60:, 0], [1.0, 2.0, 3.0])
    as_text = with_changes(series, {"price": "2"}, HORIZON)
    np.testing.assert_array_equal(as_text.future[0], changed.future[0])


def test_texts_are_named():
    series = replace(series_of(), categories={"noise": ("fair", "rain")})
    assert (with_changes(series, {"noise": "rain"}, HORIZON).future[0][60:, 1] == 1.0).all()
    with pytest.raises(ArgumentError, match="fair, rain"):
        with_changes(series, {"noise": "snow"}, HORIZON)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "at least one column"),
        ({"cost": 1.0}, "price, noise"),
        ({"price": "much"}, "finite numbers"),
        ({"price": float("nan")}, "finite numbers"),
        ({"price": [1.0]}, "3 values"),
    ],
)
def test_a_wrong_change_is_a_sentence(changes, said):
    with pytest.raises(ArgumentError, match=said):
        with_changes(series_of(), changes, HORIZON)


def test_the_difference_is_that_of_the_two():
    plain, changed = (
        SimpleNamespace(point_MK=np.full((1, 2), value), columns=lambda: {"step": np.arange(2)})
        for value in (3.0, 4.5)
    )
    found = WhatIf(plain=plain, changed=changed)
    np.testing.assert_array_equal(found.columns()["difference"], [1.5, 1.5])
    np.testing.assert_array_equal(found.columns()["what-if"], [4.5, 4.5])
