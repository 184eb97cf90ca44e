"""The facts that a network shows of itself, the same on every engine."""

from __future__ import annotations

from elman.network import NetworkSpec, describe
from elman.shown import About


def about_network(spec: NetworkSpec, num_steps: int, engine: str) -> About:
    """Returns the shape of a network, its parameters and its steps."""
    layers = f"{spec.num_layers} layers of " if spec.num_layers > 1 else ""
    facts = {
        "": f"{spec.cell}, {layers}{spec.hidden_size} units",
        "inputs": spec.input_size,
        "outputs": spec.output_size,
        "steps": f"{num_steps:,}",
        "engine": engine,
    }
    return About(facts=facts, sentences=describe(spec).splitlines())
