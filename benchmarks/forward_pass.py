"""How fast is the forward pass alone? elman beside the machine's limit, PyTorch, ONNX Runtime and JAX.

32 sequences of 1,000 steps with 4 inputs through one layer of 64 units, as `training_step.py` measures.
"""

from __future__ import annotations

from collections.abc import Iterator

from apart import run_on_threads
from ceilings import make_fused_multiply_add
from tables import describe, table
from turns import take_turns
from workload import CELLS, Run, Work, elman_forward

PEAK = "fused multiply-add"


def make_peers(work: Work, threads: int, *, quick: bool) -> dict[str, Run]:
    """Everyone else, by name."""
    from peers.onnx_forward import onnx_forward
    from peers.pytorch_step import pytorch_forward

    peers: dict[str, Run] = {"PyTorch": pytorch_forward(work), "ONNX Runtime": onnx_forward(work, threads)}
    if not quick:
        from peers.jax_step import jax_forward

        peers["JAX"] = jax_forward(work)
    return peers


def measure(threads: int, quick: bool) -> Iterator[str]:
    """Every cell on this many threads; the lines of the report."""
    import torch

    torch.set_num_threads(threads)
    fused_multiply_add = make_fused_multiply_add("avx512")
    count, lines = fused_multiply_add(), []
    for cell in CELLS:
        work = Work(cell=cell, batch=32, time=1000, inputs=4, units=64)
        peers = make_peers(work, threads, quick=quick)
        runs = {PEAK: fused_multiply_add, "elman": elman_forward(work, threads=threads), **peers}
        seconds = take_turns(runs, turns=5 if quick else 15, seconds_a_turn=0.05)
        ours, limit = seconds["elman"], threads * count / seconds[PEAK]
        share = describe(work.forward_arithmetic / ours / limit, 100, 0)
        ratios = [describe(seconds[peer] / ours) for peer in peers]
        lines.append([cell, str(work), describe(ours, 1e3), share, *ratios])
    head = ["cell", "(batch,time,inputs,units)", "elman ms", "% of the limit"]
    yield from table([*head, *(f"times {peer}" for peer in peers)], lines)


def main() -> None:
    """Runs on one thread and on two."""
    packages = ("torch", "onnxruntime", "jax")
    title = "prediction of float32 arrays, no state carried in; medians (quartiles)"
    run_on_threads("forward_pass", __doc__, measure, packages=packages, title=title)


if __name__ == "__main__":
    main()
