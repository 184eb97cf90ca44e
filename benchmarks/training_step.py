"""How fast is a training step (forward, backward, Adam)? elman beside the machine's limit, PyTorch and JAX.

One run on one thread and one on two, each in a process of its own that is bound to as many cores, so
that every contender has the same. Contenders take turns; every ratio is made within a turn. Of the
arithmetic only the matrix products are counted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from apart import run_on_threads
from ceilings import make_fused_multiply_add, make_matrix_product
from report import show_progress
from tables import describe, table
from turns import take_turns
from workload import CELLS, Run, Work, elman_step

SHAPES = (
    {"batch": 1, "time": 100, "inputs": 1, "units": 32},
    {"batch": 32, "time": 100, "inputs": 4, "units": 32},
    {"batch": 32, "time": 100, "inputs": 4, "units": 64},
    {"batch": 64, "time": 200, "inputs": 8, "units": 128},
    {"batch": 32, "time": 100, "inputs": 8, "units": 256},
    {"batch": 128, "time": 100, "inputs": 8, "units": 512},
    {"batch": 32, "time": 100, "inputs": 4, "units": 64, "layers": 2},
)
PEERS = ("PyTorch", "JAX", "compiled PyTorch")
PEAK, PRODUCT = "fused multiply-add", "NumPy product"
Seconds = dict[str, np.ndarray]


def contenders(work: Work, threads: int, *, quick: bool) -> dict[str, Run]:
    """Everyone who takes turns on this work, by name."""
    from peers.pytorch_step import pytorch_step

    runs: dict[str, Run] = {"elman": elman_step(work, threads=threads)}
    if threads == 1:
        runs |= {"elman, AVX2": elman_step(work, threads=1, instruction_set="avx2")}
    else:
        runs |= {"elman, 1 thread": elman_step(work, threads=1)}
    runs["PyTorch"] = pytorch_step(work)
    if not quick:
        from peers.jax_step import jax_step

        runs["JAX"] = jax_step(work)
        if work.batch == 1:  # it leaves PyTorch's recurrent layers as they are, so one size tells enough
            runs["compiled PyTorch"] = pytorch_step(work, compiled=True)
    return runs


def columns(work: Work, seconds: Seconds, peak: float, threads: int) -> list[str]:
    """One line of the table: what is measured of this work, every ratio within its turn."""
    ours, limit = seconds["elman"], peak / seconds[PEAK]
    line = [work.cell, str(work), describe(ours, 1e3, 3 if np.median(ours) < 0.1 else 1)]
    if threads == 1:
        line += [describe(work.training_arithmetic / ours / limit, 100, 0)]
        line += [describe(ours / seconds["elman, AVX2"], 100, 0)]
    else:
        line += [describe(seconds["elman, 1 thread"] / ours, digits=2)]
    return line + [describe(seconds[peer] / ours) if peer in seconds else "-" for peer in PEERS]


def describe_ceilings(seconds: Seconds, peak: float, product: float) -> str:
    """What the machine can do, on one core."""
    limit, numpy_limit = peak / seconds[PEAK] / 1e9, product / seconds[PRODUCT] / 1e9
    return (
        f"one core's limit: {describe(limit)} GFLOP/s of fused multiply-adds, "
        f"{describe(numpy_limit)} in NumPy's product of 512 x 512 matrices"
    )


def measure(threads: int, quick: bool) -> Iterator[str]:
    """All works on this many threads; the lines of the report."""
    import torch

    torch.set_num_threads(threads)
    fused_multiply_add, product = make_fused_multiply_add("avx512"), make_matrix_product()
    counts = fused_multiply_add(), product()
    ceilings = {PEAK: fused_multiply_add, PRODUCT: product}
    if threads == 1:
        yield describe_ceilings(take_turns(ceilings, turns=15, seconds_a_turn=0.02), *counts)
    works = [Work(cell=cell, **shape) for shape in SHAPES for cell in CELLS]
    lines = []
    for number, work in enumerate(works):
        heavy = work.training_arithmetic > 1e10
        runs = {PEAK: fused_multiply_add, **contenders(work, threads, quick=quick)}
        turns = 3 if heavy else 5 if quick else 15
        seconds = take_turns(runs, turns=turns, seconds_a_turn=0.02 if quick else 0.05)
        lines.append(columns(work, seconds, counts[0], threads))
        show_progress(number + 1, len(works), f"{threads} thread(s)")
    own = ["% of the limit", "AVX2: % of AVX-512's speed"] if threads == 1 else ["times 1 thread"]
    peers = [f"times {peer}" for peer in PEERS]
    yield from table(["cell", "(batch,time,inputs,units)", "elman ms", *own, *peers], lines)


def main() -> None:
    """Runs on one thread and on two."""
    run_on_threads(
        "training_step",
        __doc__,
        measure,
        packages=("torch", "jax"),
        title="training step on float32 arrays: forward, mean squared error, backward, Adam; "
        "medians (quartiles)",
    )


if __name__ == "__main__":
    main()
