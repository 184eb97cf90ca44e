import pytest

from elman.errors import ArgumentError
from elman.training import History


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
