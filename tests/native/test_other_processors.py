"""The engine on another processor: aarch64 with NEON, compiled here and run under emulation."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from elman.engines import get_engine
from elman.network import NetworkSpec, flatten_parameters
from elman.network.losses import MSE
from elman.network.state import State
from elman.optimizers import Adam
from tests.conformance.cases import CELLS

TESTS = Path(__file__).parent
NATIVE = TESTS.parents[1] / "native"
COMPILER, EMULATOR = shutil.which("aarch64-linux-gnu-g++"), shutil.which("qemu-aarch64-static")
FLAGS = ("-std=c++20", "-O2", "-w", "-pthread", "-static", "-ffp-contract=off", "-fno-math-errno")
STEPS = 10

pytestmark = pytest.mark.skipif(
    not (COMPILER and EMULATOR),
    reason="needs a compiler and an emulator: apt install g++-aarch64-linux-gnu qemu-user-static",
)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    made = tmp_path_factory.mktemp("aarch64") / "one_window"
    sources = [*NATIVE.glob("losses/*.cpp"), *NATIVE.glob("network/*.cpp"), *NATIVE.glob("schedules/*.cpp")]
    sources += [NATIVE / "isa" / "dispatch.cpp", NATIVE / "isa" / "baseline.cpp", TESTS / "one_window.cpp"]
    subprocess.run([COMPILER, *FLAGS, f"-I{NATIVE}", *sources, "-o", made], check=True)
    return made


def make_case(cell, num_layers):
    """A network, a window, and a state that is not zero, all in float32."""
    spec = NetworkSpec(input_size=3, hidden_size=21, num_layers=num_layers, output_size=2, cell=cell)
    reference = get_engine("reference").build(spec, loss=MSE(), optimizer=Adam(learning_rate=0.01), seed=1)
    random = np.random.default_rng(2)
    x_BTF = random.normal(size=(5, 13, 3)).astype(np.float32)
    y_BTO = random.normal(size=(5, 13, 2)).astype(np.float32)
    shape = (len(spec.cell_definition.states), num_layers, 5, 21)
    values_SLBH = (0.5 * random.normal(size=shape)).astype(np.float32)
    rounded = {name: array.astype(np.float32) for name, array in reference.parameters().items()}
    reference.load(rounded)
    return spec, reference, x_BTF, y_BTO, values_SLBH, flatten_parameters(rounded)


def run_there(program, case, numbers=lambda flat: flat):
    """What the program says: prediction, state, loss, gradient, prediction after training."""
    spec, _, x_BTF, y_BTO, values_SLBH, flat = case
    sizes = [spec.input_size, spec.hidden_size, spec.num_layers, spec.output_size, 5, 13, STEPS]
    given = [np.array(sizes, np.int64), numbers(flat), x_BTF, y_BTO, values_SLBH]
    done = subprocess.run(
        [EMULATOR, program, spec.cell],
        input=b"".join(np.ascontiguousarray(array).tobytes() for array in given),
        capture_output=True,
        check=True,
    )
    ends = np.cumsum([y_BTO.size, values_SLBH.size, 1, flat.size])
    return np.split(np.frombuffer(done.stdout, np.float32), ends)


def define_here(case):
    """The same by the definition, in float64."""
    spec, reference, x_BTF, y_BTO, values_SLBH, _ = case
    x_BTF, y_BTO = x_BTF.astype(np.float64), y_BTO.astype(np.float64)

    def state():
        return State(
            names=spec.cell_definition.states,
            values_SLBH=values_SLBH.astype(np.float64),
            fingerprint=reference.fingerprint,
        )

    prediction, after = reference.forward(x_BTF, state())
    loss, gradient = reference.loss_and_gradients(x_BTF, y_BTO, None, state())
    for _ in range(STEPS):
        reference.train_window(x_BTF, y_BTO)
    trained, _ = reference.forward(x_BTF)
    return prediction, after.values_SLBH, np.array([loss]), flatten_parameters(gradient), trained


LIMITS = {
    "prediction": 1e-5,
    "state": 1e-5,
    "loss": 1e-5,
    "gradient": 1e-4,
    "prediction after training": 1e-4,
}
"""Of the largest number: what float32 makes of each; Adam divides small gradients by themselves."""


def shares(program, case, **changes):
    """The largest difference of each number from its definition, as a share of the largest."""
    pairs = zip(LIMITS, run_there(program, case, **changes), define_here(case), strict=True)
    return {
        what: np.abs(found - np.ravel(wanted)).max() / np.abs(wanted).max() for what, found, wanted in pairs
    }


@pytest.mark.parametrize("num_layers", [1, 2])
@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_says_there_what_it_is_defined_to_say(program, cell, num_layers):
    found = shares(program, make_case(cell, num_layers))
    assert {what: share for what, share in found.items() if not share <= LIMITS[what]} == {}


def test_one_weight_altered_is_noticed(program):
    def altered(flat):
        changed = flat.copy()
        changed[100] += 0.5
        return changed

    found = shares(program, make_case("gru", 2), numbers=altered)
    assert all(share > LIMITS[what] for what, share in found.items())


def test_the_kernels_multiply_in_vectors(program):
    """Where NEON was not found, a product would be made of single numbers."""
    listing = subprocess.run(
        ["aarch64-linux-gnu-objdump", "-d", program], check=True, capture_output=True, text=True
    ).stdout
    kernels = re.findall(r"<[^>]*8baseline[^>]*>:\n(.*?)\n\n", listing, re.DOTALL)
    operations = re.findall(r"\tfm(?:la|ul|add)\t(\w+)", "\n".join(kernels))
    in_vectors = sum(register.startswith("v") for register in operations)
    assert in_vectors > 0.8 * len(operations) > 1000
