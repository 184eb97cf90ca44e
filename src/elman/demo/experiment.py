"""The run of the experiment."""

from __future__ import annotations

import numpy as np

from elman.data import Window, sine_to_cosine, window_angles
from elman.demo.options import DemoOptions
from elman.demo.recipes import RECIPES
from elman.demo.result import DemoResult
from elman.engines import Network, get_engine
from elman.network import State, initialize
from elman.network.losses import MSE
from elman.plots import Trace
from elman.training import History, Progress, train

NUM_UNSEEN_WINDOWS = 20


def run_demo(options: DemoOptions | None = None, *, progress: Progress | None = None) -> DemoResult:
    """Trains a network to predict the cosine from the sine, and tests it on windows that it has not seen.

    Args:
        options: the options of the experiment; None: the defaults.
        progress: is told after every window.

    Raises:
        DivergenceError: the learning rate was too large.
        MissingExtraError: the engine needs a package that is not installed.
    """
    options = options or DemoOptions()
    network = build_network(options)
    windows = sine_to_cosine(options.num_windows + NUM_UNSEEN_WINDOWS, options.num_points)
    seen, unseen = windows[: options.num_windows], windows[options.num_windows :]
    history = History()
    state_before_last = train(network, seen[:-1], history, progress=progress)
    state = train(network, seen[-1:], history, state=state_before_last, progress=progress)
    return DemoResult(
        options=options,
        history=history,
        last=_predict(network, seen[-1:], state_before_last, first=options.num_windows - 1),
        unseen=_predict(network, unseen, state, first=options.num_windows),
    )


def build_network(options: DemoOptions) -> Network:
    """The experiment's network before its first step."""
    recipe = RECIPES[options.recipe]
    network = get_engine(options.engine).build(
        options.spec,
        loss=MSE(),
        optimizer=recipe.optimizer(
            num_windows=options.num_windows,
            hidden_size=options.hidden_size,
            learning_rate=options.learning_rate,
        ),
        seed=options.seed,
        threads=options.threads,
    )
    network.load(initialize(options.spec, recipe.initialization, seed=options.seed))
    return network


def _predict(network: Network, windows: list[Window], state: State | None, *, first: int) -> Trace:
    """Runs over windows `first`, `first + 1`, ..., carrying the state, and lays them end to end."""
    predictions = []
    for window in windows:
        prediction_BTO, state = network.forward(window.x_BTF, state)
        predictions.append(prediction_BTO.ravel())
    num_points = windows[0].x_BTF.shape[1]
    return Trace(
        angle_T=np.concatenate([window_angles(first + k, num_points) for k in range(len(windows))]),
        truth_T=np.concatenate([window.y_BTO.ravel() for window in windows]),
        prediction_T=np.concatenate(predictions),
    )
