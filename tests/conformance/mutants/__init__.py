"""Wrong networks: the reference with one thing changed, posing as an engine.

The checks compare whoever they are given with the reference and with PyTorch, so what rejects these
rejects an engine with the same mistake. `MUTANTS` has them all, each with the checks that must
reject it.
"""

from tests.conformance.mutants.cells import CELL_MUTANTS
from tests.conformance.mutants.initial import INITIAL_MUTANTS
from tests.conformance.mutants.losses import LOSS_MUTANTS
from tests.conformance.mutants.mutant import Mutant
from tests.conformance.mutants.networks import NETWORK_MUTANTS
from tests.conformance.mutants.optimizers import OPTIMIZER_MUTANTS

__all__ = ["MUTANTS", "Mutant"]

MUTANTS = [*CELL_MUTANTS, *INITIAL_MUTANTS, *LOSS_MUTANTS, *NETWORK_MUTANTS, *OPTIMIZER_MUTANTS]
