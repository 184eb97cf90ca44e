import pytest

from elman.errors import ArgumentError, UnknownNameError
from elman.training import Carry, FitOptions


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"hidden_size": 0}, "hidden_size must be a whole number of at least 1, got 0"),
        ({"steps": 1.5}, r"steps must be a whole number of at least 1, got 1\.5"),
        ({"burn_in": -1}, "burn_in must be a whole number of at least 0, got -1"),
        ({"learning_rate": 0.0}, r"learning_rate must be above 0, got 0\.0"),
        ({"budget": float("inf")}, "budget must be above 0, got inf"),
        ({"weight_decay": -0.1}, "weight_decay must be at least 0"),
        ({"patience": 1.5}, "patience must be above 0 and at most 1"),
        ({"steps": 5, "budget": 1.0}, "one of steps, epochs and budget, got steps and budget"),
    ],
)
def test_a_wrong_option_is_refused(wrong, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        FitOptions(**wrong)


@pytest.mark.parametrize("wrong", [{"cell": "gur"}, {"schedule": "cary"}, {"engine": "nativ"}])
def test_a_wrong_name_is_answered_by_the_right_one(wrong):
    with pytest.raises(UnknownNameError, match="Did you mean"):
        FitOptions(**wrong)


def test_a_wrong_schedule_is_refused():
    with pytest.raises(ArgumentError, match="window must be a whole number of at least 1, got 0"):
        Carry(window=0)
