"""The files that commands of an attack read, made once: a table and a model."""

import numpy as np

import elman

QUICK = ["--steps", "40", "--hidden-size", "4", "--threads", "1", "--no-trials", "--quiet"]
FIT = ["fit", "good.csv", "--input", "u", "--target", "y", "--schedule", "carry", *QUICK]
NUM_ROWS = 400


def make_material(folder):
    """Fills an empty folder: `good.csv` and `model.safetensors`."""
    u = np.random.default_rng(0).normal(size=NUM_ROWS)
    y = np.convolve(u, [0.5, 0.3, 0.1])[:NUM_ROWS]
    lines = [f"{a:.5f},{b:.5f}\n" for a, b in zip(u, y, strict=True)]
    (folder / "good.csv").write_text("u,y\n" + "".join(lines))
    model = elman.fit(
        {"u": u, "y": y}, inputs="u", targets="y", steps=3, hidden_size=4, trials=False, threads=1
    )
    model.save(folder / "model.safetensors")
