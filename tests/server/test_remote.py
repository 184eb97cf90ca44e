"""`elman.connect`: a stream that is elsewhere, with the bits of one that is here."""

import signal
import subprocess
import sys

import numpy as np
import pytest

import elman
from tests.server.conftest import make_rows
from tests.server.test_stores import Restarted


@pytest.fixture
def remote(server):
    stream = elman.connect(server.url)
    yield stream
    stream.close()


def test_rows_of_every_kind_are_those_of_a_local_stream(remote, model):
    local, rows = model.stream(), make_rows(20)
    for row in rows[:4].tolist():
        assert remote.step(row).tolist() == np.asarray(local.step(row)).tolist()
    named = {"load": None, "valve": 4.0}
    assert remote.step(named) == local.step(named)
    assert remote.run(rows).tobytes() == local.run(rows).tobytes()
    columns = {"valve": rows[:, 0], "load": rows[:, 1]}
    found, wanted = remote.run(columns), local.run(columns)
    assert {name: values.tobytes() for name, values in found.items()} == {
        name: values.tobytes() for name, values in wanted.items()
    }
    assert repr(remote) == "RemoteStream(valve, load -> heat, flow: 45 rows)"


def test_states_go_there_and_back(remote, model, tmp_path):
    rows, local = make_rows(30), model.stream()
    remote.run(rows[:10])
    remote.state.save(tmp_path / "state")
    local.go_on_from(elman.State.load(tmp_path / "state"))
    other = remote.fork()
    assert other.run(rows[10:]).tobytes() == local.run(rows[10:]).tobytes()
    assert remote.run(rows[10:]).tobytes() == model.stream().run(rows)[10:].tobytes()
    remote.reset()
    assert remote.run(rows).tobytes() == model.stream().run(rows).tobytes()


def test_one_input_and_one_target_are_numbers(serve, tmp_path):
    x = np.linspace(0, 9, 80)
    model = elman.fit(
        {"u": x, "y": x**2}, inputs="u", targets="y", steps=2, hidden_size=3, trials=False, threads=1
    )
    model.save(tmp_path / "one.safetensors")
    remote, local = elman.connect(serve(models=[tmp_path / "one.safetensors"]).url), model.stream()
    for row in (0.5, [0.5], np.array([0.5]), {"u": 0.5}, np.float32(0.5)):
        found, wanted = remote.step(row), local.step(row)
        assert type(found) is type(wanted)
        assert found == wanted
    remote.close()


def test_a_forecaster_streams_forecasts_and_takes_settings(serve, tmp_path):
    y = np.sin(np.arange(120) / 3) + np.arange(120) / 50
    forecaster = elman.fit({"y": y}, targets="y", horizon=4, steps=3, hidden_size=3, trials=False, threads=1)
    forecaster.save(tmp_path / "waves.safetensors")
    server = serve(models=[tmp_path / "waves.safetensors"])
    remote = elman.connect(server.url, settings={"levels": [80]})
    local = forecaster.stream(levels=[80])
    for value in y[:30]:
        ahead = local.step(value)
        row = remote.step(float(value))
        wanted = np.concatenate([ahead.point_K, ahead.low_LK[0], ahead.high_LK[0]])
        assert row.tobytes() == wanted.astype(np.float64).tobytes()
    assert remote.targets[:5] == ("step-1", "step-2", "step-3", "step-4", "low-80-1")
    local.go_on_from(remote.state)
    other = remote.fork()
    assert other.step(0.5).tobytes() == remote.step(0.5).tobytes()

    made = forecaster.forecast({"y": y}, levels=[80]).columns()
    told = server.json("POST", "/v1/models/waves/forecast", {"series": {"y": y.tolist()}, "levels": [80]})
    assert told["forecast"]["forecast"] == np.asarray(made["forecast"], np.float64).tolist()
    assert told["forecast"]["low-80"] == np.asarray(made["low-80"], np.float64).tolist()
    server.json("POST", "/v1/models/waves/predict", [[1]], status=400)
    server.json("POST", "/v1/models/waves/forecast", {"series": [1]}, status=400)
    server.json("POST", "/v1/models/waves/forecast", {"horizon": 401}, status=400)
    remote.close()


def test_a_server_that_is_killed_meanwhile_is_waited_for(serve, model, tmp_path):
    port = []
    place = Restarted(lambda: serve("--spool", tmp_path / "spool", "--durable", *port))
    remote, rows = elman.connect(place.server.url), make_rows(30)
    port[:] = ["--port", str(place.server.port)]
    found = [remote.run(rows[:10])]
    place.server.end(signal.SIGKILL)
    place.start()
    found.append(remote.run(rows[10:]))
    assert np.concatenate(found).tobytes() == model.stream().run(rows).tobytes()
    again = elman.connect(place.server.url, session=remote.session)
    assert repr(again).endswith("30 rows)")
    again.close()


def test_wrong_addresses_and_rows_are_sentences(server, serve):
    with pytest.raises(elman.ArgumentError, match="url must"):
        elman.connect("localhost:8000")
    with pytest.raises(elman.RemoteError, match="cannot be reached"):
        elman.connect("http://127.0.0.1:9", patience=0.1)
    with pytest.raises(elman.ArgumentError, match="model must"):
        elman.connect(server.url, model="other")
    with pytest.raises(elman.ArgumentError, match="session must"):
        elman.connect(server.url, session="0" * 32)
    stream = elman.connect(server.url)
    with pytest.raises(elman.ArgumentError, match="finite"):
        stream.step([1.0, float("inf")])
    with pytest.raises(elman.ArgumentError, match="shape"):
        stream.run([[1.0]])
    stream.step([1.0, 2.0])
    stream.close()


def test_neither_the_package_nor_the_client_loads_the_framework():
    code = (
        "import sys, elman, elman.cli.app\nelman.connect\n"
        "print([name for name in ('starlette', 'uvicorn', 'websockets', 'redis') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
