"""The playground: the experiment in a page, with sliders that train it anew at each move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import fmean
from threading import Lock
from typing import Any, final

import numpy as np

from elman.demo.film import Film, make_film
from elman.demo.inside import inside_blocks
from elman.demo.options import DemoOptions
from elman.demo.recipes import RECIPES
from elman.demo.result import LARGEST_LEARNED_LOSS
from elman.demo.tasks import TASKS
from elman.errors import ArgumentError
from elman.network.cells import CELLS
from elman.page import Chart, Line, Page, Section, Text
from elman.page.blocks import plain_numbers

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
_KEPT_FRAMES = 30
_MOST_WINDOWS, _MOST_POINTS = 1000, 60
_OWN_RATE = "the recipe's"
_SUBTITLES = {
    "cosine": "A recurrent network learns the cosine from the sine.",
    "echo": "A recurrent network learns to say its input three rows later.",
    "parity": "A recurrent network learns whether it has seen an odd number of ones.",
}


@final
class Playground:
    """What a page of the playground shows and does; it keeps the film of the last training."""

    def __init__(self, options: DemoOptions | None = None) -> None:
        # One short sequence is work for one thread; others would only be waited for.
        self._film = make_film(replace(options or DemoOptions(), threads=1))
        self._lock = Lock()

    def page(self) -> Page:
        """The page of the last training."""
        return playground_page(self._film)

    def changed(self, since: int) -> Mapping[str, Any] | None:
        """Nothing changes by itself."""
        return None

    def act(self, order: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Trains with the options of the order, or looks inside at a frame.

        Raises:
            ArgumentError: an option is out of its range.
            ValueError: there is no such order.
        """
        with self._lock:
            if order.get("do") == "train":
                self._film = _train(order["options"])
                return playground_page(self._film).to_json()
            if order.get("do") == "look":
                blocks = inside_blocks(self._film, int(order["windows"]))
                return {"blocks": [block.to_json() for block in blocks]}
        raise ValueError(order)


def kept_page(options: DemoOptions) -> Page:
    """The page of one training to scrub through, with the inside at 30 moments."""
    film = make_film(options)
    last = len(film.losses)
    moments = sorted({film.nearest(k * last // _KEPT_FRAMES).windows for k in range(_KEPT_FRAMES + 1)})
    inside = [
        {"windows": windows, "blocks": [block.to_json() for block in inside_blocks(film, windows)]}
        for windows in moments
    ]
    page = playground_page(film)
    more = dict(page.more)
    more["film"] = more["film"] | {"inside": inside}
    return replace(page, more=more)


def playground_page(film: Film) -> Page:
    """The page at the last frame of a film, with the film."""
    blocks = inside_blocks(film, len(film.losses))
    options = film.options
    return Page(
        kind="playground",
        title="elman demo",
        subtitle=_SUBTITLES[film.task],
        sections=[
            Section(title="Truth and prediction", blocks=[_curve(film), _loss(film), _verdict(film)]),
            Section(title="Inside the network", blocks=blocks),
        ],
        more={
            "options": {
                "task": film.task,
                "num_windows": options.num_windows,
                "num_points": options.num_points,
                "hidden_size": options.hidden_size,
                "num_layers": options.num_layers,
                "cell": options.cell,
                "recipe": options.recipe,
                "learning_rate": options.learning_rate or _OWN_RATE,
                "state": "reset" if film.resets else "carry",
                "seed": options.seed,
            },
            "choices": _choices(),
            "film": {
                "x": plain_numbers(film.angle_T),
                "truth": plain_numbers(film.truth_T, 4),
                "windows": [frame.windows for frame in film.frames],
                "predictions": _rounded(film),
            },
        },
    )


def _rounded(film: Film) -> list[list[float]]:
    """The predictions to four places, all at once: a slider waits for them."""
    predictions_KT = np.stack([frame.prediction_T for frame in film.frames]).astype(np.float64)
    found: list[list[float]] = np.nan_to_num(predictions_KT).round(4).tolist()
    return found


def _choices() -> dict[str, dict[str, Any]]:
    def slider(label: str, least: float, most: float, step: float) -> dict[str, Any]:
        return {"label": label, "least": least, "most": most, "step": step}

    return {
        "task": {"label": "task", "of": list(TASKS)},
        "num_windows": slider("windows", 10, 600, 10),
        "num_points": slider("window length", 4, 40, 1),
        "hidden_size": {"label": "units", "of": [2, 4, 8, 16, 32, 64, 128]},
        "num_layers": slider("layers", 1, 3, 1),
        "cell": {"label": "cell", "of": list(CELLS)},
        "recipe": {"label": "recipe", "of": list(RECIPES)},
        "learning_rate": {"label": "learning rate", "of": [_OWN_RATE, *RATES]},
        "state": {"label": "state", "of": ["carry", "reset"]},
        "seed": slider("seed", 0, 99, 1),
    }


def _train(given: Mapping[str, Any]) -> Film:
    """Trains by the options of a page, in which nothing is trusted."""
    given = dict(given)
    task, resets = given.pop("task"), given.pop("state") == "reset"
    if task not in TASKS:
        raise ArgumentError(f"task must be one of {', '.join(TASKS)}, got {task!r}. Choose one.")
    if given["learning_rate"] == _OWN_RATE:
        given["learning_rate"] = None
    largest = {"num_windows": _MOST_WINDOWS, "num_points": _MOST_POINTS, "hidden_size": 128, "num_layers": 3}
    for name, most in largest.items():
        if not isinstance(given[name], int) or given[name] > most:
            raise ArgumentError(f"{name} must be a whole number up to {most}, got {given[name]!r}.")
    return make_film(DemoOptions(**given, threads=1), task=task, resets=resets)


def _curve(film: Film) -> Chart:
    return Chart(
        id="curve",
        title="truth and prediction",
        x=film.angle_T,
        lines=[
            Line(name="truth", role="truth", y=film.truth_T),
            Line(name="prediction", role="prediction", y=film.frames[-1].prediction_T),
        ],
        x_label="angle" if film.task == "cosine" else "row",
        low=-1.6,
        high=1.6,
    )


def _loss(film: Film) -> Chart:
    return Chart(
        id="loss",
        title="loss",
        x=range(1, len(film.losses) + 1),
        lines=[Line(name="loss", role="plain", y=film.losses)],
        x_label="window",
        y_label="loss",
        log_y=True,
    )


def _verdict(film: Film) -> Text:
    took = f"{1000 * film.seconds:.0f} ms"
    if film.diverged:
        english = f"The loss became infinite after {len(film.losses)} windows: the rate is too large."
        return Text(id="verdict", text=english, kind="verdict", in_chinese="损失变为无穷大: 学习率过大。")
    final = fmean(film.losses[-20:])
    if final <= LARGEST_LEARNED_LOSS:
        english, chinese = f"It has learned the {film.task}", "网络已学会"
    else:
        english, chinese = f"It has NOT learned the {film.task}", "网络没有学会"
    return Text(
        id="verdict",
        text=f"{english}: mean loss of the last 20 windows {final:.2e}, in {took}.",
        kind="verdict",
        in_chinese=f"{chinese}: 最后 20 个窗口的平均损失 {final:.2e}, 用时 {took}。",
    )
