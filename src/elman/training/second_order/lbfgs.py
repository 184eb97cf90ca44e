"""L-BFGS: steps that know the curvature of the loss, from the gradients of the last steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from elman.arrays import Array

Evaluate = Callable[[Array], tuple[float, Array]]
"""From parameters `(P,)` to the loss and its gradient `(P,)`, float64. Equal parameters give equal bits."""

_DECREASE = 1e-4
"""Share of the slope's promise that a step must keep (Armijo's condition)."""
_CURVATURE = 0.9
"""Share of the slope that may be left after a step (Wolfe's condition), as quasi-Newton methods have it."""
_GROWTH = 2.5
"""Factor by which a step is lengthened while the loss goes on falling."""
_SHORTEST = 1e-12
"""Width of the interval below which a line search has nothing left to divide."""
_MOST_EVALUATIONS = 20
"""Of one line search; the first one serves nearly always."""


@dataclass(slots=True)
class LbfgsState:
    """Where a minimisation stands between two steps: all that it takes to go on to the same bits."""

    parameters_P: Array
    """float64."""
    loss: float
    """There."""
    gradient_P: Array
    """There."""
    moves: list[Array] = field(default_factory=list)
    """Of the last steps, the oldest first."""
    changes: list[Array] = field(default_factory=list)
    """Of the gradient over each of these moves."""
    stuck: bool = False
    """Whether no step makes the loss smaller: it is as small as its rounding lets it be."""


class Lbfgs:
    """Minimises a smooth function of many parameters.

    The direction comes from the two-loop recursion over the last `memory` steps. The length of the step comes
    from a line search for the strong Wolfe conditions, with cubic interpolation.

    Reference: Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 7.4, 3.5 and 3.6.
    """

    def __init__(self, evaluate: Evaluate, *, memory: int = 30, noise: float = 0.0) -> None:
        """Takes the function.

        Args:
            evaluate: the loss and its gradient.
            memory: steps that the curvature is learned from.
            noise: share of the loss that may be rounding: a step that raises the loss by less is judged by
            its
                slope alone. Reference: Hager and Zhang 2005, SIAM Journal on Optimization 16, section 2.
        """
        self._noise = noise
        self._evaluate = evaluate
        self._memory = memory

    def start(self, parameters_P: Array) -> LbfgsState:
        """The state at these parameters, before the first step."""
        loss, gradient_P = self._evaluate(parameters_P)
        return LbfgsState(parameters_P, loss, gradient_P)

    def step(self, state: LbfgsState) -> None:
        """Takes one step in place; a state that is stuck stays where it is."""
        direction_P = self._direction(state)
        found = self._search(state, direction_P)
        if found is None and state.moves:
            # Curvature that misleads is forgotten; the gradient itself always goes down.
            state.moves.clear()
            state.changes.clear()
            found = self._search(state, self._direction(state))
        if found is None:
            state.stuck = True
            return
        parameters_P, loss, gradient_P = found
        self._remember(state, parameters_P - state.parameters_P, gradient_P - state.gradient_P)
        state.parameters_P, state.loss, state.gradient_P = parameters_P, loss, gradient_P

    def _remember(self, state: LbfgsState, move_P: Array, change_P: Array) -> None:
        """Keeps a pair whose curvature is positive, which the recursion needs."""
        if move_P @ change_P > 1e-10 * (change_P @ change_P):
            state.moves.append(move_P)
            state.changes.append(change_P)
            del state.moves[: -self._memory], state.changes[: -self._memory]

    def _direction(self, state: LbfgsState) -> Array:
        """`-H gradient`, with the inverse Hessian H that the last steps have shown."""
        direction_P = -state.gradient_P
        if not state.moves:
            # One unit of length: nothing is known of the curvature yet.
            return np.asarray(direction_P / max(float(np.linalg.norm(direction_P)), 1e-300) * 1e-2)
        pairs = list(zip(state.moves, state.changes, strict=True))
        shares = []
        for move_P, change_P in reversed(pairs):
            share = (move_P @ direction_P) / (move_P @ change_P)
            direction_P = direction_P - share * change_P
            shares.append(share)
        move_P, change_P = pairs[-1]
        direction_P = direction_P * ((move_P @ change_P) / (change_P @ change_P))
        for (move_P, change_P), share in zip(pairs, reversed(shares), strict=True):
            direction_P = direction_P + (share - (change_P @ direction_P) / (move_P @ change_P)) * move_P
        return np.asarray(direction_P)

    def _search(self, state: LbfgsState, direction_P: Array) -> tuple[Array, float, Array] | None:
        """A point along the direction that meets the strong Wolfe conditions, or at least goes down."""
        line = _Line(self._evaluate, state, direction_P)
        if line.slope >= 0.0:
            return None
        low, high = line.at(0.0), None
        length, noise = 1.0, self._noise * abs(state.loss)
        for _ in range(_MOST_EVALUATIONS):
            point = line.at(length)
            if (
                not point.finite
                or point.loss > line.promise(length) + noise
                or (high and point.loss >= low.loss + noise)
            ):
                high = point
            elif abs(point.slope) <= -_CURVATURE * line.slope:
                return point.values
            elif high is None and point.slope < 0.0:
                low, length = point, _GROWTH * length
                continue
            else:
                # The minimum lies between the new point and the end towards which the loss still falls.
                outward = 1.0 if high is None else high.length - low.length
                low, high = point, low if high is None or point.slope * outward >= 0.0 else high
            length = _between(low, high)
            if abs(high.length - low.length) < _SHORTEST:
                break
        return low.values if low.length > 0.0 and low.loss < state.loss + noise else None


@dataclass(frozen=True, slots=True)
class _Point:
    """A place on the line of a search."""

    length: float
    loss: float
    slope: float
    values: tuple[Array, float, Array]

    @property
    def finite(self) -> bool:
        """Whether the loss and its slope are numbers."""
        return bool(np.isfinite(self.loss) and np.isfinite(self.slope))


class _Line:
    """The loss along one direction."""

    def __init__(self, evaluate: Evaluate, state: LbfgsState, direction_P: Array) -> None:
        self._evaluate = evaluate
        self._state = state
        self._direction_P = direction_P
        self.slope = float(direction_P @ state.gradient_P)

    def promise(self, length: float) -> float:
        """The most that the loss may be after a step of this length."""
        return self._state.loss + _DECREASE * length * self.slope

    def at(self, length: float) -> _Point:
        """The loss and its slope after a step of this length."""
        state = self._state
        if length == 0.0:
            return _Point(0.0, state.loss, self.slope, (state.parameters_P, state.loss, state.gradient_P))
        parameters_P = state.parameters_P + length * self._direction_P
        loss, gradient_P = self._evaluate(parameters_P)
        return _Point(length, loss, float(self._direction_P @ gradient_P), (parameters_P, loss, gradient_P))


def _between(low: _Point, high: _Point) -> float:
    """The minimum of the cubic through both ends, kept away from them; half way where it is none."""
    width = high.length - low.length
    middle = low.length + 0.5 * width
    if not high.finite:
        return low.length + 0.1 * width
    with np.errstate(all="ignore"):  # of numbers that are too far apart nothing comes but the middle
        d1 = low.slope + high.slope - 3.0 * (high.loss - low.loss) / width
        square = d1 * d1 - low.slope * high.slope
        if square < 0.0:
            return middle
        d2 = np.copysign(np.sqrt(square), width)
        bottom = high.slope - low.slope + 2.0 * d2
        found = high.length - width * (high.slope + d2 - d1) / bottom if bottom else middle
    near, far = sorted((low.length + 0.1 * width, high.length - 0.1 * width))
    return float(found) if near <= found <= far else middle
