"""What users hold goes through pickle, copy, joblib and spawned processes, and says the same to the bit."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import joblib
import numpy as np
import pytest

import elman
from elman import Stream
from elman.forecasting import ForecastOptions, ForecastRows, fit_forecaster
from elman.network import State
from elman.series import SeriesColumns
from tests.awkward_series import AWKWARD, FIRST, awkward_set
from tests.unit.model.conftest import table

ROWS = table(30, seed=8)["u"].astype(np.float32)
VALUES = AWKWARD["plain"].astype(np.float32)


@pytest.fixture(scope="module")
def model():
    return elman.fit(table(200), inputs="u", targets="y", steps=5, hidden_size=24, trials=False, threads=1)


@pytest.fixture(scope="module")
def forecaster():
    options = ForecastOptions(horizon=4, members=2, steps=8, hidden_size=5, trials=False, threads=1)
    return fit_forecaster(awkward_set("plain", "gaps"), SeriesColumns(), options).forecaster


def say(thing):
    """What a copy must say to the bit."""
    match thing:
        case State():
            return [thing.fingerprint, thing.names, thing.values_SLBH.tobytes(), thing.inputs.ids]
        case Stream():
            return [thing.fork().run(ROWS).tobytes(), str(thing.health), say(thing.state)]
    return SAYING[type(thing).__name__](thing)


def say_forecast(forecast):
    return [forecast.point_MK.tobytes(), forecast.low_LMK.tobytes(), forecast.high_LMK.tobytes()]


def say_ahead(stream):
    aheads = [stream.fork().step(value) for value in VALUES[:3]]
    return [part.tobytes() for ahead in aheads for part in (ahead.point_K, ahead.low_LK, ahead.high_LK)]


def say_batch(batch):
    answers = batch.fork().run(np.stack([ROWS] * len(batch))).tobytes()
    joined = batch.fork().join(1)  # a name that was not used before
    return [answers, batch.lanes, joined, str(batch.health), say(batch.state)]


def say_network(network):
    twin = copy.deepcopy(network)
    x_BTF = ROWS.reshape(1, -1, 1)
    losses = [twin.train_window(x_BTF, x_BTF)[0] for _ in range(3)]
    return [losses, network.fingerprint, network.num_steps, twin.fingerprint]


SAYING = {
    "Model": lambda model: [model.predict({"u": ROWS}).values_NO.tobytes(), model.record.to_dict()],
    "Forecaster": lambda forecaster: [*say_forecast(forecaster.forecast()), forecaster.record.to_dict()],
    "StreamBatch": say_batch,
    "ForecastStream": say_ahead,
    "ForecastRows": lambda rows: [*say_ahead(rows._stream), str(rows.health.rows)],
    "ForecastState": lambda state: [
        state.fingerprint,
        {name: array.tobytes() for name, array in state.arrays.items()},
    ],
    "NativeNetwork": say_network,
}


@pytest.fixture(scope="module")
def things(model, forecaster):
    """One of each, in the middle of its work."""
    stream = model.stream()
    stream.run(ROWS[:7])
    stream.step(1e9)
    batch = model.stream(batch=2)
    batch.join(["east"])
    batch.leave(["2"])
    batch.run(np.stack([ROWS, -ROWS]))
    ahead = forecaster.stream(FIRST.isoformat(), adaptive=True)
    ahead.take(VALUES[:20])
    rows = ForecastRows(forecaster.stream(FIRST.isoformat()))
    rows.run(VALUES[:5, None])
    return {
        "model": model,
        "forecaster": forecaster,
        "stream": stream,
        "batch": batch,
        "forecast stream": ahead,
        "forecast rows": rows,
        "state": stream.state,
        "forecast state": ahead.state,
        "network": model.network,
    }


NAMES = (
    "model",
    "forecaster",
    "stream",
    "batch",
    "forecast stream",
    "forecast rows",
    "state",
    "forecast state",
    "network",
)


def through_joblib(thing, path):
    joblib.dump(thing, path / "thing.joblib")
    return joblib.load(path / "thing.joblib")


WAYS = {
    "copy": lambda thing, path: copy.copy(thing),
    "deepcopy": lambda thing, path: copy.deepcopy(thing),
    "pickle": lambda thing, path: pickle.loads(pickle.dumps(thing)),
    "oldest protocol for slots": lambda thing, path: pickle.loads(pickle.dumps(thing, protocol=2)),
    "joblib": through_joblib,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_a_copy_says_the_same(name, way, things, tmp_path):
    before = say(things[name])
    twin = WAYS[way](things[name], tmp_path)
    assert twin is not things[name]
    assert type(twin) is type(things[name])
    assert say(twin) == before
    assert say(things[name]) == before


def test_spawned_processes_say_the_same(things):
    with get_context("spawn").Pool(2) as pool:
        said = pool.map(say, [things[name] for name in NAMES])
    assert said == [say(things[name]) for name in NAMES]


def test_streams_of_one_model_share_its_weights_in_a_pickle(model):
    one, many = (len(pickle.dumps([model.stream() for _ in range(count)])) for count in (1, 20))
    weights = sum(array.nbytes for array in model.network.parameters().values())
    assert many - one < 19 * weights / 2


def test_a_copy_of_a_stream_goes_its_own_way(things):
    for name in ("stream", "forecast stream"):
        twin = copy.copy(things[name])
        before = say(twin)
        things[name].fork().step(1.0)
        twin.step(2.0)
        assert say(twin) != before
        assert say(things[name]) == before


@pytest.mark.parametrize("count", [8])
def test_threads_share_a_model(count, model, forecaster):
    wanted, forecast = model.predict({"u": ROWS}).values_NO.tobytes(), say_forecast(forecaster.forecast())

    def use(number):
        assert model.predict({"u": ROWS}).values_NO.tobytes() == wanted
        stream = model.stream()
        assert np.array([stream.step(float(u)) for u in ROWS]).tobytes() == wanted
        assert say_forecast(forecaster.forecast()) == forecast
        return number

    with ThreadPoolExecutor(count) as pool:
        assert list(pool.map(use, range(4 * count))) == list(range(4 * count))
