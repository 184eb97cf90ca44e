"""Delays are found to the row where the input tells them, and none where there is none."""

import numpy as np
import pytest
from scipy.signal import lfilter

from elman.evaluation.delays import find_delays

ROWS = 6_000


def signal(kind, seed=0):
    rng = np.random.default_rng(seed)
    white = rng.standard_normal(ROWS)
    return {
        "white": white,
        "steps": np.repeat(rng.uniform(-1, 1, ROWS // 20), 20),
        "slow": lfilter([0.05], [1, -0.95], white) * 3,
    }[kind]


def late(values, rows):
    return np.concatenate([np.zeros(rows), values[: len(values) - rows]])


def parts(inputs, y):
    x_NF = np.column_stack(inputs).astype(np.float32)
    y_NO = ((y - y.mean()) / y.std())[:, None].astype(np.float32)
    cut, hidden_NO = int(0.8 * len(y)), y_NO.copy()
    hidden_NO[:cut] = np.nan
    return [(x_NF[:cut], y_NO[:cut])], [(x_NF, hidden_NO)]


def first_order(u, seed=1):
    return lfilter([0.1], [1, -0.9], u) + 0.005 * np.random.default_rng(seed).standard_normal(len(u))


@pytest.mark.parametrize("kind", ["white", "steps", "slow"])
@pytest.mark.parametrize("delay", [0, 3, 60, 300])
def test_a_lag_behind_a_delay(kind, delay):
    u = signal(kind)
    found = find_delays(*parts([u], first_order(late(u, delay))))
    assert found == ((delay if delay >= 10 else 0),)


def test_each_input_has_its_own():
    inputs = [signal("white"), signal("steps", 1), signal("white", 2)]
    y = sum(first_order(late(u, delay)) for u, delay in zip(inputs, (60, 0, 25), strict=True))
    assert find_delays(*parts(inputs, y)) == (60, 0, 25)


def test_the_target_that_an_input_reaches_first_decides():
    u = signal("white")
    training, validation = [], []
    pieces = [parts([u], first_order(late(u, delay))) for delay in (60, 20)]
    for part, place in ((training, 0), (validation, 1)):
        pairs = [piece[place][0] for piece in pieces]
        part.append((pairs[0][0], np.hstack([y_TO for _, y_TO in pairs])))
    assert find_delays(training, validation) == (20,)


def test_an_input_that_does_nothing_has_none():
    u, idle = signal("white"), signal("white", 5)
    assert find_delays(*parts([u, idle], first_order(late(u, 40)))) == (40, 0)


@pytest.mark.parametrize("case", ["noise", "short", "even first"])
def test_where_nothing_is_clear_nothing_is_delayed(case):
    u = signal("white")
    if case == "noise":
        y = np.random.default_rng(9).standard_normal(ROWS)
    elif case == "short":
        u = u[:150]
        y = first_order(late(u, 40))
    else:
        # What comes first is even, and has no linear part.
        y = first_order(u**2 + 2 * late(u, 40))
    assert find_delays(*parts([u], y)) == (0,)


def test_an_even_effect_of_the_input_has_its_delay():
    u = signal("white")
    assert find_delays(*parts([u], first_order(late(u, 40) ** 2))) == (40,)


def test_few_rows_do_not_explain_by_chance():
    """As many columns as a quarter of the rows explain a quarter of anything."""
    for seed in range(5):
        u = np.random.default_rng(seed).standard_normal(600)
        y = np.random.default_rng(seed + 50).standard_normal(600)
        assert find_delays(*parts([u], y)) == (0,)
