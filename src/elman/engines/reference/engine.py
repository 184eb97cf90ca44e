"""The builder of the reference engine."""

from __future__ import annotations

from typing import final

from elman.engines.arguments import check_build
from elman.engines.reference.network import ReferenceNetwork
from elman.network import NetworkSpec
from elman.network.losses import Loss
from elman.optimizers import Optimizer


@final
class ReferenceEngine:
    """Builds networks of NumPy and float64: the definition, for every cell there is."""

    def supports(self, spec: NetworkSpec) -> bool:
        """True: a cell is a cell because it is defined here."""
        return True

    def build(
        self,
        spec: NetworkSpec,
        *,
        loss: Loss,
        optimizer: Optimizer,
        seed: int = 0,
        threads: int | None = None,
    ) -> ReferenceNetwork:
        """A network with elman's default initial parameters; `threads` is checked and not needed."""
        check_build(spec, loss, seed, threads, optimizer)
        return ReferenceNetwork(spec, cell=spec.cell_definition, loss=loss, optimizer=optimizer, seed=seed)
