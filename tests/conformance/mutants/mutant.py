"""What a mutant is, and how the reference is built with one part exchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from elman.engines.reference import ReferenceNetwork
from elman.optimizers import Adam, Optimizer
from tests.conformance.cases import SIZES, Case

CASE = Case("gru", 2, SIZES[2])
OPTIMIZER = Adam(learning_rate=0.02, epsilon=1e-3)


@dataclass(frozen=True, kw_only=True)
class Mutant:
    name: str
    build: Callable
    """As `Engine.build`."""
    rejected_by: tuple[str, ...]
    """The checks that must fail, without their `check_`."""
    case: Case = CASE
    optimizer: Optimizer = OPTIMIZER

    def __str__(self):
        return self.name.replace(" ", "-")


def builder(network=ReferenceNetwork, *, cell=None, loss=None, optimizer=None):
    """`Engine.build` of the reference, with another network class, cell, loss or optimizer."""

    def build(spec, **options):
        return network(
            spec,
            cell=cell or spec.cell_definition,
            loss=loss or options["loss"],
            optimizer=optimizer or options["optimizer"],
            seed=options.get("seed", 0),
        )

    return build
