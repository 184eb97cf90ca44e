"""The fit on the native engine: what it learns, what it chooses, and that it can be repeated and resumed."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from time import sleep

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.training import FitOptions, Watch, fit_network
from elman.training.checkpoint import CheckpointFile
from elman.training.choices import measure_memory
from elman.training.run import Run
from tests.unit.training.fakes import filtered_noise, make_plan

TRAIN, VALIDATION = filtered_noise([900, 300], seed=1), filtered_noise([200], seed=2)
QUICK = FitOptions(
    hidden_size=6, schedule="carry", window=20, burn_in=10, steps=400, trials=False, seed=5, threads=1
)


def bits(result):
    return b"".join(array.tobytes() for array in result.network.parameters().values())


def test_it_learns_what_can_be_learned():
    result = fit_network(TRAIN, VALIDATION, replace(QUICK, steps=2000))
    assert result.best_score < 0.05 * float(VALIDATION.y_NO.std())
    assert result.steps_taken == 2000
    assert not result.interrupted


def test_the_network_is_the_best_and_not_the_last():
    result = fit_network(TRAIN, VALIDATION, replace(QUICK, learning_rate=0.3))
    assert result.best_score == min(score for _, score in result.history.validations)
    assert result.network.num_steps == result.best_step


@pytest.mark.parametrize("schedule", ["carry", "shuffle"])
def test_the_same_options_give_the_same_bits(schedule):
    options = replace(QUICK, schedule=schedule, steps=120)
    first, second = (fit_network(TRAIN, VALIDATION, options) for _ in range(2))
    assert bits(first) == bits(second)
    assert first.history.losses == second.history.losses
    assert bits(first) != bits(fit_network(TRAIN, VALIDATION, replace(options, seed=6)))


@pytest.mark.parametrize("budget", [{"steps": 90}, {"epochs": 1.5}, {"budget": 0.3}])
def test_what_was_chosen_can_be_repeated(budget):
    chosen = fit_network(TRAIN, VALIDATION, FitOptions(threads=1, **budget))
    again = fit_network(TRAIN, VALIDATION, chosen.repeat)
    assert bits(again) == bits(chosen) or not chosen.exactly_repeatable
    assert chosen.exactly_repeatable or "budget" in budget


def test_trials_are_named_with_their_scores():
    result = fit_network(TRAIN, VALIDATION, FitOptions(steps=60, threads=1))
    assert "gru with 8 units [the best of 3 trials], shuffle [the best of 3 trials], " in result.choices
    assert "trials on validation: shuffle with 8 units, seed 0: " in result.choices
    assert [trial.what[-6:] for trial in result.trials] == ["seed 0", "seed 1", "seed 2"]
    assert min(trial.score for trial in result.trials) > 0
    assert all(trial.seconds > 0 for trial in result.trials)


def test_a_watch_hears_of_every_trial():
    class Heard(Watch):
        def __init__(self):
            self.told = []

        def trying(self, number, count, done):
            self.told.append((number, count, done))

    watch = Heard()
    fit_network(TRAIN, VALIDATION, FitOptions(steps=60, threads=1), watch=watch)
    shares = [done for _, _, done in watch.told]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert {(number, count) for number, count, _ in watch.told} == {(1, 3), (2, 3), (3, 3)}


def test_the_memory_is_that_of_the_filter():
    # 0.8^10 = 0.107 and 0.8^11 = 0.086: forgotten between, or somewhat later by chance.
    assert measure_memory(filtered_noise([20_000])) == 16
    slow = filtered_noise([20_000])
    slow.y_NO[:, 0] = np.sin(np.arange(20_000) / 50)
    assert measure_memory(slow) == 128


def test_a_network_is_trained_further():
    first = fit_network(TRAIN, VALIDATION, replace(QUICK, steps=1000))
    further = fit_network(
        TRAIN, VALIDATION, FitOptions(steps=200, learning_rate=1e-3, threads=1), start=first.network
    )
    assert further.network.spec == first.network.spec
    assert further.history.validations[0].score < 2 * first.best_score


class InterruptedAt(Watch):
    def __init__(self, step):
        self.step = step

    def trained(self, history):
        if history.num_windows == self.step:
            raise KeyboardInterrupt


@pytest.mark.parametrize("step", [3, 250])
def test_an_interrupted_fit_keeps_the_best_so_far(step):
    result = fit_network(TRAIN, VALIDATION, QUICK, watch=InterruptedAt(step))
    assert result.interrupted
    assert result.steps_taken == step
    assert result.best_step == (3 if step == 3 else result.network.num_steps)
    assert np.isfinite(result.best_score)


@pytest.mark.parametrize(
    ("schedule", "layers", "dropout", "cell"), [("carry", 2, 0.2, "lstm"), ("shuffle", 1, 0.0, "gru")]
)
def test_a_resumed_run_ends_with_the_very_same_bits(tmp_path, schedule, layers, dropout, cell):
    options = replace(QUICK, schedule=schedule, layers=layers, dropout=dropout, cell=cell, steps=150)
    whole = fit_network(TRAIN, VALIDATION, options)
    file = tmp_path / "run.checkpoint"
    for step in (1, 40, 77, 149):
        fit_network(
            TRAIN, VALIDATION, options, checkpoint=file, checkpoint_seconds=0, watch=InterruptedAt(step)
        )
    resumed = fit_network(TRAIN, VALIDATION, options, checkpoint=file)
    assert bits(resumed) == bits(whole)
    assert resumed.history.losses == whole.history.losses
    assert resumed.history.validations == whole.history.validations
    assert bits(fit_network(TRAIN, VALIDATION, options, checkpoint=file)) == bits(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["run.checkpoint"]


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    file = tmp_path / "run.checkpoint"
    fit_network(TRAIN, VALIDATION, replace(QUICK, steps=20), checkpoint=file)
    with pytest.raises(ArgumentError, match=r"same options and data, got .* of other options"):
        fit_network(TRAIN, VALIDATION, replace(QUICK, steps=21), checkpoint=file)
    with pytest.raises(ArgumentError, match=r"same options and data, got .* of other data"):
        fit_network(VALIDATION, VALIDATION, replace(QUICK, steps=20), checkpoint=file)
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(ArgumentError, match="checkpoint must be a file that a fit has written"):
        fit_network(TRAIN, VALIDATION, replace(QUICK, steps=20), checkpoint=file)


ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from tests.unit.training.test_fit import QUICK, TRAIN, VALIDATION, bits, replace, fit_network
result = fit_network(
    TRAIN, VALIDATION, replace(QUICK, steps=3000), checkpoint=Path(sys.argv[1]), checkpoint_seconds=0.01
)
Path(sys.argv[2]).write_bytes(bits(result))
"""


def test_a_killed_run_ends_with_the_very_same_bits(tmp_path):
    file, output = tmp_path / "run.checkpoint", tmp_path / "weights"
    whole = fit_network(TRAIN, VALIDATION, replace(QUICK, steps=3000))
    random, kills = Random(0), 0
    while not output.exists():
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, file, output], cwd=ROOT)
        if kills < 3:
            while not file.exists() and process.poll() is None:
                sleep(0.005)
            sleep(random.uniform(0.0, 0.05))
            process.send_signal(signal.SIGKILL)
            kills += process.wait() == -signal.SIGKILL
        assert process.wait() in (0, -signal.SIGKILL)
    assert output.read_bytes() == bits(whole)
    assert kills > 0


def test_a_checkpoint_keeps_every_field(tmp_path):
    plan = make_plan(spec=NetworkSpec(input_size=1, hidden_size=3, cell="lstm"), steps=30)
    run = Run(plan, plan.windows(TRAIN), lambda _: 0.5)
    run.go()
    run.state.num_recoveries, run.state.events = 3, ["one", "two"]
    file = CheckpointFile(tmp_path / "file", identity={"data": "d"})
    file.save(run.state, run.network)
    memory, snapshot = CheckpointFile(tmp_path / "file", identity={"data": "d"}).load(run.state.plan.loss)
    for name in ("plan", "history", "num_recoveries", "events", "finished"):
        assert getattr(memory, name) == getattr(run.state, name)
    assert (memory.best.step, memory.best.score) == (run.state.best.step, 0.5)
    assert memory.anchor.step == run.state.anchor.step == 30
    assert snapshot.step == 30


def test_the_seed_that_won_is_repeated(monkeypatch):
    monkeypatch.setattr("elman.training.trials.settle", lambda options, guesses, *_, **__: (guesses[-1], ()))
    small = filtered_noise([300])
    chosen = fit_network(small, VALIDATION, FitOptions(steps=30, threads=1))
    assert chosen.plan.seed == chosen.repeat.seed == 2
    assert bits(fit_network(small, VALIDATION, chosen.repeat)) == bits(chosen)
