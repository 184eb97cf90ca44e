"""The only training loop. It knows windows and the protocol of a network, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from time import perf_counter
from typing import Protocol

from elman.data import Window
from elman.engines import Network
from elman.errors import DivergenceError
from elman.network import State
from elman.training.history import History


class Progress(Protocol):
    """A function that is called after every window. It must be quick, because the loop waits."""

    def __call__(self, history: History) -> None:
        """Shows the progress of the run."""


class AfterWindow(Protocol):
    """A function that is called after every window, and may validate, save, or end the run."""

    def __call__(self, history: History, state: State) -> bool:
        """Returns whether the run ends here.

        Args:
            history: with the window's loss.
            state: after the window.
        """


def train(
    network: Network,
    windows: Iterable[Window],
    history: History,
    *,
    state: State | None = None,
    after_window: AfterWindow | None = None,
    progress: Progress | None = None,
) -> State | None:
    """Takes one training step on each window, in order, and hands the state from one to the next.

    The gradient ends at each window's start: truncated back-propagation through time.
    Reference: Werbos 1990, "Backpropagation through time: what it does and how to do it".

    Args:
        network: the network, which is trained in place.
        windows: the windows, in order; each tells whether it carries the state or starts from zeros.
        history: the history to append to; it keeps what was reached if the run ends early.
        state: the state before the first window; None: zeros.
        after_window: is called after every window; it returns whether the run ends.
        progress: is called after every window.

    Returns:
        The state after the last window; `state` itself if there was no window.

    Raises:
        DivergenceError: a loss is NaN or infinite. That window took no step.
    """
    started = perf_counter() - history.seconds
    for window in windows:
        before = state if window.carries_state else None
        loss, state = network.train_window(window.x_BTF, window.y_BTO, window.weight_BTO, before)
        if not isfinite(loss):
            raise DivergenceError(_describe_divergence(loss, history))
        history.losses.append(loss)
        history.seconds = perf_counter() - started
        ends = after_window is not None and after_window(history, state)
        if progress is not None:
            progress(history)
        if ends:
            break
    return state


def _describe_divergence(loss: float, history: History) -> str:
    if history.losses:
        cause = f"after {history.losses[-1]:.3g} the step before: the steps were too large"
    else:
        cause = "before any step: the inputs, targets or parameters are too large for the engine's numbers"
    return (
        f"loss must stay finite, got {loss} at step {history.num_windows}, {cause}. "
        "Lower the learning rate, clip the gradient (clip_norm=1), or scale the data."
    )
