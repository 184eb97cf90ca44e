"""A fingerprint is of the weights in force: of everything that has one, however it came about.

What networks promise is in the conformance suite (`check_fingerprint`); here are the things around them.
"""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import elman
from elman.errors import StateError
from elman.forecasting import Forecaster, ForecastOptions, ForecastState, fit_forecaster
from elman.model import Model
from elman.network import State, fingerprint
from elman.series import SeriesColumns
from elman.training.checkpoint import CheckpointFile
from tests.awkward_series import AWKWARD, FIRST, awkward_set
from tests.unit.model.conftest import table

START = FIRST.isoformat()
VALUES = AWKWARD["plain"].astype(np.float32)
ROWS = {"u": table(20, seed=3)["u"]}
SMALL = {"hidden_size": 4, "trials": False, "threads": 1}
NAMES = ("fitted", "loaded", "from bytes", "from an earlier one", "resumed", "other engine")


def interrupted(monkeypatch, fit):
    """Ends a fit in the middle, so that its checkpoint stays, and then runs it again."""
    plain = CheckpointFile.save_if_due

    def save(self, memory, network):
        self.save(memory, network)
        raise RuntimeError

    with monkeypatch.context() as changed:
        changed.setattr(CheckpointFile, "save_if_due", save)
        with pytest.raises(RuntimeError):
            fit()
    assert CheckpointFile.save_if_due is plain
    return fit()


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """One model a way; all have the same shape, and all but one the same seed."""
    path = tmp_path_factory.mktemp("models")
    options = {"inputs": "u", "targets": "y", "steps": 6, **SMALL}
    fitted = elman.fit(table(120), **options)
    fitted.save(path / "m.safetensors")
    with pytest.MonkeyPatch.context() as patch:
        resumed = interrupted(patch, lambda: elman.fit(table(120), checkpoint=path / "c", **options))
    return {
        "fitted": fitted,
        "loaded": elman.load(path / "m.safetensors"),
        "from bytes": Model.from_bytes(fitted.to_bytes()),
        "from an earlier one": elman.fit(
            table(120), inputs="u", targets="y", steps=3, trials=False, threads=1, start=fitted
        ),
        "resumed": resumed,
        "other engine": elman.fit(table(120), engine="reference", **options),
        "other data": elman.fit(table(120, seed=4), **options),
    }


@pytest.fixture(scope="module")
def forecasters(tmp_path_factory):
    """Likewise."""
    path = tmp_path_factory.mktemp("forecasters")

    def fit(stretched=1.0, **more):
        options = ForecastOptions(horizon=3, members=2, steps=5, **SMALL)
        plain = awkward_set("plain")
        series = replace(plain, y=tuple(np.float32(y_N + stretched * np.sin(y_N)) for y_N in plain.y))
        return fit_forecaster(series, SeriesColumns(), options, **more).forecaster

    fitted = fit()
    fitted.save(path / "f.safetensors")
    with pytest.MonkeyPatch.context() as patch:
        resumed = interrupted(patch, lambda: fit(checkpoint=path / "c"))
    return {
        "fitted": fitted,
        "loaded": elman.load(path / "f.safetensors"),
        "from bytes": Forecaster.from_bytes(fitted.to_bytes()),
        "resumed": resumed,
        "other data": fit(0.5),
    }


def assert_own(network):
    assert network.fingerprint == fingerprint(network.spec, network.parameters())


@pytest.mark.parametrize("name", NAMES)
def test_a_models_states_are_its_own(name, models, tmp_path):
    model = models[name]
    assert_own(model.network)
    _, predicted = model.predict(ROWS, return_state=True)
    states = [predicted]
    if name != "other engine":
        stream, batch = model.stream(), model.stream(batch=1)
        stream.run(ROWS)
        batch.run({"u": ROWS["u"][None].astype(np.float32)})
        states += [stream.state, batch.state]
    again = Model.from_bytes(model.to_bytes())
    for state in states:
        assert state.fingerprint == model.network.fingerprint
        state.save(tmp_path / "s.state")
        for one in (state, State.load(tmp_path / "s.state")):
            model.predict(ROWS, state=one)
            if state.values_SLBH.dtype == np.float32:
                again.stream(state=one)
            with pytest.raises(StateError, match="must come from this network"):
                models["other data"].predict(ROWS, state=one)


@pytest.mark.parametrize("name", NAMES[:3] + NAMES[4:5])
@pytest.mark.parametrize("adaptive", [False, True])
def test_a_forecasters_states_are_its_own(name, adaptive, forecasters, tmp_path):
    forecaster = forecasters[name]
    for network in forecaster.networks:
        assert_own(network)
    stream = forecaster.stream(START, adaptive=adaptive)
    stream.take(VALUES[:9])
    stream.state.save(tmp_path / "s.state")
    wanted = stream.fork().step(1.0).point_K
    again = Forecaster.from_bytes(forecaster.to_bytes())
    for state in (stream.state, ForecastState.load(tmp_path / "s.state")):
        for owner in (forecaster, again):
            assert (owner.stream(adaptive=adaptive, state=state).step(1.0).point_K == wanted).all()
        with pytest.raises(StateError, match="must come from a stream of this forecaster"):
            forecasters["other data"].stream(adaptive=adaptive, state=state)


def test_both_others_would_be_taken_for_the_fitted_ones_by_their_start(models, forecasters):
    """So the tests above see the fault of 0.1.0: shape and seed are alike, and so are the first weights."""
    own, other = (models[name].network.snapshot() for name in ("fitted", "other data"))
    assert own.fingerprint == other.fingerprint
    starts = [
        [network.snapshot().fingerprint for network in forecasters[name].networks]
        for name in ("fitted", "other data")
    ]
    assert starts[0] == starts[1]
    assert starts[0] != [network.fingerprint for network in forecasters["fitted"].networks]


def test_a_state_of_a_training_run_is_of_no_model(models):
    network = elman.get_engine().build(models["fitted"].record.spec, loss=elman.MSE(), optimizer=elman.Adam())
    x_BTF = np.ones((1, 5, 1), np.float32)
    _, state = network.train_window(x_BTF, x_BTF)
    with pytest.raises(StateError, match="got one of training from "):
        models["fitted"].predict(ROWS, state=state)


def stream(path, file, *options):
    line = [sys.executable, "-m", "elman", "stream", file, *options]
    return subprocess.run(
        line, cwd=path, input="y,u\n1,1\n2,2\n", capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("kind", ["models", "forecasters"])
def test_the_command_line_takes_a_state_of_its_own_and_no_other(kind, request, tmp_path):
    things = request.getfixturevalue(kind)
    for name in ("fitted", "other data"):
        things[name].save(tmp_path / f"{name}.safetensors")
    first = ["--first", START] if kind == "forecasters" else []
    assert stream(tmp_path, "fitted.safetensors", *first, "--save-state", "s.state").returncode == 0
    going_on = stream(tmp_path, "fitted.safetensors", "--state", "s.state")
    assert (going_on.returncode, going_on.stderr.count("elman:")) == (0, 0)
    assert len(going_on.stdout.splitlines()) == 3
    refused = stream(tmp_path, "other data.safetensors", "--state", "s.state")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "elman: state must come from " in refused.stderr
    # What Python saved right after the fit, the command takes too.
    python = things["fitted"].stream(*first[1:])
    (python.take if kind == "forecasters" else python.run)([1.0, 2.0])
    python.state.save(tmp_path / "p.state")
    assert stream(tmp_path, "fitted.safetensors", "--state", "p.state").stdout == going_on.stdout
