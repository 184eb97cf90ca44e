"""What is registered in Python is registered in C++, under the same name and with as many options."""

import pytest

from elman import _native
from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.network.cells import CELLS
from elman.network.losses import LOSSES
from elman.optimizers import OPTIMIZERS, SCHEDULES, Adam, Constant, Cosine

SCHEDULED = {"constant": Constant(), "cosine": Cosine(10)}


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (CELLS, _native.cells()),
        (LOSSES, _native.losses()),
        (OPTIMIZERS, _native.optimizers()),
        (SCHEDULES, _native.schedules()),
    ],
    ids=["cells", "losses", "optimizers", "schedules"],
)
def test_the_names_are_the_same(here, there):
    assert sorted(here) == sorted(there)


def build(optimizer):
    spec = NetworkSpec(input_size=1, output_size=6)
    return get_engine("native").build(spec, loss=LOSSES["pinball"](), optimizer=optimizer)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_options_are_as_many(optimizer, schedule):
    assert build(OPTIMIZERS[optimizer](schedule=SCHEDULED[schedule])).num_steps == 0


def test_another_number_of_options_is_refused(monkeypatch):
    monkeypatch.setattr(Adam, "numbers", (0.9, 0.999, 1e-8))
    with pytest.raises(ArgumentError, match=r"^optimizer must have the 4 numbers .* of 'adam', got 3\. Use"):
        build(Adam())
