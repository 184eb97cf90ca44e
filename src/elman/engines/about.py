"""What is to be known of a network, whatever engine it is on."""

from __future__ import annotations

from elman.engines.protocol import Network
from elman.network import describe
from elman.shown import About


def about_network(network: Network, engine: str) -> About:
    """Its shape, its parameters and its steps."""
    spec = network.spec
    layers = f"{spec.num_layers} layers of " if spec.num_layers > 1 else ""
    facts = {
        "": f"{spec.cell}, {layers}{spec.hidden_size} units",
        "inputs": spec.input_size,
        "outputs": spec.output_size,
        "steps": f"{network.num_steps:,}",
        "engine": engine,
    }
    return About(facts=facts, sentences=describe(spec).splitlines())
