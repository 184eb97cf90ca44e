"""The experiment window by window: what the network says of one stretch after every step of its training."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from time import perf_counter

import numpy as np

from elman.arrays import Array
from elman.data import window_angles
from elman.demo.experiment import build_network
from elman.demo.options import DemoOptions
from elman.demo.tasks import make_windows
from elman.engines import Network
from elman.network import Parameters, State

PROBED, WARM_UP = 4, 2
"""Windows of the stretch that is shown, and before it, so that the state is there."""
_PARAMETERS_IN_ALL = 1_500_000
"""Of all frames together: a large network has fewer, for a slider waits for them."""
_UNSEEN = 1_000_000
"""Seed of inputs that no training has."""
_LEAST_FRAMES, _MOST_FRAMES = 40, 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Film:
    """A training, frame by frame."""

    options: DemoOptions
    """What was run."""
    task: str
    """What was to be learned."""
    resets: bool
    """Whether every window began from zeros, instead of the state of the one before."""
    losses: tuple[float, ...]
    """Of every window, before its step."""
    angle_T: Array
    """Of the stretch; its rows where the task is another than the cosine."""
    truth_T: Array
    """The targets of the stretch."""
    frames: tuple[Frame, ...]
    """From before the first window to after the last: close together first, where most happens."""
    seconds: float
    """That it took, frames included."""
    diverged: bool
    """Whether the loss became infinite, which ended it."""

    def nearest(self, windows: int) -> Frame:
        """The frame that is nearest to so many windows."""
        return min(self.frames, key=lambda frame: abs(frame.windows - windows))


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """The network at one moment."""

    windows: int
    """That it was trained on."""
    prediction_T: Array
    """What it says of the stretch."""
    parameters: Parameters
    """Its weights."""


def make_film(options: DemoOptions, *, task: str = "cosine", resets: bool = False) -> Film:
    """Trains as `run_demo` does, and looks at one stretch between the windows.

    Args:
        options: of the network and its training.
        task: a name in `TASKS`.
        resets: whether every window begins from zeros, and its task anew.
    """
    began = perf_counter()
    network, probe = build_network(options), _Probe(options, task, resets=resets)
    windows = make_windows(task, options.num_windows, options.num_points, restarts=resets)
    moments = _moments(network, len(windows))
    losses: list[float] = []
    frames = [_frame(network, probe, 0)]
    state: State | None = None
    for window in windows:
        loss, state = network.train_window(window.x_BTF, window.y_BTO, None, None if resets else state)
        if not isfinite(loss):
            break
        losses.append(loss)
        if len(losses) in moments:
            frames.append(_frame(network, probe, len(losses)))
    return Film(
        options=options,
        task=task,
        resets=resets,
        losses=tuple(losses),
        angle_T=probe.angle_T,
        truth_T=probe.truth_T,
        frames=tuple(frames),
        seconds=perf_counter() - began,
        diverged=len(losses) < len(windows),
    )


def _moments(network: Network, num_windows: int) -> set[int]:
    """After how many windows there is a frame: half of them follow each other, the others are spread."""
    size = sum(array.size for array in network.parameters().values())
    half = min(max(_LEAST_FRAMES, _PARAMETERS_IN_ALL // size), _MOST_FRAMES) // 2
    spread = np.linspace(min(half, num_windows), num_windows, half).round().astype(int).tolist()
    return {*range(min(half, num_windows) + 1), *spread}


def _frame(network: Network, probe: _Probe, windows: int) -> Frame:
    return Frame(windows=windows, prediction_T=probe(network), parameters=network.parameters())


class _Probe:
    """The stretch: windows from zeros, or each from zeros where the training was so too.

    Where inputs are random, they are none that was trained on.
    """

    def __init__(self, options: DemoOptions, task: str, *, resets: bool) -> None:
        windows = make_windows(task, WARM_UP + PROBED, options.num_points, seed=_UNSEEN, restarts=resets)
        x_BTF = np.concatenate([window.x_BTF for window in windows])
        self._x_BTF = x_BTF if resets else x_BTF.reshape(1, -1, 1)
        self._shown = slice(WARM_UP * options.num_points, None)
        angles = [window_angles(k, options.num_points) for k in range(WARM_UP + PROBED)]
        angle_T = np.concatenate(angles) if task == "cosine" else np.arange(len(angles) * options.num_points)
        self.angle_T = angle_T[self._shown]
        self.truth_T = np.concatenate([window.y_BTO.ravel() for window in windows])[self._shown]

    def __call__(self, network: Network) -> Array:
        """What the network says."""
        return network.forward(self._x_BTF)[0].reshape(-1)[self._shown]
