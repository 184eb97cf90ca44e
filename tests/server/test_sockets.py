"""Many sessions over one WebSocket, with the `websockets` client."""

import json
import struct

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.server.conftest import make_rows
from tests.server.test_sessions import as_array, plain

NEXT = (1 << 64) - 1


@pytest.fixture
def socket(server):
    with connect(address_of(server), subprotocols=["elman.v1"], compression=None) as socket:
        assert socket.subprotocol == "elman.v1"
        yield socket


def address_of(server, model="boiler"):
    return f"ws://127.0.0.1:{server.port}/v1/models/{model}/stream"


def say(socket, **message):
    socket.send(json.dumps(message))
    return json.loads(socket.recv(timeout=10))


def frame(session, number, rows):
    return struct.pack("<16sQ", bytes.fromhex(session), number) + rows.tobytes()


def read_frame(content):
    session, number = struct.unpack_from("<16sQ", content)
    return session.hex(), number, np.frombuffer(content, np.float64, offset=24).reshape(-1, 2)


def test_many_sessions_and_many_frames_under_way(socket, predict):
    rows = {say(socket, do="create")["session"]: make_rows(30, seed) for seed in range(5)}
    for step in range(30):
        for session, own in rows.items():
            socket.send(frame(session, step, own[step : step + 1]))
    found = {session: [] for session in rows}
    for _ in range(150):
        session, number, y = read_frame(socket.recv(timeout=10))
        assert number == len(found[session])
        found[session].append(y)
    for session, own in rows.items():
        assert np.concatenate(found[session]).tobytes() == predict(own).tobytes()


def test_text_and_binary_share_a_session_with_http(server, socket, predict):
    rows = make_rows(9)
    session = say(socket, do="create", ref=7)
    assert session["ref"] == 7
    first = say(socket, session=session["session"], number=0, rows=plain(rows[:3]))
    assert say(socket, session=session["session"], number=0, rows=plain(rows[:3])) == first
    socket.send(frame(session["session"], NEXT, rows[3:6]))
    _, number, second = read_frame(socket.recv(timeout=10))
    path = f"/v1/models/boiler/sessions/{session['session']}/rows?number=6"
    third = server.json("POST", path, plain(rows[6:]))
    found = [as_array(first["rows"]), second, as_array(third["rows"])]
    assert number == 3
    assert np.concatenate(found).tobytes() == predict(rows).tobytes()
    assert say(socket, do="reset", session=session["session"])["next"] == 0
    assert say(socket, do="end", session=session["session"])["ended"]
    assert say(socket, session=session["session"], rows=plain(rows))["status"] == 404


def test_a_gap_is_refused_and_the_socket_goes_on(socket, predict):
    session = say(socket, do="create")["session"]
    rows = make_rows(2)
    socket.send(frame(session, 5, rows))
    refused = json.loads(socket.recv(timeout=10))
    assert (refused["status"], refused["next"], refused["session"], refused["number"]) == (409, 0, session, 5)
    socket.send(frame(session, 0, rows))
    assert read_frame(socket.recv(timeout=10))[2].tobytes() == predict(rows).tobytes()


@pytest.mark.parametrize(
    "message",
    [
        *("{", "[]", "7", b"", b"12345", b"x" * 31),
        *('{"do": "fly"}', '{"rows": [[1, 2]]}', '{"session": [], "rows": 1}', '{"number": "x"}'),
        *('{"do": "create", "settings": 7}', '{"do": "create", "settings": {"first": 1}}'),
    ],
)
def test_what_is_no_message_gets_a_sentence(socket, message):
    socket.send(message)
    answer = json.loads(socket.recv(timeout=10))
    assert answer["status"] in (400, 404)
    assert answer["error"]


def test_a_model_that_is_not_there_is_no_socket(server):
    with pytest.raises(InvalidStatus) as found, connect(address_of(server, "other")):
        pass
    assert found.value.response.status_code == 404


def test_a_message_that_is_too_large_ends_the_socket(serve):
    server = serve("--body", 10_000)
    with connect(address_of(server), compression=None) as socket:
        socket.send(b"x" * 20_000)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=10)
        assert socket.close_code == 1009


def test_too_many_messages_end_the_socket(serve):
    server = serve("--rate", 5)
    with connect(address_of(server)) as socket:
        for _ in range(10):
            socket.send('{"do": "none"}')
        with pytest.raises(ConnectionClosed):
            list(socket)
        assert socket.close_code == 1013
