"""How long do many small networks take? One for each of 100 series, beside PyTorch's natural loop and JAX.

Each series has 1,000 points and its own GRU of 32 units, which learns the next point from the points
before: 20 epochs, windows of 50 points at a stride of 50, in batches of at most 32 windows, Adam.
PyTorch and JAX have all cores too. JAX's compilation is told apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import perf_counter

import numpy as np

import elman
from machine import describe_machine
from report import finish, make_parser
from turns import quartiles
from workload import Work

Batches = list[tuple[np.ndarray, np.ndarray]]
Learn = Callable[[list[Batches], int], float]
WORK = Work(cell="gru", batch=20, time=50, inputs=1, units=32)
BATCH, LENGTH = 32, 50


def make_series(count: int, points: int = 1001, seed: int = 0) -> np.ndarray:
    """Two sines of the series' own periods, and noise."""
    random = np.random.default_rng(seed)
    periods, phases = random.uniform(8, 60, (2, count, 1)), random.uniform(0, 6, (2, count, 1))
    angles = 2 * np.pi * np.arange(points) / periods + phases
    return (np.sin(angles).sum(0) + 0.1 * random.standard_normal((count, points))).astype(np.float32)


def make_batches(series: np.ndarray, stride: int) -> Batches:
    """Windows and the point after each of theirs, (windows, 50, 1)."""
    starts = np.arange(0, len(series) - LENGTH, stride)
    x = np.stack([series[start : start + LENGTH] for start in starts])[..., np.newaxis]
    y = np.stack([series[start + 1 : start + LENGTH + 1] for start in starts])[..., np.newaxis]
    cuts = range(0, len(starts), BATCH)
    return [
        (np.ascontiguousarray(x[cut : cut + BATCH]), np.ascontiguousarray(y[cut : cut + BATCH]))
        for cut in cuts
    ]


def learn_with_elman(all_batches: list[Batches], epochs: int) -> float:
    """All series through `elman.train_many`; the mean of the last losses."""
    trainings = []
    for seed, batches in enumerate(all_batches):
        network = elman.get_engine().build(
            WORK.spec, loss=elman.MSE(), optimizer=elman.Adam(learning_rate=1e-2), seed=seed, threads=1
        )
        windows = [elman.Window(x, y, carries_state=False) for x, y in batches]
        trainings.append(elman.Training(network=network, windows=windows * epochs))
    elman.train_many(trainings)
    return float(np.mean([training.history.losses[-1] for training in trainings]))


def learn_with_pytorch(all_batches: list[Batches], epochs: int) -> float:
    """The loop that a user writes: one series after the other."""
    import torch

    from peers.pytorch_step import Network

    losses = []
    for batches in all_batches:
        network = Network(WORK)
        optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
        loss_function = torch.nn.MSELoss()
        tensors = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in batches]
        for _ in range(epochs):
            for x, y in tensors:
                optimizer.zero_grad()
                loss = loss_function(network(x), y)
                loss.backward()
                optimizer.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def make_learn_with_jax() -> Learn:
    """One compiled step, which every series goes through one after the other."""
    import jax
    import jax.numpy as jnp

    from peers.jax_step import initial_parameters, make_update

    update = jax.jit(make_update(WORK.cell, learning_rate=1e-2), donate_argnums=(0, 1, 2))

    def learn(all_batches: list[Batches], epochs: int) -> float:
        losses = []
        for seed, batches in enumerate(all_batches):
            parameters = initial_parameters(WORK, seed)
            m, v = jax.tree.map(jnp.zeros_like, parameters), jax.tree.map(jnp.zeros_like, parameters)
            step, arrays = jnp.float32(0), [(jnp.asarray(x), jnp.asarray(y)) for x, y in batches]
            for _ in range(epochs):
                for x, y in arrays:
                    parameters, m, v, step, loss = update(parameters, m, v, step, x, y)
            losses.append(float(loss))
        return float(np.mean(losses))

    return learn


def time_learning(learn: Learn, all_batches: list[Batches], epochs: int) -> tuple[float, float]:
    """Seconds, and the mean of the last losses: who learns nothing is not fast."""
    started = perf_counter()
    loss = learn(all_batches, epochs)
    return perf_counter() - started, loss


def parse_arguments() -> argparse.Namespace:
    """The options of this benchmark."""
    parser = make_parser(__doc__)
    parser.add_argument("--series", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--stride", type=int, default=50)
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


def main() -> None:
    """Takes turns, after one series each to warm up."""
    arguments = parse_arguments()
    all_batches = [make_batches(series, arguments.stride) for series in make_series(arguments.series)]
    learners = {"elman": learn_with_elman, "PyTorch": learn_with_pytorch, "JAX": make_learn_with_jax()}
    first = {name: time_learning(learn, all_batches[:1], 1)[0] for name, learn in learners.items()}
    results = [
        {name: time_learning(learn, all_batches, arguments.epochs) for name, learn in learners.items()}
        for _ in range(arguments.repeats)
    ]
    lines = [
        describe_machine("torch", "jax", threads=2),
        f"{arguments.series} series, {arguments.epochs} epochs, stride {arguments.stride}, batches of "
        f"{' and '.join(str(len(x)) for x, _ in all_batches[0][:2])} windows; {arguments.repeats} turns",
        f"{'':10s}{'seconds':>10s}{'quartiles':>18s}{'times elman':>14s}{'last loss':>12s}"
        f"{'first series, s':>18s}",
    ]
    for name in learners:
        seconds = np.array([result[name][0] for result in results])
        ratios = np.array([result[name][0] / result["elman"][0] for result in results])
        low, median, high = quartiles(seconds)
        lines.append(
            f"{name:10s}{median:10.2f}{f'{low:.2f} to {high:.2f}':>18s}{np.median(ratios):14.1f}"
            f"{results[0][name][1]:12.4f}{first[name]:18.2f}"
        )
    lines.append("first series: one epoch of one series, compilation and other beginnings included")
    finish("many_series", lines, write=arguments.write)


if __name__ == "__main__":
    main()
