"""Schedules over sequences of any lengths: every row's input names its place in the table."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from elman.data import Examples
from elman.training import Carry, Shuffle

lengths = st.lists(st.integers(1, 60), min_size=1, max_size=12)
seeds = st.integers(0, 1000)


@st.composite
def schedules(draw, kinds=(Carry, Shuffle), starts=(False,)):
    return draw(st.sampled_from(kinds))(
        window=draw(st.integers(1, 20)),
        burn_in=draw(st.integers(0, 15)),
        batch_size=draw(st.integers(1, 6)),
        seed=draw(seeds),
        starts=draw(st.sampled_from(starts)),
    )


def numbered(lengths):
    """Row n of the table has the inputs (n + 1, sequence) and the target -(n + 1)."""
    row_N = np.arange(1, sum(lengths) + 1, dtype=np.float32)
    sequence_N = np.repeat(np.arange(len(lengths), dtype=np.float32), lengths)
    return Examples(x_NF=np.stack([row_N, sequence_N], axis=1), y_NO=-row_N[:, None], lengths=tuple(lengths))


def scored_rows(window):
    return window.x_BTF[:, :, 0][window.weight_BTO[:, :, 0] > 0].astype(int)


def same(one, other):
    return one.carries_state == other.carries_state and all(
        a.tobytes() == b.tobytes() and a.shape == b.shape for a, b in zip(one[:3], other[:3], strict=True)
    )


@given(lengths, schedules(kinds=(Carry,)), st.integers(0, 3))
@settings(deadline=None)
def test_carry_scores_no_row_twice_in_an_epoch(lengths, schedule, epoch):
    windows = schedule.windows(numbered(lengths))
    steps = range(epoch * windows.windows_per_epoch, (epoch + 1) * windows.windows_per_epoch)
    rows = np.concatenate([scored_rows(windows(step)) for step in steps])
    assert len(rows) == len(set(rows.tolist()))
    assert len(rows) > 0


@given(lengths, schedules())
@settings(deadline=None)
def test_a_lane_is_rows_in_order_of_one_sequence_then_padding(lengths, schedule):
    windows = schedule.windows(numbered(lengths))
    for step in range(min(20, windows.windows_per_epoch + 1)):
        x_BTF, y_BTO, weight_BTO, _ = windows(step)
        for x_TF, y_TO, weight_TO in zip(x_BTF, y_BTO, weight_BTO, strict=True):
            rows = int((x_TF[:, 0] > 0).sum())
            assert (x_TF[rows:] == 0).all()
            assert (weight_TO[rows:] == 0).all()
            assert (np.diff(x_TF[:rows, 0]) == 1).all()
            assert (x_TF[:rows, 1] == x_TF[0, 1]).all()
            assert (y_TO[:rows, 0] == -x_TF[:rows, 0]).all()


@given(lengths, schedules(kinds=(Carry,)))
@settings(deadline=None)
def test_a_carried_lane_goes_on_where_it_was(lengths, schedule):
    windows = schedule.windows(numbered(lengths))
    before = None
    for step in range(2 * windows.windows_per_epoch):
        window = windows(step)
        if step % windows.windows_per_epoch == 0:
            assert not window.carries_state
        if window.carries_state:
            assert len(window.x_BTF) == len(before.x_BTF)
            for now_TF, past_TF in zip(window.x_BTF, before.x_BTF, strict=True):
                if now_TF[0, 0] > 0:
                    assert now_TF[0, 0] == past_TF[-1, 0] + 1
                    assert now_TF[0, 1] == past_TF[-1, 1]
        before = window


@given(lengths, schedules())
@settings(deadline=None)
def test_burn_in_rows_have_weight_0(lengths, schedule):
    windows = schedule.windows(numbered(lengths))
    for step in range(min(20, windows.windows_per_epoch)):
        window = windows(step)
        if window.carries_state:
            continue
        for x_TF, weight_TO in zip(window.x_BTF, window.weight_BTO, strict=True):
            length = lengths[int(x_TF[0, 1])]
            rows = int((x_TF[:, 0] > 0).sum())
            shortened = (length if isinstance(schedule, Carry) else rows) // 2
            assert (weight_TO[: min(schedule.burn_in, shortened)] == 0).all()
            assert weight_TO.any()


@given(lengths, schedules(), st.lists(st.integers(0, 200), min_size=1, max_size=8))
@settings(deadline=None, max_examples=50)
def test_a_window_depends_on_seed_and_step_alone(lengths, schedule, steps):
    examples = numbered(lengths)
    used = schedule.windows(examples)
    for step in steps:
        assert same(used(step), schedule.windows(examples)(step))


@given(lengths, schedules())
@settings(deadline=None, max_examples=50)
def test_a_scored_target_is_never_missing_and_always_finite(lengths, schedule):
    examples = numbered(lengths)
    missing = np.random.default_rng(0).random(examples.num_rows) < 0.3
    examples.y_NO[missing] = np.nan
    windows = schedule.windows(examples)
    for step in range(min(10, windows.windows_per_epoch)):
        _, y_BTO, weight_BTO, _ = windows(step)
        assert np.isfinite(y_BTO[weight_BTO > 0]).all()
        assert set(np.unique(weight_BTO)) <= {0.0, 1.0}


@given(st.lists(st.integers(30, 60), min_size=2, max_size=5), schedules(kinds=(Shuffle,)))
@settings(deadline=None, max_examples=20)
def test_shuffle_reaches_every_sequence(lengths, schedule):
    windows = schedule.windows(numbered(lengths))
    seen = {int(x) for step in range(150) for x in windows(step).x_BTF[:, 0, 1]}
    assert seen == set(range(len(lengths)))


@given(st.integers(200, 400), schedules(kinds=(Carry,)))
@settings(deadline=None, max_examples=10)
def test_carry_leaves_no_part_of_a_sequence_out_for_good(length, schedule):
    windows = schedule.windows(numbered([length]))
    rows = {
        row for step in range(60 * windows.windows_per_epoch) for row in scored_rows(windows(step)).tolist()
    }
    assert len(rows) >= 0.95 * (length - schedule.burn_in)


@given(seeds, st.sampled_from((Carry, Shuffle)))
@settings(deadline=None, max_examples=20)
def test_another_seed_gives_other_windows(seed, kind):
    examples = numbered([400])
    one, other = (kind(window=30, burn_in=5, seed=number).windows(examples) for number in (seed, seed + 1))
    epoch = one.windows_per_epoch
    assert any(not same(one(step), other(step)) for step in range(3 * epoch))


@given(lengths, schedules(starts=(True,)))
@settings(deadline=None)
def test_a_lane_that_begins_where_its_sequence_does_is_scored_from_there(lengths, schedule):
    windows, first = schedule.windows(numbered(lengths)), np.cumsum([0, *lengths[:-1]]) + 1
    for step in range(min(20, windows.windows_per_epoch)):
        window = windows(step)
        if not window.carries_state:
            begins_B = np.isin(window.x_BTF[:, 0, 0], first)
            assert (window.weight_BTO[begins_B, 0] == 1).all()


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), schedules(kinds=(Carry,), starts=(True,)))
@settings(deadline=None)
def test_every_start_is_scored_once_in_an_epoch(lengths, schedule):
    windows, first = schedule.windows(numbered(lengths)), np.cumsum([0, *lengths[:-1]]) + 1
    rows = np.concatenate([scored_rows(windows(step)) for step in range(windows.windows_per_epoch)])
    assert len(rows) == len(set(rows.tolist()))
    if schedule.burn_in:
        assert set(first.tolist()) <= set(rows.tolist())


@given(st.integers(100, 200), schedules(kinds=(Shuffle,), starts=(True,)))
@settings(deadline=None, max_examples=20)
def test_shuffle_with_starts_scores_the_first_row_and_others(length, schedule):
    windows = schedule.windows(numbered([length]))
    begun = [bool((windows(step).x_BTF[:, 0, 0] == 1).any()) for step in range(400)]
    assert any(begun)
    if schedule.burn_in + schedule.window < length:
        assert not all((windows(step).x_BTF[:, 0, 0] == 1).all() for step in range(50))
