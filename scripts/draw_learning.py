"""Draws the pictures of docs/learning.md, by elman.inspect."""

from pathlib import Path

import numpy as np

import elman
from elman.demo.film import make_film
from elman.inspect import measure_reach, unroll
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.plots import draw_reaches, save_figure
from elman.plots.figure import new_figure

DOCS = Path(__file__).parents[1] / "docs"
RED, BLUE, GREY = "#d62728", "#1f4fd6", "#8a8a8a"


def draw_bending() -> None:
    """The prediction after some windows of training."""
    film = make_film(elman.DemoOptions())
    figure = new_figure(width=10.0, height=3.0, on_screen=False)
    for axes, windows in zip(figure.subplots(1, 4, sharey=True), (0, 10, 30, 300), strict=True):
        axes.plot(film.angle_T, film.truth_T, color=RED, linewidth=2.4)
        axes.plot(film.angle_T, film.nearest(windows).prediction_T, color=BLUE, linestyle="--")
        axes.set(title=f"after {windows} windows", xlabel="angle")
    save_figure(figure, DOCS / "learning-bending.png")


def latch(rows: int, seed: int) -> dict[str, np.ndarray]:
    """A pulse of +1 switches on, one of -1 switches off, and in between nothing changes."""
    pulse = np.random.default_rng(seed).choice([-1.0, 0.0, 1.0], rows, p=[0.05, 0.9, 0.05])
    on, state = np.empty(rows), 0.0
    for row in range(rows):
        state = {1.0: 1.0, -1.0: 0.0}.get(pulse[row], state)
        on[row] = state
    return {"pulse": pulse, "on": on}


def draw_latch() -> None:
    """A machine with two states, by a function of the input and by a network with memory."""
    model = elman.fit(latch(3000, 0), inputs="pulse", targets="on", cell="gru", hidden_size=8, steps=300)
    data = latch(200, 1)
    alone = [data["on"][data["pulse"] == pulse].mean() for pulse in (-1.0, 0.0, 1.0)]
    figure = new_figure(width=10.0, height=4.4, on_screen=False)
    above, below = figure.subplots(2, 1, sharex=True)
    above.plot(data["on"], color=RED, linewidth=2.4, label="truth")
    above.plot(np.choose(data["pulse"].astype(int) + 1, alone), color=GREY, linestyle=":", label="no memory")
    above.plot(model.predict(data).values_NO[:, 0], color=BLUE, linestyle="--", label="recurrent")
    above.legend(frameon=False, ncols=3)
    h_LTH = model.inspect(data).activity.states["h"][:, 0]
    below.imshow(h_LTH[0].T, aspect="auto", cmap="RdBu_r", vmin=-1, vmax=1, interpolation="none")
    below.set(xlabel="row", ylabel="unit")
    save_figure(figure, DOCS / "learning-latch.png")


def network_of(cell: str, start: str) -> elman.Network:
    """A network before its training; start is pytorch, or orthogonal, which is elman's own."""
    spec = elman.NetworkSpec(input_size=1, hidden_size=32, cell=cell)
    network = elman.get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=0)
    network.load(elman.initialize(spec, start, seed=0))
    return network


def draw_reach() -> None:
    """Vanishing is a slope, truncation a cliff; gates reach further, where they start open."""
    angle = np.arange(0, 200) * np.pi / 9
    x_BTF, y_BTO = (f(angle).astype(np.float32).reshape(1, -1, 1) for f in (np.sin, np.cos))
    kinds = {
        "rnn, as PyTorch starts it": ("rnn", "pytorch"),
        "rnn, orthogonal": ("rnn", "orthogonal"),
        "lstm, as PyTorch starts it": ("lstm", "pytorch"),
        "lstm, forget gate open": ("lstm", "orthogonal"),
    }
    runs = {name: unroll(network_of(*kind), x_BTF) for name, kind in kinds.items()}
    whole = {name: measure_reach(run, y_BTO, steps=60).whole for name, run in runs.items()}
    whole = {name: reach_K / reach_K[0] for name, reach_K in whole.items()}
    title = "before training, beside the row itself"
    save_figure(draw_reaches(whole, title=title), DOCS / "learning-gates.png")
    run = runs["rnn, orthogonal"]
    lines = {
        "not cut": measure_reach(run, y_BTO, steps=60).whole,
        "cut every 10 rows": measure_reach(run, y_BTO, steps=60, window=10).whole,
    }
    save_figure(draw_reaches(lines, title="truncation is a cliff", window=10), DOCS / "learning-cut.png")


if __name__ == "__main__":
    draw_bending()
    draw_latch()
    draw_reach()
