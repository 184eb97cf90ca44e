"""Seconds become steps by the pace of now; the clock is scripted."""

import math

import pytest

from elman.training import budget
from tests.unit.training.fakes import FakeNetwork, constant_examples, make_plan


class Clock:
    """Time stands still but for the steps of the network."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def steps_within(monkeypatch):
    def call(seconds, seconds_a_step, script=None):
        clock = Clock()

        class Slow(FakeNetwork):
            def train_window(self, *arrays):
                clock.now += seconds_a_step(self.num_steps)
                return super().train_window(*arrays)

        for place in ("budget", "loop"):
            monkeypatch.setattr(f"elman.training.{place}.perf_counter", clock)
        plan = make_plan()
        monkeypatch.setattr(type(plan), "build", lambda self, threads: Slow(script=script))
        return budget.steps_within(seconds, plan, plan.windows(constant_examples()), threads=1)

    return call


def test_the_pace_after_the_warm_up_counts(steps_within):
    """Forty slow steps are not the pace; the mutant that counts them would allow 18,182."""
    assert steps_within(100.0, lambda step: 0.01 if step < 40 else 0.001) == pytest.approx(100_000, abs=1)


def test_timing_ends_with_a_twentieth_of_the_budget(steps_within):
    assert steps_within(100.0, lambda step: 3.0) == 33


def test_there_is_a_step_at_least(steps_within):
    assert steps_within(0.001, lambda step: 60.0) == 1


def test_a_network_that_diverges_is_timed_up_to_there(steps_within):
    assert steps_within(10.0, lambda step: 0.01, script={(5, 0.1): math.nan}) == pytest.approx(1_000, rel=0.3)
