"""The files that are attacked, made once: a table, a model, a forecaster, their states, and a checkpoint."""

import numpy as np

import elman
from elman.cli import run
from elman.training.checkpoint import CheckpointFile

QUICK = ["--steps", "40", "--hidden-size", "4", "--threads", "1", "--no-trials", "--quiet"]
FIT = ["fit", "good.csv", "--input", "u", "--target", "y", "--schedule", "carry", *QUICK]
NUM_ROWS = 400


class _EnoughError(BaseException):
    """Ends a fit in the middle."""


def make_material(folder):
    """Fills an empty folder; the names are those below."""
    u = np.random.default_rng(0).normal(size=NUM_ROWS)
    y = np.convolve(u, [0.5, 0.3, 0.1])[:NUM_ROWS]
    lines = [f"{a:.5f},{b:.5f}\n" for a, b in zip(u, y, strict=True)]
    (folder / "good.csv").write_text("u,y\n" + "".join(lines))
    model = elman.fit(
        {"u": u, "y": y}, inputs="u", targets="y", steps=3, hidden_size=4, trials=False, threads=1
    )
    model.save(folder / "model.safetensors")
    stream = model.stream()
    stream.run(u[:50])
    stream.state.save(folder / "stream.state")
    forecaster = elman.fit({"y": y}, targets="y", horizon=3, steps=3, hidden_size=4, trials=False, threads=1)
    forecaster.save(folder / "forecaster.safetensors")
    forecasts = forecaster.stream(0)
    forecasts.take(y[:50])
    forecasts.state.save(folder / "forecast.state")
    _make_checkpoint(folder)


def _make_checkpoint(folder):
    """Of a fit that was ended in the middle."""
    first = CheckpointFile.save_if_due

    def save_and_end(self, memory, network):
        if memory.history.num_windows >= 20:
            self.save(memory, network)
            raise _EnoughError
        first(self, memory, network)

    CheckpointFile.save_if_due = save_and_end
    fit = [FIT[0], str(folder / "good.csv"), *FIT[2:], "--output", str(folder / "unmade.safetensors")]
    try:
        run([*fit, "--checkpoint", str(folder / "fit.checkpoint")])
    except _EnoughError:
        return
    finally:
        CheckpointFile.save_if_due = first
    raise AssertionError("the fit was to be ended in the middle")
