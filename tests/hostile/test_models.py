"""Every damaged model is answered by the same sentence, whatever command it is given to."""

import numpy as np
import pytest

from elman.cli import run
from tests.hostile.conftest import FIT
from tests.hostile.model_cases import MODEL_CASES, rewrite

COMMANDS = {
    "evaluate": ["evaluate", "bad.safetensors", "good.csv", "--json"],
    "predict": ["predict", "bad.safetensors", "good.csv", "--output", "new.csv"],
    "plot": ["plot", "bad.safetensors", "good.csv", "--output", "new.png"],
    "info": ["info", "bad.safetensors", "--json"],
    "fit": [*FIT, "--steps", "2", "--from", "bad.safetensors"],
}


@pytest.fixture
def bad(folder):
    """The file that a case damages."""
    path = folder / "bad.safetensors"
    path.write_bytes((folder / "model.safetensors").read_bytes())
    return path


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("case", MODEL_CASES)
def test_a_damaged_model_is_refused(case, command, bad, folder, refuses):
    damage, sentence = MODEL_CASES[case]
    damage(bad)
    refuses(folder, COMMANDS[command], sentence)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_baseline_of_a_later_version_is_left_out(command, bad):
    rewrite(bad, tensors={"baseline.oracle.crystal_O": np.zeros(1)})
    assert run(COMMANDS[command]) == 0
