"""Wrong starts."""

from __future__ import annotations

from elman.engines.reference import ReferenceNetwork
from elman.network import initialize
from tests.conformance.cases import SIZES, Case
from tests.conformance.mutants.mutant import Mutant, builder


class ForgetBiasMissing(ReferenceNetwork):
    def __init__(self, spec, *, seed, **parts):
        super().__init__(spec, seed=seed, **parts)
        parameters = initialize(spec, seed=seed)
        parameters["rnn.bias_ih_l0"][...] = 0.0
        self.load(parameters)


class SeedIgnored(ReferenceNetwork):
    def __init__(self, spec, *, seed, **parts):
        super().__init__(spec, seed=0, **parts)


class InitializedAsPyTorch(ReferenceNetwork):
    def __init__(self, spec, *, seed, **parts):
        super().__init__(spec, seed=seed, **parts)
        self.load(initialize(spec, "pytorch", seed=seed))


INITIAL_MUTANTS = [
    Mutant(name=name, build=builder(network), rejected_by=("initial",), case=Case("lstm", 1, SIZES[2]))
    for name, network in (
        ("forget bias missing", ForgetBiasMissing),
        ("seed ignored", SeedIgnored),
        ("initialized as pytorch does", InitializedAsPyTorch),
    )
]
