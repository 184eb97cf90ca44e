"""The kinds of file that elman writes: a small one of each, how it is read, and what is done with it then.

`read` takes the bytes and returns the object. `bits` is what a file that was read unharmed must give. `use`
goes through all that the object is for. None of them may raise anything but errors of elman's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import elman
from elman.data import fit_preparation, read_sequences
from elman.errors import ArgumentError
from elman.fleet.shard_file import ShardFile
from elman.fleet.units import UnitResult
from elman.forecasting import ForecastOptions, ForecastState, fit_forecaster, refit_like
from elman.network import NetworkSpec, State
from elman.network.losses import MSE
from elman.series import SeriesColumns
from elman.server.served import Served
from elman.server.session import Session
from elman.server.session_file import file_to_bytes, session_from_bytes, session_to_bytes
from elman.training.checkpoint import CheckpointFile
from elman.training.plan import Plan
from elman.training.run import Run, RunSettings
from tests.awkward_series import FIRST, awkward_set

START = FIRST.isoformat()
IDENTITY = {"options": "o", "data": "d"}


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """One kind of file."""

    content: bytes
    """Of one that is whole."""
    read: Callable[[bytes], Any]
    """What a user would call."""
    bits: Callable[[Any], Any]
    """Everything that must not have changed."""
    use: Callable[[Any], object]
    """What a user would do next."""


def table(rows=80):
    u = np.random.default_rng(0).normal(size=rows)
    return {"u": u, "v": u[::-1].copy(), "y": np.convolve(u, [0.5, 0.3])[:rows]}


@cache
def make_model():
    options = {"steps": 4, "hidden_size": 3, "trials": False, "threads": 1}
    return elman.fit(table(), inputs=["u", "v"], targets="y", cell="lstm", **options)


@cache
def make_forecaster():
    options = ForecastOptions(horizon=3, members=2, steps=3, hidden_size=3, trials=False, threads=1)
    return fit_forecaster(awkward_set("plain"), SeriesColumns(), options).forecaster


def use_model(model):
    rows = {name: values[:12] for name, values in table().items()}
    model.predict(rows)
    model.evaluate(rows)
    stream = model.stream()
    stream.step([0.1, None])
    stream.run(np.zeros((3, 2), np.float32))
    _ = str(stream.health), stream.state.to_bytes(), model.describe(), model.to_bytes()


def use_forecaster(forecaster):
    series = awkward_set("plain")
    forecaster.forecast()
    forecaster.backtest(series, count=2, baselines=("seasonal_naive",))
    for adaptive in (False, True):
        stream = forecaster.stream(START, adaptive=adaptive)
        stream.take([1.0, None, 3.0])
        stream.step(2.0)
        stream.state.to_bytes()
    refit_like(forecaster, threads=1)
    _ = forecaster.describe(), forecaster.to_bytes()


def use_state(state):
    model = make_model()
    model.predict(table(), state=state)
    stream = model.stream(state=state)
    stream.step([0.1, 0.2])
    _ = repr(state), stream.state.to_bytes(), state.select([0]).to_bytes()


def use_forecast_state(state):
    stream = make_forecaster().stream(adaptive=True, state=state)
    stream.step(1.0)
    stream.state.to_bytes()


def state_of_a_stream():
    stream = make_model().stream()
    stream.step([0.3, 0.1])
    return stream.state


def forecast_state():
    stream = make_forecaster().stream(START, adaptive=True)
    stream.take([1.0, 2.0, None, 4.0])
    stream.step(3.0)
    return stream.state


def checkpoint_file(folder):
    return CheckpointFile(Path(folder) / "run.checkpoint", identity=IDENTITY, every_seconds=0.0)


def make_checkpoint():
    """Of a run that is not finished, and has a best network and a state to carry."""
    spec = NetworkSpec(input_size=2, hidden_size=3, cell="lstm")
    plan = Plan(
        spec=spec,
        schedule="carry",
        window=10,
        burn_in=2,
        batch_size=2,
        learning_rate=0.01,
        weight_decay=0.1,
        clip_norm=1.0,
        steps=12,
    )
    with tempfile.TemporaryDirectory() as folder:
        file, contents = checkpoint_file(folder), []

        def save(run, network):
            file.save(run, network)
            contents.append((Path(folder) / "run.checkpoint").read_bytes())

        settings = RunSettings(threads=1, save=save)
        Run(plan, plan.windows(make_examples()), lambda network: 0.5, settings).go()
    return contents[7]


@cache
def make_examples():
    sequences = read_sequences(table(), inputs=["u", "v"], targets="y")
    preparation, _ = fit_preparation(sequences, inputs=("u", "v"), targets=("y",))
    return preparation.examples(sequences)[0]


def read_checkpoint(content):
    with tempfile.TemporaryDirectory() as folder:
        file = checkpoint_file(folder)
        (Path(folder) / "run.checkpoint").write_bytes(content)
        found = file.load(MSE())
        if found is None:
            raise ArgumentError("there is no checkpoint")
        return found


def bits_of_checkpoint(found):
    run, snapshot = found
    with tempfile.TemporaryDirectory() as folder:
        file = checkpoint_file(folder)
        network = run.plan.build(threads=1)
        network.restore(snapshot)
        file.save(run, network)
        return (Path(folder) / "run.checkpoint").read_bytes()


def use_checkpoint(found):
    run, snapshot = found
    run.chosen.windows(make_examples())
    network = run.plan.build(threads=1)
    network.restore(snapshot)
    window = run.plan.windows(make_examples())(run.history.num_windows)
    network.train_window(window.x_BTF, window.y_BTO, window.weight_BTO, run.carried)
    for point in (run.anchor, run.best):
        if point is not None:
            network.restore(point.snapshot)


def make_shard():
    """Two units: one has a model of its own, and one has none."""
    results = (
        UnitResult(unit="a", rows=80, choice="local", scores={"local": 0.5}, baseline=0.6),
        UnitResult(unit="b", rows=1, failed="local: too short"),
    )
    return ShardFile(results, {0: make_model().to_bytes()}).to_bytes()


def use_shard(shard):
    for model in shard.models().values():
        use_model(model)


@cache
def make_session():
    """After a few answered rows."""
    served = Served("model", make_model().to_bytes())
    session = Session("0" * 32, "0" * 32, served, {})
    rows = np.stack([table()["u"], table()["v"]], axis=1)
    for place in (0, 3):
        part = rows[place : place + 3]
        session.note(part, session.stream.run(part))
    return session_to_bytes(session)


def use_session(found):
    Served(found.model, make_model().to_bytes()).open(found.settings, found.state)


@cache
def kinds_of_file() -> dict[str, FileKind]:
    """One of each, by name."""
    return {
        "model": FileKind(
            content=make_model().to_bytes(),
            read=elman.Model.from_bytes,
            bits=elman.Model.to_bytes,
            use=use_model,
        ),
        "forecaster": FileKind(
            content=make_forecaster().to_bytes(),
            read=elman.Forecaster.from_bytes,
            bits=elman.Forecaster.to_bytes,
            use=use_forecaster,
        ),
        "state": FileKind(
            content=state_of_a_stream().to_bytes(),
            read=State.from_bytes,
            bits=State.to_bytes,
            use=use_state,
        ),
        "forecast state": FileKind(
            content=forecast_state().to_bytes(),
            read=ForecastState.from_bytes,
            bits=ForecastState.to_bytes,
            use=use_forecast_state,
        ),
        "checkpoint": FileKind(
            content=make_checkpoint(),
            read=read_checkpoint,
            bits=bits_of_checkpoint,
            use=use_checkpoint,
        ),
        "session": FileKind(
            content=make_session(),
            read=session_from_bytes,
            bits=file_to_bytes,
            use=use_session,
        ),
        "shard of a fleet": FileKind(
            content=make_shard(),
            read=ShardFile.read,
            bits=ShardFile.to_bytes,
            use=use_shard,
        ),
    }
