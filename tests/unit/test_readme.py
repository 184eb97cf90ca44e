"""What the README says is so."""

import re
from pathlib import Path

from elman.network.cells import CELLS
from elman.network.losses import LOSSES
from elman.optimizers import OPTIMIZERS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_its_python_runs():
    namespace = {}
    for program in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(program, namespace)


def test_it_is_short_and_begins_with_a_command():
    lines = README.splitlines()
    assert len(lines) < 120
    assert any(line.startswith("make demo") for line in lines[:25])


def test_it_names_what_there_is():
    for cell in CELLS:
        assert f"`{cell}`" in README
    for thing in (*LOSSES.values(), *OPTIMIZERS.values()):
        assert f"`{thing.__name__}`" in README
