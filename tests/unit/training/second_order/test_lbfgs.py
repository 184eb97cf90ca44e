"""L-BFGS beside SciPy's, on a function that is hard for first-order methods."""

import numpy as np
from scipy.optimize import minimize, rosen, rosen_der

from elman.training.second_order import Lbfgs


def rosenbrock(x_P):
    return float(rosen(x_P)), rosen_der(x_P)


def iterations_to_the_minimum(evaluate):
    lbfgs = Lbfgs(evaluate, memory=30)
    state, count = lbfgs.start(np.random.default_rng(0).normal(size=50)), 0
    while not state.stuck and np.abs(state.gradient_P).max() > 1e-8 and count < 2000:
        lbfgs.step(state)
        count += 1
    return count, state


def test_it_finds_the_minimum_in_about_the_iterations_of_scipy():
    count, state = iterations_to_the_minimum(rosenbrock)
    start_P = np.random.default_rng(0).normal(size=50)
    other = minimize(
        rosenbrock, start_P, jac=True, method="L-BFGS-B", options={"maxcor": 30, "ftol": 0, "gtol": 1e-8}
    )
    np.testing.assert_allclose(state.parameters_P, other.x, atol=1e-7)
    assert 0.8 * other.nit < count < 1.2 * other.nit


def test_a_wrong_gradient_is_stuck_before_the_minimum():
    _, state = iterations_to_the_minimum(lambda x_P: (float(rosen(x_P)), -rosen_der(x_P)))
    assert state.stuck
    assert state.loss > 1


def test_at_the_minimum_it_is_stuck_and_stays():
    lbfgs = Lbfgs(rosenbrock)
    state = lbfgs.start(np.ones(5))
    lbfgs.step(state)
    assert state.stuck
    assert (state.parameters_P == 1).all()


def test_rounding_of_the_loss_does_not_end_the_search():
    """A function whose values are rounded to a thousandth, and whose gradient is right."""
    curvature_P = np.array([1.0, 10.0, 100.0])

    def rounded(parameters_P):
        square = float(curvature_P @ parameters_P**2)
        return 1.0 + round(square, 3), 2 * curvature_P * parameters_P

    def nearest(noise):
        lbfgs = Lbfgs(rounded, noise=noise)
        state = lbfgs.start(np.ones(3))
        for _ in range(60):
            lbfgs.step(state)
        return float(np.abs(state.parameters_P).max())

    assert nearest(1e-3) < 1e-6
    assert nearest(0.0) > 1e-4
