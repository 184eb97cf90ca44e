"""The founding experiment as two scripts: from the same weights the same first losses."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("founding_experiment", "founding_experiment_pytorch")


@pytest.fixture(scope="module")
def scripts():
    found = {}
    for name in NAMES:
        spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
        found[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found[name])
    return found


def test_the_first_losses_are_the_same(scripts):
    own, torch = (scripts[name].run(windows=20)[0] for name in NAMES)
    assert own == pytest.approx(torch, rel=2e-4)
    other, _ = scripts[NAMES[0]].run(windows=20, seed=6)
    assert own != pytest.approx(other, rel=0.05)


@pytest.mark.parametrize("name", NAMES)
def test_the_cosine_is_learned_and_drawn(name, tmp_path):
    picture = tmp_path / "picture.png"
    command = [sys.executable, "-W", "error", EXAMPLES / f"{name}.py", picture]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "RNN(1, 32, batch_first=True)" in printed
    assert float(printed.split()[-1]) < 0.001
    assert picture.stat().st_size > 5_000


@pytest.mark.parametrize("name", NAMES)
def test_it_is_short(name):
    lines = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip() and not line.startswith(("import", "from"))]) < 45


def test_the_initial_weights_follow_the_seed_on_every_engine():
    import elman

    spec = elman.NetworkSpec(input_size=1)
    drawn = [
        elman.get_engine(name).build(spec, loss=elman.MSE(), optimizer=elman.Adam(), seed=3).parameters()
        for name in ("native", "reference", "pytorch")
    ]
    for name, array in elman.initialize(spec, seed=3).items():
        assert all(np.array_equal(array, parameters[name]) for parameters in drawn)
