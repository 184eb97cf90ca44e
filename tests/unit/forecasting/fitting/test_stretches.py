"""Bands allow for stretches of time that are harder than the one that was held out."""

from types import SimpleNamespace

import numpy as np
import pytest

from elman.forecasting.fitting.held_out import HeldOut
from elman.forecasting.fitting.phases import factors_of_phases
from elman.forecasting.fitting.stretches import sizes_of_stretches, within
from elman.intervals import measure_residuals

ROWS, HORIZON = 1_000, 2


def past_of(row_M):
    count = len(row_M)
    nothing = np.zeros(count)
    return HeldOut(
        values_MKQ=np.zeros((count, HORIZON, 1)),
        rules_RMK=np.zeros((0, count, HORIZON)),
        truth_MK=np.ones((count, HORIZON)),
        unit_M=np.ones(count),
        rows_M=row_M.astype(float),
        last_M=nothing,
        place_M=row_M + 1,
        series_M=np.zeros(count, np.int64),
        row_M=row_M,
        weight_M=np.ones(count),
    )


PAST = past_of(np.arange(ROWS - HORIZON))
HELD = SimpleNamespace(series_M=np.zeros(100, np.int64), row_M=np.arange(900, 1_000))


def test_harder_stretches_widen_and_easier_ones_do_not_narrow():
    """Half of the past was three times as hard as the held-out part, half of it as easy as a third."""
    size_M = np.where(PAST.row_M < 450, 3.0, np.where(PAST.row_M < 900, 1.0 / 3.0, 1.0))
    found_B = sizes_of_stretches(PAST, np.repeat(size_M[:, None], HORIZON, axis=1), HELD)
    np.testing.assert_allclose(found_B, [1, 1, 1, 1, 1, 1, 3, 3], rtol=1e-12)


def test_few_rows_say_nothing():
    few = past_of(np.arange(890, 980))
    np.testing.assert_array_equal(sizes_of_stretches(few, np.ones((90, HORIZON)), HELD), [1.0])


def test_errors_of_other_stretches_are_held():
    """Bands from errors times every factor hold 90 % of a mixture of as many stretches: counted."""
    random = np.random.default_rng(0)
    error_MK = random.standard_normal((4_000, 1, 1))
    factor_B = np.array([1.0, 1.0, 2.0, 4.0])
    residuals = measure_residuals(error_MK, factor_B=factor_B)
    later_X = random.standard_normal(100_000) * random.choice(factor_B, 100_000)
    low, high = (residuals.margins(0, np.array([0.05]), upper=upper)[0] for upper in (False, True))
    assert 0.885 < ((later_X >= low) & (later_X <= high)).mean() < 0.92
    # The mutant knows the held-out stretch alone.
    narrow = measure_residuals(error_MK)
    low, high = (narrow.margins(0, np.array([0.05]), upper=upper)[0] for upper in (False, True))
    assert ((later_X >= low) & (later_X <= high)).mean() < 0.8


def test_what_had_not_come_is_not_looked_at():
    earlier = SimpleNamespace(series_M=np.zeros(2, np.int64), row_M=np.array([100, 500]))
    known = within(PAST, earlier)
    assert known.row_M.max() == 500
    assert np.isfinite(known.truth_MK[known.row_M == 498]).all()
    np.testing.assert_array_equal(np.isfinite(known.truth_MK[known.row_M == 499][0]), [True, False])
    assert not np.isfinite(known.truth_MK[known.row_M == 500]).any()


@pytest.mark.parametrize("rows", [6, 60])
def test_few_rows_of_a_phase_lean_on_the_profile(rows):
    """Of n rows of a phase, the weight of what they say is n / (n + 10): by hand."""
    held = past_of(np.arange(2 * rows))
    error_MK = np.where((held.place_M[:, None] + np.arange(HORIZON)) % 2 == 0, 1.0, 2.0)
    profile_S = np.array([0.5, 1.5])
    found_S = factors_of_phases(error_MK, held, 2, profile_S=profile_S)
    size_T = {0: 1.0, 1: 2.0}
    places = held.place_M[:, None] + np.arange(HORIZON)
    scaled = error_MK / np.abs(error_MK).mean(axis=0)
    rows_seen = {int(place): scaled[places == place].mean() for place in np.unique(places)}
    own = [np.mean([size for place, size in rows_seen.items() if place % 2 == phase]) for phase in size_T]
    count = [sum(place % 2 == phase for place in rows_seen) for phase in size_T]
    mean = np.dot(count, own) / np.dot(count, profile_S)
    wanted = [
        (n * mine + 10 * mean * usual) / (n + 10) / mean
        for n, mine, usual in zip(count, own, profile_S, strict=True)
    ]
    np.testing.assert_allclose(found_S, wanted, rtol=1e-12)
