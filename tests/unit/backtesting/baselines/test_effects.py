"""Effects of covariates: beside least squares by NumPy, and the linear map with them."""

from dataclasses import replace

import numpy as np
import pytest

from elman.backtesting.baselines import SeasonalLinear
from elman.backtesting.baselines.effects import Effects, solve_effects
from elman.series import SeriesSet
from elman.series.origins import Origins

HORIZON = 7


def promotions(rows=260, seed=3):
    random = np.random.default_rng(seed)
    promo = (random.random(rows + HORIZON) < 0.2).astype(float)
    weekday = random.normal(0, 5, 7)[np.arange(rows) % 7]
    y = 50 + 20 * promo[:rows] + weekday + 1.2 * random.standard_normal(rows)
    return SeriesSet(ids=("shop",), y=(y,), first=(0,), future=(promo[:, None],), future_names=("promo",))


def by_lstsq(pairs, lag, ridge=1e-3):
    """Ridge regression as ordinary least squares with one more row a weight: the oracle."""
    change = np.concatenate([(y[lag:] - y[:-lag]) for y, _ in pairs])
    number = np.concatenate([(x[lag:] - x[:-lag]) for _, x in pairs])
    added = np.sqrt(ridge * (number**2).sum() / number.shape[1]) * np.eye(number.shape[1])
    whole = np.concatenate([number, added])
    return np.linalg.lstsq(whole, np.concatenate([change, np.zeros(len(added))]), rcond=None)[0]


def pairs_of(seed=0):
    random = np.random.default_rng(seed)
    made = []
    for rows in (90, 140):
        x = random.standard_normal((rows, 2))
        made.append((np.cumsum(random.normal(0, 0.1, rows)) + x @ [1.5, -0.7], x))
    return made


def test_effects_are_those_of_least_squares_on_changes():
    pairs = pairs_of()
    np.testing.assert_allclose(solve_effects(pairs, 7), by_lstsq(pairs, 7), rtol=1e-9)


@pytest.mark.parametrize("mutant", ["another lag", "levels instead of changes"])
def test_the_oracle_rejects(mutant):
    pairs = pairs_of()
    if mutant == "another lag":
        said = by_lstsq(pairs, 6)
    else:
        said = np.linalg.lstsq(
            np.concatenate([x for _, x in pairs]), np.concatenate([y for y, _ in pairs]), rcond=None
        )[0]
    assert not np.allclose(said, solve_effects(pairs, 7), rtol=1e-9)


def test_effects_that_do_not_pay_are_none():
    random = np.random.default_rng(1)
    pairs = [(random.standard_normal(200), random.standard_normal((200, 3)))]
    assert not solve_effects(pairs, 1).any()


def test_the_linear_map_sees_promotions():
    """Its error is near that of least squares on the promotion and the days of the week."""
    series = promotions()
    train = series.cut([199])
    rows = np.arange(199, 260 - HORIZON)
    origins = Origins(series_M=np.zeros(len(rows), np.int64), row_M=rows)
    fitted = SeasonalLinear.fit(train, horizon=HORIZON, season=7)
    plain = replace(series, future=(), future_names=())
    blind = SeasonalLinear.fit(plain.cut([199]), horizon=HORIZON, season=7)
    y_N, promo_N = series.y[0], series.future[0][:260, 0]
    design = np.column_stack([promo_N, np.eye(7)[np.arange(260) % 7]])
    weight = np.linalg.lstsq(design[:200], y_N[:200], rcond=None)[0]
    truth = np.stack([y_N[row + 1 : row + 1 + HORIZON] for row in rows])
    best = np.stack([(design @ weight)[row + 1 : row + 1 + HORIZON] for row in rows])
    own, best, none = (
        np.abs(truth - said).mean()
        for said in (
            fitted.forecast(series, origins, HORIZON),
            best,
            blind.forecast(plain, origins, HORIZON),
        )
    )
    assert own < 1.4 * best
    assert none > 3.0 * best


def test_nothing_after_an_origin_is_seen():
    series = promotions()
    fitted = SeasonalLinear.fit(series.cut([150]), horizon=HORIZON, season=7)
    origins = Origins(series_M=np.zeros(1, np.int64), row_M=np.array([180]))
    changed = series.y[0].copy()
    changed[181:] = 1e6
    other = replace(series, y=(changed,), ids=series.ids)
    for given in (other, replace(other, ids=("new",))):
        alike = replace(series, ids=given.ids)
        np.testing.assert_array_equal(
            fitted.forecast(given, origins, HORIZON), fitted.forecast(alike, origins, HORIZON)
        )


def test_texts_are_numbers_each_and_new_ones_are_none():
    y = np.arange(6.0)
    series = SeriesSet(
        ids=("a",),
        y=(y,),
        first=(0,),
        future=(np.array([[0.0], [1.0], [0.0], [np.nan], [1.0], [0.0]]),),
        future_names=("day",),
        categories={"day": ("fair", "rain")},
    )
    effects = Effects.fit(series, 1)
    np.testing.assert_array_equal(effects.encode(series, 0), [[1, 0], [0, 1], [1, 0], [0, 0], [0, 1], [1, 0]])
    other = replace(series, categories={"day": ("snow", "fair")})
    np.testing.assert_array_equal(effects.encode(other, 0), [[0, 0], [1, 0], [0, 0], [0, 0], [1, 0], [0, 0]])
