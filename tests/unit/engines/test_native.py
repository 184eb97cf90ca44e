"""What the native engine lacks is refused: nothing is taken for something else of the same name."""

from dataclasses import dataclass

import pytest

from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.network import NetworkSpec, losses
from elman.optimizers import Adam, Schedule


class Halving(Schedule):
    def factor(self, step):
        return 0.5**step


@dataclass(frozen=True)
class MSE(losses.Loss):
    """Not elman's, for all its name."""

    def value(self, e_BTO):
        return e_BTO**4

    def derivative(self, e_BTO):
        return 4 * e_BTO**3


@dataclass(frozen=True, kw_only=True, slots=True)
class Ours(Adam):
    """An optimizer that the extension does not know."""


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("loss", {"loss": MSE()}),
        ("optimizer", {"optimizer": Ours()}),
        ("schedule", {"optimizer": Adam(schedule=Halving())}),
    ],
)
def test_what_it_lacks_is_refused(kind, options):
    chosen = {"loss": losses.MSE(), "optimizer": Adam()} | options
    with pytest.raises(ArgumentError, match=f"^{kind} must be one that the native engine has, got .*Use the"):
        get_engine("native").build(NetworkSpec(input_size=1), **chosen)
    assert get_engine("reference").build(NetworkSpec(input_size=1), **chosen).num_steps == 0


def test_a_schedule_is_no_name():
    with pytest.raises(ArgumentError, match=r"^schedule must be a Schedule, got 'cosine'\. Write"):
        Adam(schedule="cosine")
