"""A model of two inputs and two targets, and servers that end with their test."""

import numpy as np
import pytest

import elman
from tests.server.running import Server


def make_rows(num_rows, seed=1):
    random = np.random.default_rng(seed)
    rows = np.stack([random.normal(5, 1, num_rows), random.uniform(0, 100, num_rows)], axis=1)
    rows[::7, 1] = np.nan
    return rows


def make_model(seed):
    random = np.random.default_rng(seed)
    valve, load = random.normal(5, 1, 200), random.uniform(0, 100, 200)
    table = {"valve": valve, "load": load, "heat": valve * load, "flow": valve - load}
    return elman.fit(
        table,
        inputs=["valve", "load"],
        targets=["heat", "flow"],
        cell="lstm",
        hidden_size=5,
        steps=3,
        trials=False,
        threads=1,
        seed=seed,
    )


@pytest.fixture(scope="session")
def model_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("served") / "boiler.safetensors"
    make_model(0).save(path)
    return path


@pytest.fixture(scope="session")
def model(model_path):
    return elman.load(model_path)


@pytest.fixture
def serve(model_path, tmp_path):
    """Starts a server; it ends with the test."""
    servers = []

    def start(*arguments, models=(model_path,)):
        servers.append(Server(*arguments, models=models, folder=tmp_path))
        return servers[-1]

    yield start
    for server in servers:
        server.end()


@pytest.fixture(scope="module")
def server(model_path, tmp_path_factory):
    """One for tests that leave it as it is."""
    running = Server(models=[model_path], folder=tmp_path_factory.mktemp("server"))
    yield running
    running.end()


@pytest.fixture(scope="session")
def predict(model):
    """What `model.predict` says of rows: the bits that every answer must have."""

    def run(rows):
        return model.predict({"valve": rows[:, 0], "load": rows[:, 1]}).values_NO

    return run
