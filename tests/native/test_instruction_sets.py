"""The forced instruction set is the one that runs, and none leaks into another."""

import shutil
import subprocess
from pathlib import Path

import pytest

from elman import _native
from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.network.losses import MSE
from elman.optimizers import Adam

NATIVE = Path(__file__).parents[2] / "native"
FLAGS = {
    "avx2": ["-mavx2", "-mfma"],
    "avx512": ["-mavx2", "-mfma", "-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl"],
}
on_x86 = pytest.mark.parametrize("name", FLAGS if "avx2" in _native.instruction_sets() else [])


def build():
    return get_engine("native").build(NetworkSpec(input_size=1), loss=MSE(), optimizer=Adam())


@pytest.mark.parametrize("name", _native.instruction_sets())
def test_the_forced_instruction_set_runs(name, monkeypatch):
    monkeypatch.setenv("ELMAN_ISA", name)
    assert build().instruction_set == name


def test_the_best_one_runs_unless_forced(monkeypatch):
    monkeypatch.delenv("ELMAN_ISA", raising=False)
    assert build().instruction_set == _native.instruction_sets()[0]


def test_an_unknown_one_is_named(monkeypatch):
    monkeypatch.setenv("ELMAN_ISA", "avx9")
    with pytest.raises(ArgumentError, match=r"^ELMAN_ISA must be one .*baseline.*, got 'avx9'\. Unset it"):
        build()


def shared_symbols(source, flags, folder):
    """Symbols that the linker may merge with another file's: weak, or unique in the whole program."""
    compiled = folder / "kernels.o"
    options = ["-std=c++20", "-O0", "-w", "-fno-exceptions", "-fno-rtti", *flags]
    subprocess.run([shutil.which("c++"), *options, "-c", source, "-o", compiled], check=True)
    listing = subprocess.run(["nm", compiled], check=True, capture_output=True, text=True).stdout
    return [line for line in listing.splitlines() if line.split()[-2] in "WVu"]


@on_x86
def test_no_code_for_a_newer_machine_can_replace_the_baseline(name, tmp_path):
    assert shared_symbols(NATIVE / "isa" / f"{name}.cpp", FLAGS[name], tmp_path) == []


def test_a_plain_inline_function_would_be_found(tmp_path):
    source = tmp_path / "mutant.cpp"
    source.write_text("inline float twice(float x) { return 2 * x; } float (*address)(float) = twice;")
    assert len(shared_symbols(source, [], tmp_path)) == 1
