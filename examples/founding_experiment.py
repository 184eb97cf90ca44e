"""The founding experiment on elman's own engine: a recurrent network learns the cosine from the sine.

    python examples/founding_experiment.py        # writes founding-experiment.png

300 windows of 10 points, each seen once; the hidden state is carried from window to window.
"""

import sys

import matplotlib
import numpy as np

import elman

matplotlib.use("agg")
from matplotlib import pyplot as plt

WINDOWS, POINTS = 300, 10


def window(number):
    """The sine and the cosine over half a turn, as arrays (batch, time, features)."""
    angle = np.linspace(number * np.pi, (number + 1) * np.pi, POINTS, dtype=np.float32)
    return np.sin(angle).reshape(1, POINTS, 1), np.cos(angle).reshape(1, POINTS, 1)


def run(windows=WINDOWS, seed=7):
    """Trains on every window once; returns the losses, and the prediction of the next window."""
    spec = elman.NetworkSpec(input_size=1, hidden_size=32, cell="rnn")
    network = elman.get_engine("native").build(
        spec, loss=elman.MSE(), optimizer=elman.Adam(learning_rate=0.02)
    )
    network.load(elman.initialize(spec, "pytorch", seed=seed))
    print(network.summary())
    losses, state = [], None
    for number in range(windows):
        x, y = window(number)
        loss, state = network.train_window(x, y, state=state)
        losses.append(loss)
    prediction, _ = network.forward(window(windows)[0], state)
    return losses, prediction.ravel()


if __name__ == "__main__":
    losses, prediction = run()
    print(f"first loss {losses[0]:.4f}, mean of the last 20 {np.mean(losses[-20:]):.5f}")
    plt.plot(window(WINDOWS)[1].ravel(), "r-", label="truth")
    plt.plot(prediction, "b.-", label="prediction")
    plt.legend()
    plt.savefig(sys.argv[1] if len(sys.argv) > 1 else "founding-experiment.png")
