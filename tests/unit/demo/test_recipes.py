import pytest

from elman.demo import RECIPES
from elman.optimizers import Constant, Cosine


def test_the_tutorial_is_the_experiment_as_it_was_made():
    recipe = RECIPES["tutorial"]
    optimizer = recipe.optimizer(num_windows=300, hidden_size=128, learning_rate=None)
    assert recipe.initialization == "pytorch"
    assert optimizer.learning_rate == 0.02
    assert optimizer.schedule == Constant()
    assert (optimizer.beta1, optimizer.beta2, optimizer.epsilon) == (0.9, 0.999, 1e-8)
    assert optimizer.weight_decay == 0
    assert optimizer.clip_norm is None


@pytest.mark.parametrize(("hidden_size", "rate"), [(8, 0.01), (32, 0.01), (128, 0.005), (512, 0.0025)])
def test_the_robust_rate_falls_with_the_root_of_the_size(hidden_size, rate):
    optimizer = RECIPES["robust"].optimizer(num_windows=70, hidden_size=hidden_size, learning_rate=None)
    assert optimizer.learning_rate == pytest.approx(rate)
    assert optimizer.schedule == Cosine(70)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_rate_that_is_given_is_taken_as_it_is(name):
    optimizer = RECIPES[name].optimizer(num_windows=300, hidden_size=128, learning_rate=0.3)
    assert optimizer.learning_rate == 0.3
