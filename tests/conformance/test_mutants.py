"""The checks reject every mutant, pass the right network on the same case, and none of them is idle."""

from __future__ import annotations

from dataclasses import replace

import pytest

from elman.engines.reference import ReferenceEngine
from elman.optimizers import Cosine
from tests.conformance import checks
from tests.conformance.cases import SIZES, Sizes
from tests.conformance.central_differences import check_central_differences
from tests.conformance.mutants import MUTANTS


def _differentiate(build, mutant):
    small = replace(mutant.case, sizes=Sizes(2, 4, 2, 3, 5))
    check_central_differences(build, small)


CHECKS = {
    "batch_order": lambda build, mutant: checks.check_batch_order(build, mutant.case),
    "central_differences": _differentiate,
    "chunks": lambda build, mutant: checks.check_chunks(build, mutant.case),
    "divergence": lambda build, mutant: checks.check_divergence(build, mutant.case),
    "dropout_gradients": lambda build, mutant: checks.check_dropout_gradients(build, mutant.case),
    "dropout_repeats": lambda build, mutant: checks.check_dropout_repeats(build, mutant.case),
    "fingerprint": lambda build, mutant: checks.check_fingerprint(build, mutant.case, mutant.optimizer),
    "forward": lambda build, mutant: checks.check_forward(build, mutant.case),
    "gradients": lambda build, mutant: checks.check_gradients(build, mutant.case),
    "initial": lambda build, mutant: checks.check_initial(build, mutant.case),
    "inputs_untouched": lambda build, mutant: checks.check_inputs_untouched(build, mutant.case),
    "load": lambda build, mutant: checks.check_load(build, mutant.case, mutant.optimizer),
    "schedule_end": lambda build, mutant: checks.check_schedule_end(
        build, mutant.case, replace(mutant.optimizer, schedule=Cosine(3))
    ),
    "python_threads": lambda build, mutant: checks.check_python_threads(build, mutant.case),
    "snapshot_moments": lambda build, mutant: checks.check_snapshot_moments(
        build, mutant.case, mutant.optimizer
    ),
    "snapshot": lambda build, mutant: checks.check_snapshot(build, mutant.case, mutant.optimizer),
    "threads": lambda build, mutant: checks.check_threads(build, mutant.case, bitwise=True),
    "step_size": lambda build, mutant: checks.check_step_size(
        build, replace(mutant.case, sizes=SIZES[8]), mutant.optimizer
    ),
    "loss_beside_the_gradient": lambda build, mutant: checks.check_loss_beside_the_gradient(
        build, mutant.case
    ),
    "training": lambda build, mutant: checks.check_training(build, mutant.case, mutant.optimizer),
    "unscored_window": lambda build, mutant: checks.check_unscored_window(build, mutant.case),
    "unweighted": lambda build, mutant: checks.check_unweighted(build, mutant.case),
}

PAIRS = [
    pytest.param(mutant, check, id=f"{mutant}-{check}") for mutant in MUTANTS for check in mutant.rejected_by
]


@pytest.mark.parametrize(("mutant", "check"), PAIRS)
def test_check_rejects_mutant(mutant, check):
    CHECKS[check](ReferenceEngine().build, mutant)
    with pytest.raises(AssertionError):
        CHECKS[check](mutant.build, mutant)


def test_every_check_has_rejected_something():
    assert {check for mutant in MUTANTS for check in mutant.rejected_by} == set(CHECKS)
    written = {name.removeprefix("check_") for name in vars(checks) if name.startswith("check_")}
    assert written | {"central_differences"} == set(CHECKS)
