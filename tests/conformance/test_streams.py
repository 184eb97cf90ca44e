"""Every way through a stream gives the same numbers, on every cell, depth and instruction set."""

import pytest

from elman import _native
from elman.prediction import Stream, StreamBatch
from tests.conformance import stream_checks as checks
from tests.conformance.mutants.streams import STREAM_MUTANTS
from tests.conformance.stream_cases import STREAM_CASES, StreamCase

CHECKS = {
    "definition": lambda kind, case, folder: checks.check_definition(kind, case),
    "pieces": checks.check_pieces,
    "refusal": lambda kind, case, folder: checks.check_refusal(kind, case),
    "fork": lambda kind, case, folder: checks.check_fork(kind, case),
    "health": lambda kind, case, folder: checks.check_health(kind, case),
    "lanes": lambda kind, case, folder: checks.check_lanes(kind, case),
}


@pytest.fixture(params=_native.instruction_sets())
def instruction_set(request, monkeypatch):
    monkeypatch.setenv("ELMAN_ISA", request.param)


@pytest.mark.usefixtures("instruction_set")
@pytest.mark.parametrize("case", STREAM_CASES, ids=str)
@pytest.mark.parametrize("check", CHECKS)
def test_stream(check, case, tmp_path):
    CHECKS[check](StreamBatch if check == "lanes" else Stream, case, tmp_path)


@pytest.mark.parametrize(
    ("mutant", "check"),
    STREAM_MUTANTS,
    ids=[f"{mutant.__name__}-{check}" for mutant, check in STREAM_MUTANTS],
)
def test_check_rejects_mutant(mutant, check, tmp_path):
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        CHECKS[check](mutant, StreamCase("lstm", 2), tmp_path)


def test_no_check_is_idle():
    assert {check for _, check in STREAM_MUTANTS} == set(CHECKS)
