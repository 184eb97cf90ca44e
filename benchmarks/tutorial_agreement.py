"""Does the tutorial recipe do what the plain PyTorch loop does?

First the losses of the first 30 windows from the same parameters, seed by seed, beside the distance
of plain PyTorch from itself in float64: the recipe is chaotic, and rounding errors grow. Then, over
all 300 windows, where single runs cannot agree, the distribution of the final loss over many seeds.
"""

from __future__ import annotations

import numpy as np
import torch

from elman.data import sine_to_cosine
from elman.demo import DemoOptions
from elman.demo.experiment import build_network
from elman.training import History, train
from machine import describe_machine
from peers.pytorch_loop import PlainNetwork, make_windows, train_plain
from report import finish, make_parser, show_progress

FAILURE = 0.01


def plain_run(seed: int, num_windows: int) -> tuple[dict[str, torch.Tensor], np.ndarray]:
    """Initial parameters and losses of plain PyTorch."""
    torch.manual_seed(seed)
    network = PlainNetwork()
    initial = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    return initial, np.array(train_plain(network, make_windows(num_windows)))


def plain_run_in_float64(initial: dict[str, torch.Tensor], num_windows: int) -> np.ndarray:
    """Losses of plain PyTorch from the same parameters, in float64."""
    network = PlainNetwork()
    network.load_state_dict(initial)
    windows = [(x.double(), y.double()) for x, y in make_windows(num_windows)]
    return np.array(train_plain(network.double(), windows))


def elman_run(engine: str, initial: dict[str, torch.Tensor], num_windows: int) -> np.ndarray:
    """Losses of the tutorial recipe from the same parameters."""
    network = build_network(DemoOptions(engine=engine, recipe="tutorial", threads=1))
    network.load(initial)
    history = History()
    train(network, sine_to_cosine(num_windows), history)
    return np.array(history.losses)


def compare_first_losses(engine: str, num_seeds: int) -> list[str]:
    """One line a seed: the largest relative difference within 30 windows."""
    lines = ["largest relative difference of the first 30 losses from plain PyTorch in float32:"]
    for seed in range(num_seeds):
        initial, plain = plain_run(seed, 30)
        ours = np.abs(elman_run(engine, initial, 30) / plain - 1).max()
        theirs = np.abs(plain_run_in_float64(initial, 30) / plain - 1).max()
        lines.append(f"  seed {seed:2d}  {engine} {ours:.1e}   PyTorch in float64 {theirs:.1e}")
        show_progress(seed + 1, num_seeds, "first losses")
    return lines


def compare_final_losses(engine: str, num_seeds: int) -> list[str]:
    """Quartiles and share of failures of both, with their standard errors, and their difference."""
    losses = np.empty((2, num_seeds))
    for seed in range(num_seeds):
        initial, plain = plain_run(seed, 300)
        losses[:, seed] = plain[-20:].mean(), elman_run(engine, initial, 300)[-20:].mean()
        show_progress(seed + 1, num_seeds, "final losses")
    lines = [f"mean of the last 20 of 300 losses over {num_seeds} seeds (+- one standard error):"]
    for name, values in zip(("PyTorch", engine), losses, strict=True):
        lines.append(f"  {name:10s} quartiles {_quartiles(values)}   {_share(values)}")
    shares = (losses > FAILURE).mean(axis=1)
    error = np.sqrt((shares * (1 - shares)).sum() / num_seeds)
    lines.append(
        f"  difference of the shares: {shares[1] - shares[0]:+.3f}, standard error {error:.3f}; "
        f"Kolmogorov-Smirnov distance {_largest_distance(*losses):.3f}, "
        f"5 % limit {1.358 * np.sqrt(2 / num_seeds):.3f}"
    )
    return lines


def _quartiles(values: np.ndarray) -> str:
    """The quartiles, with standard errors by the bootstrap."""
    random = np.random.default_rng(0)
    samples = values[random.integers(0, values.size, (1000, values.size))]
    errors = np.quantile(samples, [0.25, 0.5, 0.75], axis=1).std(axis=1)
    quartiles = np.quantile(values, [0.25, 0.5, 0.75])
    return "  ".join(f"{q:.2e} +- {e:.1e}" for q, e in zip(quartiles, errors, strict=True))


def _share(values: np.ndarray) -> str:
    share = (values > FAILURE).mean()
    return f"above {FAILURE}: {share:.3f} +- {np.sqrt(share * (1 - share) / values.size):.3f}"


def _largest_distance(first: np.ndarray, second: np.ndarray) -> float:
    """The largest distance between two empirical distribution functions."""
    points = np.sort(np.concatenate([first, second]))
    shares = [np.searchsorted(np.sort(v), points, side="right") / v.size for v in (first, second)]
    return float(np.abs(shares[0] - shares[1]).max())


def main() -> None:
    """Runs both comparisons."""
    parser = make_parser(__doc__)
    parser.add_argument("--engine", default="native")
    parser.add_argument("--seeds", type=int, default=300, help="for the final losses")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    lines = [
        describe_machine("torch", threads=1),
        *compare_first_losses(arguments.engine, 24),
        *compare_final_losses(arguments.engine, arguments.seeds),
    ]
    finish("tutorial_agreement", lines, write=arguments.write)


if __name__ == "__main__":
    main()
