"""The Open Inference Protocol, with Triton's own client."""

import numpy as np
import pytest

pytest.importorskip("tritonclient.http", exc_type=ImportError)

import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

from tests.server.conftest import make_rows

# Its connections are closed by gevent when they are collected.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def client(server):
    client = triton.InferenceServerClient(f"127.0.0.1:{server.port}")
    yield client
    client.close()


def infer(client, rows, *, binary=True, model="boiler", **options):
    given = triton.InferInput("rows", list(rows.shape), "FP32" if rows.dtype == np.float32 else "FP64")
    given.set_data_from_numpy(rows, binary_data=binary)
    asked = triton.InferRequestedOutput("predictions", binary_data=binary)
    return client.infer(model, [given], outputs=[asked], **options).as_numpy("predictions")


def test_health_and_metadata(client, model):
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("boiler")
    assert not client.is_model_ready("other")
    assert client.get_server_metadata()["name"] == "elman"
    about = client.get_model_metadata("boiler")
    assert about["inputs"] == [{"name": "rows", "datatype": "FP64", "shape": [-1, 2]}]
    assert client.get_model_metadata("boiler", about["versions"][0]) == about


@pytest.mark.parametrize("binary", [True, False])
def test_a_sequence_has_the_bits_of_predict(client, predict, binary):
    rows = make_rows(40)
    rows[np.isnan(rows)] = 50 if not binary else np.nan  # this client writes no null
    found = []
    for step in range(0, 40, 5):
        options = {"sequence_id": 77, "sequence_start": step == 0, "sequence_end": step == 35}
        found.append(infer(client, rows[step : step + 5], binary=binary, **options))
    assert np.concatenate(found).tobytes() == predict(rows).tobytes()
    with pytest.raises(InferenceServerException, match="sequence_start"):
        infer(client, rows[:1], sequence_id=77)


def test_sequences_by_text_and_number_do_not_mix(client, predict):
    rows = {"north": make_rows(10, 1), "south": make_rows(10, 2), 5: make_rows(10, 3)}
    found = {name: [] for name in rows}
    for step in range(10):
        for name, own in rows.items():
            y = infer(client, own[step : step + 1], sequence_id=name, sequence_start=step == 0)
            found[name].append(y)
    for name, own in rows.items():
        assert np.concatenate(found[name]).tobytes() == predict(own).astype(found[name][0].dtype).tobytes()


def test_a_sequence_that_starts_again_begins_anew(client, predict):
    rows = make_rows(6)
    infer(client, rows, sequence_id=9, sequence_start=True)
    y = infer(client, rows, sequence_id=9, sequence_start=True)
    assert y.tobytes() == predict(rows).astype(y.dtype).tobytes()


def test_without_a_sequence_each_request_begins(client, predict):
    rows = make_rows(8)
    alone = infer(client, rows)
    assert alone.tobytes() == predict(rows).astype(alone.dtype).tobytes()
    three = infer(client, np.stack([rows, rows[::-1], rows]))
    assert three[0].tobytes() == three[2].tobytes() == alone.tobytes()
    assert three[1].tobytes() == predict(np.ascontiguousarray(rows[::-1])).astype(alone.dtype).tobytes()


def test_float32_and_wrong_shapes(client, predict):
    rows = make_rows(4).astype(np.float32)
    wanted = predict(rows.astype(np.float64))
    assert infer(client, rows).tobytes() == wanted.astype(np.float32).tobytes()
    with pytest.raises(InferenceServerException, match="shape"):
        infer(client, rows[:, :1].copy())
    with pytest.raises(InferenceServerException, match="model must be"):
        infer(client, rows, model="other")


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"inputs": 7}',
        b'{"inputs": [{"name": "x"}]}',
        b'{"inputs": [{"name": "rows", "shape": [1, 2], "datatype": "FP32", "data": [[1], [2, 3]]}]}',
        b'{"inputs": [{"name": "rows", "shape": [1, 2], "datatype": "BYTES", "data": [1, 2]}]}',
        b'{"inputs": [{"name": "rows", "shape": [-1, -2], "datatype": "FP32", "data": [1, 2]}]}',
        b'{"inputs": [{"name": "rows", "shape": [1, 2], "datatype": "FP32", "data": ["a", 2]}]}',
        b'{"parameters": 3, "inputs": []}',
        b'{"parameters": {"sequence_id": []}, "inputs": [{"name": "rows", "shape": [1, 2], '
        b'"datatype": "FP32", "data": [1, 2]}]}',
    ],
)
def test_what_is_no_request_gets_a_sentence(server, body):
    answer = server.json("POST", "/v2/models/boiler/infer", body, status=400)
    assert list(answer) == ["error"]
