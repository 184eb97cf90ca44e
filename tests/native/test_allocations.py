"""Nothing is allocated inside a window after the first: counted in the engine, compiled for this."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NATIVE = TESTS.parents[1] / "native"
CASES = 4 * 4 * 2  # cells, losses, numbers of threads


def run(folder, source):
    """Compiles the counting program and returns case -> (first window's count, later ones')."""
    program = folder / "allocations"
    command = [shutil.which("c++"), "-std=c++20", "-O0", "-w", "-pthread", f"-I{NATIVE}", source]
    # A sanitizer that is loaded for the tests does not suit the compiler, and counts nothing here.
    plain = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    subprocess.run([*command, NATIVE / "isa" / "baseline.cpp", "-o", program], check=True, env=plain)
    output = subprocess.run([program], check=True, capture_output=True, text=True, env=plain).stdout
    lines = [line.rsplit(" ", 2) for line in output.splitlines()]
    return {case: (int(first), int(later)) for case, first, later in lines}


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    return run(tmp_path_factory.mktemp("allocations"), TESTS / "allocations.cpp")


def test_no_window_after_the_first_allocates(counts):
    assert len(counts) == CASES
    assert {case: later for case, (_, later) in counts.items() if later} == {}


def test_the_first_window_is_seen_to_allocate(counts):
    """The count is not blind: workspaces are made by aligned_alloc, threads by operator new."""
    assert min(first for first, _ in counts.values()) >= 10
    assert counts["gru,mse,2"][0] > counts["gru,mse,1"][0]
