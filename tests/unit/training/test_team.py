"""How a budget is spent on several networks; the clock and the networks' scores are scripted."""

from types import SimpleNamespace

import pytest

from elman.training import FitOptions, Watch, fit_network, team
from elman.training.fit import Member, Place, Task, Team
from tests.unit.training.fakes import FakeNetwork, constant_examples, filtered_noise, make_plan


class Script:
    """Networks that take `seconds` each and have given scores; the mean is better by `gain` with each."""

    def __init__(self, scores, seconds=10.0, gain=0.8):
        self.now, self.scores, self.seconds, self.gain = 0.0, scores, seconds, gain
        self.plans, self.given = [], []

    def clock(self):
        return self.now

    def train_member(self, task, plan, place, watch):
        number = len(self.plans)
        self.plans.append(plan)
        self.given.append(place.seconds)
        self.now += self.seconds * plan.steps / 400
        best = SimpleNamespace(score=self.scores(number))
        run = SimpleNamespace(best=best, network=FakeNetwork())
        return Member(run=run, plan=plan, finish=0, interrupted=False)

    def together(self, task, members):
        each = [member.run.best.score for member in members]
        score = sum(each) / len(each) * self.gain ** (len(each) - 1)
        return Team(members=tuple(members), network=FakeNetwork(), score=score, tried=len(each))


@pytest.fixture
def spend(monkeypatch):
    def call(seconds, script):
        monkeypatch.setattr(team, "perf_counter", script.clock)
        monkeypatch.setattr(team, "train_member", script.train_member)
        monkeypatch.setattr(team, "_together", script.together)
        task = Task(
            options=FitOptions(),
            train=constant_examples(),
            validation=constant_examples(),
            memory=16,
            score=lambda network: 0.0,
        )
        return team.train_while_it_gains(
            task, make_plan(), lambda number, own: Place(None, None, "", own, ""), seconds, Watch()
        )

    return call


def test_the_whole_time_is_used_for_as_long_as_networks_gain(spend):
    script = Script(lambda number: 1.0)
    found = spend(87.0, script)
    assert found.tried == len(found.members) == 9
    assert 80.0 < script.now < 90.0
    assert found.notes == ()
    assert [plan.seed for plan in script.plans] == list(range(9))


def test_the_time_left_is_divided_among_the_networks_to_come(spend):
    """34 seconds after the first: three networks of 11.3 seconds, with as many more steps each."""
    script = Script(lambda number: 1.0)
    spend(44.0, script)
    assert [plan.steps for plan in script.plans] == pytest.approx([400, 453, 453, 453], abs=1)
    assert script.given == pytest.approx([44.0, 34 / 3, 34 / 3, 34 / 3], rel=0.01)


def test_networks_that_gain_nothing_are_left_out_and_end_it_at_last(spend):
    script = Script(lambda number: 1.0 if number < 2 else 50.0)
    found = spend(1000.0, script)
    assert (found.tried, len(found.members)) == (6, 2)
    assert found.notes[0].startswith("ended 940 s before the time was up: the last 4 networks gained nothing")


def test_a_network_that_is_better_alone_takes_the_place_of_all(spend):
    found = spend(40.0, Script(lambda number: 1.0 if number < 3 else 0.01))
    assert [member.run.best.score for member in found.members] == [0.01]
    assert found.tried == 4


def test_a_budget_trains_several_and_keeps_those_that_gain():
    """On real networks: whatever time they took, the score is that of the network that is given."""
    train, validation = filtered_noise([300]), filtered_noise([200], seed=1)
    result = fit_network(train, validation, FitOptions(budget=1.5, hidden_size=2, threads=1))
    kept = max(1, len(result.members))
    assert result.network.spec.hidden_size == 2 * kept
    assert result.tried >= kept
    assert result.repeat.members == kept
    again = fit_network(train, validation, FitOptions(budget=0.5, hidden_size=2, threads=1, members=1))
    assert again.tried == 1
