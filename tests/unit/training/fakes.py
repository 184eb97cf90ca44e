"""A network of one number, and examples to go with it."""

import numpy as np

from elman.data import Examples
from elman.engines import Snapshot
from elman.network import NetworkSpec
from elman.training.plan import Plan


class FakeNetwork:
    """Its one parameter moves towards the target by `rate` a step; its losses can be scripted by step.

    Its state is the number of windows since the last start; its snapshot is all that there is of it.
    """

    spec = NetworkSpec(input_size=1)
    fingerprint = "fake"

    def __init__(self, rate=0.1, script=None):
        self.value, self.num_steps, self.rate, self.script = 0.0, 0, rate, script or {}

    def train_window(self, x_BTF, y_BTO, weight_BTO=None, state=None):
        error = float(y_BTO[0, 0, 0]) - self.value
        loss = self.script.get((self.num_steps, self.rate), error * error)
        if np.isfinite(loss):
            self.value += self.rate * error
            self.num_steps += 1
        return loss, (state or 0) + 1

    def forward(self, x_BTF, state=None):
        return np.full((*x_BTF.shape[:2], 1), self.value, np.float32), state

    def snapshot(self):
        value = {"value": np.array([self.value])}
        return Snapshot(parameters=value, m=value, v=value, step=self.num_steps, fingerprint="fake")

    def restore(self, snapshot):
        self.value, self.num_steps = float(snapshot.parameters["value"][0]), snapshot.step


def make_plan(**changes):
    fields = {
        "spec": FakeNetwork.spec,
        "schedule": "shuffle",
        "window": 5,
        "burn_in": 0,
        "batch_size": 2,
        "learning_rate": 0.1,
        "weight_decay": 0.0,
        "clip_norm": 1.0,
        "steps": 400,
    }
    return Plan(**{**fields, **changes})


def constant_examples(value=1.0, rows=60):
    ones = np.ones((rows, 1), np.float32)
    return Examples(x_NF=ones, y_NO=value * ones, lengths=(rows,))


def filtered_noise(lengths, seed=0):
    """Noise through a first-order filter and a bent curve: something that a small network can learn."""
    random = np.random.default_rng(seed)
    parts = []
    for length in lengths:
        x_T = random.standard_normal(length)
        y_T = np.zeros(length)
        for k in range(1, length):
            y_T[k] = 0.8 * y_T[k - 1] + 0.6 * np.tanh(x_T[k])
        parts.append(np.stack([x_T, y_T], axis=1))
    values_NC = np.concatenate(parts).astype(np.float32)
    return Examples(x_NF=values_NC[:, :1].copy(), y_NO=values_NC[:, 1:].copy(), lengths=tuple(lengths))
