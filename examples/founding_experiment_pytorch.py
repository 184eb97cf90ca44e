"""The founding experiment in PyTorch, with a loop of your own: a recurrent network learns the cosine.

    python examples/founding_experiment_pytorch.py        # writes founding-experiment-pytorch.png

The same weights at the start and the same 300 windows as `founding_experiment.py`.
"""

import sys

import matplotlib
import numpy as np
import torch

import elman
from elman.pytorch import Rnn, to_state_dict

matplotlib.use("agg")
from matplotlib import pyplot as plt

WINDOWS, POINTS = 300, 10


def window(number):
    """The sine and the cosine over half a turn, as tensors (batch, time, features)."""
    angle = np.linspace(number * np.pi, (number + 1) * np.pi, POINTS, dtype=np.float32)
    return torch.from_numpy(np.sin(angle)).view(1, -1, 1), torch.from_numpy(np.cos(angle)).view(1, -1, 1)


def run(windows=WINDOWS, seed=7):
    """Trains on every window once; returns the losses, and the prediction of the next window."""
    module = Rnn(input_size=1, hidden_size=32, cell="rnn")
    # PyTorch would draw other weights from the same seed, so elman's are taken.
    module.load_state_dict(to_state_dict(elman.initialize(module.spec, "pytorch", seed=seed)))
    print(module)
    optimizer, mse = torch.optim.Adam(module.parameters(), lr=0.02), torch.nn.MSELoss()
    losses, h = [], None
    for number in range(windows):
        x, y = window(number)
        prediction, h = module(x, h)
        h = h.detach()  # the gradient ends at the start of the window
        loss = mse(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        return losses, module(window(windows)[0], h)[0].numpy().ravel()


if __name__ == "__main__":
    losses, prediction = run()
    print(f"first loss {losses[0]:.4f}, mean of the last 20 {np.mean(losses[-20:]):.5f}")
    plt.plot(window(WINDOWS)[1].ravel(), "r-", label="truth")
    plt.plot(prediction, "b.-", label="prediction")
    plt.legend()
    plt.savefig(sys.argv[1] if len(sys.argv) > 1 else "founding-experiment-pytorch.png")
