"""Draws docs/state.png: one record predicted in pieces, with and without the state carried between them.

Run: python scripts/draw_state.py          (some seconds)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

import elman
from elman.plots.colours import BASELINE, PREDICTION, TRUTH
from elman.plots.figure import new_figure, save_figure

CUTS = (150, 300, 450)
NUM_ROWS, NUM_FITTED = 600, 6000


def make_boiler(num_rows: int, seed: int) -> dict[str, np.ndarray]:
    """A valve that is set now and then, and a temperature that follows slowly."""
    random = np.random.default_rng(seed)
    valve = np.repeat(random.uniform(0, 100, num_rows // 20), 20)
    temperature, heat = np.empty(num_rows), 45.0
    for row, opening in enumerate(valve):
        heat += 0.03 * (20 + 0.6 * opening - heat)
        temperature[row] = heat
    return {"valve": valve, "temperature": temperature}


def predict_in_pieces(model: elman.Model, table: dict[str, np.ndarray], *, carry: bool) -> np.ndarray:
    """The predictions of all pieces, one after the other."""
    parts, state = [], None
    for rows in zip((0, *CUTS), (*CUTS, NUM_ROWS), strict=True):
        prediction, after = model.predict(table, rows=rows, state=state, return_state=True)
        parts.append(prediction.values_NO[:, 0])
        state = after if carry else None
    return np.concatenate(parts)


def main() -> None:
    """Fits, predicts in pieces, and draws."""
    model = elman.fit(
        make_boiler(NUM_FITTED, 0), inputs="valve", targets="temperature", cell="gru", hidden_size=24,
        steps=1500, trials=False, seed=0,
    )  # fmt: skip
    table = make_boiler(NUM_ROWS, 1)
    whole = model.predict(table).values_NO[:, 0]
    carried = predict_in_pieces(model, table, carry=True)
    lost = predict_in_pieces(model, table, carry=False)
    assert np.array_equal(carried, whole)
    save_figure(
        draw(table["temperature"], whole, carried, lost), Path(__file__).parents[1] / "docs" / "state.png"
    )


def draw(truth: np.ndarray, whole: np.ndarray, carried: np.ndarray, lost: np.ndarray) -> Figure:
    """Truth and predictions above, differences to the uncut run below."""
    figure = new_figure(width=9, height=5.2, on_screen=False)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    above.plot(truth, color=TRUTH, linewidth=3.0, label="truth")
    above.plot(carried, color=PREDICTION, linewidth=1.2, label="in four pieces, the state carried")
    above.plot(lost, color=BASELINE, linewidth=1.2, linestyle="--", label="in four pieces, each from zeros")
    above.set_ylabel("temperature")
    above.set_title("One record in four files")
    above.legend(loc="upper right", fontsize=8, ncols=3)
    above.set_ylim(None, above.get_ylim()[1] + 8)
    below.plot(lost - whole, color=BASELINE, linewidth=1.2, linestyle="--", label="each from zeros")
    below.plot(carried - whole, color=PREDICTION, linewidth=1.2, label="the state carried: 0, to the bit")
    below.set_ylabel("difference to\none uncut run")
    below.set_xlabel("row")
    below.legend(loc="lower right", fontsize=8, ncols=2)
    for axes in (above, below):
        for cut in CUTS:
            axes.axvline(cut - 0.5, color="black", linewidth=0.8, alpha=0.6)
        axes.margins(x=0)
        axes.grid(alpha=0.25)
    return figure


if __name__ == "__main__":
    main()
