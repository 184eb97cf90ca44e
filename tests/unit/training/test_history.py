import pytest

from elman.errors import ArgumentError
from elman.training import History, Validation


def test_speed_is_windows_by_seconds():
    assert History(losses=[1.0] * 30, seconds=1.5).windows_per_second == 20.0
    assert History().windows_per_second == 0.0


def test_mean_of_the_last_losses():
    history = History(losses=[100.0, 1.0, 2.0, 6.0])
    assert history.mean_of_last(3) == 3.0
    assert history.mean_of_last(20) == 109.0 / 4


@pytest.mark.parametrize(("losses", "count"), [([], 20), ([1.0], 0)])
def test_a_mean_of_nothing_is_refused(losses, count):
    with pytest.raises(ArgumentError, match="count must be at least 1"):
        History(losses=losses).mean_of_last(count)


def test_going_back_forgets_what_came_after():
    history = History(
        losses=[3.0, 2.0, 1.0, 9.0], seconds=2.5, validations=[Validation(2, 0.5), Validation(4, 7.0)]
    )
    history.go_back(2)
    assert history.losses == [3.0, 2.0]
    assert history.validations == [(2, 0.5)]
    assert history.seconds == 2.5
