"""The inner loops of the products are as short as they were: instructions are counted, never time.

What is counted is in the extension itself, so the compiler that built it is the one that is tested. A
tile of R rows and C vectors needs R * C multiply-adds a round, R + C loads, and a few instructions to
count and to branch; anything more (a broadcast that computes, a vector that is read anew for every row,
sums that are spilled) once cost a fifth of the speed.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from elman import _native

LARGEST_TILES = {"zmm": (6, 4), "ymm": (3, 4)}  # R and C of the LSTM's tile on AVX-512 and on AVX2
LINE = re.compile(r"^\s*([0-9a-f]+):\s+(\S.*)$")
JUMP = re.compile(r"^j\w+\s+([0-9a-f]+)")


@dataclass(frozen=True)
class Loop:
    """The instructions from a jump's target to the jump, without another jump between."""

    instructions: tuple[str, ...]

    def count(self, pattern):
        return sum(bool(re.search(pattern, instruction)) for instruction in self.instructions)


def innermost_loops(listing):
    """All short loops without a branch inside, in a listing of objdump."""
    code = [(int(m[1], 16), m[2]) for m in map(LINE.match, listing.splitlines()) if m]
    place = {address: i for i, (address, _) in enumerate(code)}
    jumps = [i for i, (_, instruction) in enumerate(code) if JUMP.match(instruction)]
    loops = []
    for before, i in pairwise([-1, *jumps]):
        start = place.get(int(JUMP.match(code[i][1])[1], 16), i)
        if before < start < i:
            loops.append(Loop(tuple(instruction for _, instruction in code[start : i + 1])))
    return loops


def large_tiles(loops, register):
    """The loops that multiply the largest tile on these registers: activations divide, products do not."""
    rows, columns = LARGEST_TILES[register]
    return [
        loop
        for loop in loops
        if loop.count(rf"vfmadd.*%{register}") == loop.count("vfmadd") == rows * columns
        and loop.count("vbroadcastss") == rows
        and not loop.count("vdiv|vsqrt")
    ]


def faults(loop):
    """What a loop has too much of."""
    multiply_adds = loop.count("vfmadd")
    found = {
        "instructions": len(loop.instructions) - 2 * multiply_adds - 6,
        "arithmetic beside the products": loop.count(r"^v(add|sub|mul|div)"),
        "sums in memory": loop.count(r"[xyz]mm\d+.*\(%rsp|\(%rsp.*[xyz]mm\d+"),
    }
    return {name: number for name, number in found.items() if number > 0}


@pytest.fixture(scope="module")
def loops():
    command = [shutil.which("objdump"), "-d", "--no-show-raw-insn", _native.__file__]
    return innermost_loops(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def is_guarded():
    """Whether the extension is what users get: another compiler, or a sanitizer, makes other loops."""
    extension = Path(_native.__file__).read_bytes()
    return (
        "avx2" in _native.instruction_sets()
        and b"GCC: (" in extension
        and not any(sanitizer in extension for sanitizer in (b"__asan_init", b"__tsan_init"))
    )


BUILT = LARGEST_TILES if is_guarded() else []


@pytest.mark.parametrize("register", BUILT)
def test_no_large_tile_does_more_than_its_products(loops, register):
    tiles = large_tiles(loops, register)
    assert tiles
    assert [faults(tile) for tile in tiles if faults(tile)] == []


def listing_of(*instructions):
    """A loop of these instructions, as objdump prints it."""
    lines = [f"  {16 * i:x}:\t{instruction}" for i, instruction in enumerate(instructions)]
    return "\n".join([*lines, f"  {16 * len(instructions):x}:\tjne    0 <loop>"])


MULTIPLY_ADDS = [f"vfmadd231ps %ymm1,%ymm2,%ymm{4 + i}" for i in range(12)]


def test_a_good_loop_passes():
    loads = ["vbroadcastss (%rax),%ymm1"] * 3 + ["vmovups (%rcx),%ymm2"] * 4
    (loop,) = innermost_loops(listing_of(*loads, *MULTIPLY_ADDS, "add    $0x4,%rax", "cmp    %rdi,%rcx"))
    assert large_tiles([loop], "ymm") == [loop]
    assert faults(loop) == {}


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("arithmetic beside the products", ["vaddss (%rdx),%xmm15,%xmm2"]),
        ("sums in memory", ["vmovaps %ymm3,0x40(%rsp)"]),
        ("instructions", ["mov    %rax,%rbx"] * 20),
    ],
)
def test_a_worse_loop_is_found(name, extra):
    (loop,) = innermost_loops(listing_of(*extra, *MULTIPLY_ADDS))
    assert list(faults(loop)) == [name]
