"""A run with a fake network: what is kept, when it ends, and what it does when it diverges."""

import dataclasses
import json
import math
from copy import deepcopy

import pytest

from elman.errors import DivergenceError
from elman.training.plan import PLAN_FIELDS, Plan
from elman.training.run import Run, RunSettings
from tests.unit.training.fakes import FakeNetwork, constant_examples, make_plan


def run_of(plan, *, script=None, scores=None, **arguments):
    def score(network):
        return scores(network) if scores else abs(1.0 - network.value)

    return Run(
        plan,
        plan.windows(constant_examples()),
        score,
        RunSettings(build=lambda plan: FakeNetwork(plan.learning_rate, script), **arguments),
    )


def test_it_takes_the_steps_of_the_plan_and_validates_forty_times():
    run = run_of(make_plan(steps=400))
    run.go()
    assert run.state.history.num_windows == 400
    assert [step for step, _ in run.state.history.validations] == list(range(10, 401, 10))
    assert run.state.finished


def test_the_last_step_is_validated_even_if_it_is_not_on_the_grid():
    run = run_of(make_plan(steps=83))
    run.go()
    assert run.state.history.validations[-1].step == 83


def test_the_best_weights_are_kept_and_not_the_last():
    run = run_of(make_plan(steps=400), scores=lambda network: abs(network.num_steps - 150))
    run.go()
    assert (run.state.best.step, run.state.best.score) == (150, 0)
    assert run.state.best.snapshot.step == 150


def test_it_stops_when_the_score_no_longer_improves():
    run = run_of(make_plan(steps=400, patience=0.25), scores=lambda network: abs(network.num_steps - 50))
    run.go()
    assert run.state.history.num_windows == 160
    assert "no better validation score since step 50" in run.state.events[0]


def test_a_loss_that_is_not_finite_goes_back_with_a_smaller_step():
    run = run_of(make_plan(steps=400), script={(137, 0.1): math.nan})
    run.go()
    assert run.state.events == [
        "diverged at step 137: went back to step 130 and on with the learning rate 0.05"
    ]
    assert run.network.rate == 0.05
    assert run.state.history.num_windows == run.network.num_steps == 400
    assert [step for step, _ in run.state.history.validations] == list(range(10, 401, 10))
    assert all(math.isfinite(loss) for loss in run.state.history.losses)


def test_the_carried_state_goes_back_too():
    seen = []

    class Watching(FakeNetwork):
        def train_window(self, x_BTF, y_BTO, weight_BTO=None, state=None):
            seen.append((self.num_steps, self.rate, state))
            return super().train_window(x_BTF, y_BTO, weight_BTO, state)

    script = {(37, 0.1): math.inf}
    plan = make_plan(steps=400, schedule="carry", batch_size=1, window=1)
    run = Run(
        plan,
        plan.windows(constant_examples()),
        lambda network: 1.0 - network.value,
        RunSettings(build=lambda plan: Watching(plan.learning_rate, script)),
    )
    run.go()
    before = {step: state for step, rate, state in seen if rate == 0.1}
    after = {step: state for step, rate, state in seen if rate == 0.05}
    assert before[30] == after[30] == 30


def test_an_exploding_loss_goes_back_before_it_is_infinite():
    run = run_of(make_plan(steps=400), script={(step, 0.1): 50.0 for step in range(200, 400)})
    run.go()
    assert run.state.num_recoveries == 1
    assert "diverged at step 220: went back to step 210" in run.state.events[0]


def test_a_loud_passage_is_no_explosion():
    run = run_of(make_plan(steps=400), script={(step, 0.1): 0.9 for step in range(200, 230)})
    run.go()
    assert run.state.num_recoveries == 0


def test_a_score_that_is_not_finite_goes_back():
    run = run_of(
        make_plan(steps=400),
        scores=lambda network: math.nan if network.num_steps == 40 and network.rate == 0.1 else 0.5,
    )
    run.go()
    assert "diverged at step 40: went back to step 30" in run.state.events[0]
    assert run.state.history.num_windows == 400


def test_a_first_loss_that_is_not_finite_is_the_datas_fault():
    run = run_of(make_plan(), script={(0, 0.1): math.nan})
    with pytest.raises(DivergenceError, match="before any step"):
        run.go()


def test_it_gives_up_but_keeps_the_best():
    script = {(137, 0.1 * 0.5**k): math.nan for k in range(20)}
    run = run_of(make_plan(steps=400), script=script)
    run.go()
    assert run.state.best.step == 130
    assert "gave up at step 137 after 8 recoveries" in run.state.events[-1]


def test_without_anything_good_it_fails():
    script = {(5, 0.1 * 0.5**k): math.nan for k in range(20)}
    with pytest.raises(DivergenceError, match="at step 5"):
        run_of(make_plan(steps=400), script=script).go()


def test_a_machine_that_is_late_takes_fewer_steps(monkeypatch):
    clock = iter(range(10**6))
    monkeypatch.setattr("elman.training.loop.perf_counter", lambda: float(next(clock)))
    run = run_of(make_plan(steps=400), seconds=200.0)
    run.go()
    assert 195 <= run.state.history.num_windows <= 205
    assert run.state.plan.steps == run.state.history.num_windows
    assert [event.split(":")[0] for event in run.state.events] == ["the machine became slower"]


def test_to_best_goes_back_to_the_best_weights():
    run = run_of(make_plan(steps=400), scores=lambda network: abs(network.num_steps - 150))
    assert run.to_best() is False
    assert run.network.num_steps == run.best.step == 150


@pytest.mark.parametrize(("at", "best"), [(4, 4), (157, 150)])
def test_ctrl_c_ends_a_run_with_its_best_weights(at, best):
    """Before the first validation the network is scored as it is."""

    def stop(history):
        if history.num_windows == at:
            raise KeyboardInterrupt

    run = run_of(make_plan(steps=400), progress=stop)
    assert run.to_best() is True
    assert run.network.num_steps == run.best.step == best


def test_a_saved_run_goes_on_to_the_same_best():
    saved = []

    def save(state, network):
        if state.history.num_windows == 90:
            saved.append((deepcopy(state), network.snapshot()))

    def scores(network):
        return abs(network.num_steps - 150)

    whole = run_of(make_plan(steps=400), scores=scores, save=save)
    whole.to_best()
    again = run_of(make_plan(steps=400), scores=scores)
    assert again.to_best(saved[0]) is False
    assert again.network.value == whole.network.value
    assert again.state.history.losses == whole.state.history.losses


def test_every_field_of_a_plan_is_checked_in_a_file():
    plan = make_plan(steps=400, starts=True)
    checked = PLAN_FIELDS("plan", json.loads(json.dumps(plan.fields())))
    assert Plan.from_fields(checked, plan.loss) == plan
    # A file of version 0.1 says nothing of starts.
    old = dataclasses.replace(plan, starts=False)
    assert "starts" not in old.fields()
    assert Plan.from_fields(PLAN_FIELDS("plan", old.fields()), plan.loss) == old
    assert checked.keys() == {part.name for part in dataclasses.fields(Plan)} - {"loss"}
