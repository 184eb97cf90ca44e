"""Sessions over HTTP: the bits of `model.predict`, whatever is repeated, left out or moved."""

import json

import numpy as np
import pytest

import elman
from elman.network import State
from tests.server.conftest import make_rows

FLOAT32, FLOAT64 = "application/vnd.elman.float32", "application/vnd.elman.float64"


def as_array(values):
    return np.array(values, np.float64)


def plain(rows):
    return [[None if np.isnan(value) else float(value) for value in row] for row in rows]


def send(server, session, rows, query="", status=200):
    return server.json("POST", f"{session}/rows{query}", plain(rows), status=status)


def test_rows_one_by_one_and_many_are_those_of_predict(server, predict):
    rows = make_rows(60)
    session = server.create()
    answers = [
        send(server, session, rows[:1]),
        send(server, session, rows[1:2]),
        send(server, session, rows[2:]),
    ]
    found = as_array([row for answer in answers for row in answer["rows"]])
    assert found.tobytes() == predict(rows).tobytes()
    assert [answer["number"] for answer in answers] == [0, 1, 2]


def test_every_format_has_the_same_bits(server, predict):
    rows = make_rows(12)
    wanted = predict(rows)
    names = [{"valve": row[0], "load": row[1]} for row in plain(rows)]
    answer = server.json("POST", f"{server.create()}/rows", {"number": 0, "rows": names})
    assert as_array([[row["heat"], row["flow"]] for row in answer["rows"]]).tobytes() == wanted.tobytes()

    status, headers, content = server.ask(
        "POST", f"{server.create()}/rows", rows.tobytes(), content_type=FLOAT64
    )
    assert (status, headers["elman-next"], headers["content-type"]) == (200, "12", FLOAT64)
    assert content == wanted.tobytes()

    lines = [
        "load,valve",
        *("{},{:.9g}".format("" if np.isnan(row[1]) else f"{row[1]:.9g}", row[0]) for row in rows),
    ]
    status, _, content = server.ask(
        "POST", f"{server.create()}/rows", "\n".join(lines).encode(), content_type="text/csv"
    )
    header, *answers = content.decode().splitlines()
    assert (status, header) == (200, "heat,flow")
    found = np.array([line.split(",") for line in answers], np.float64)
    assert found.tobytes() == wanted.tobytes()


def test_float32_takes_half_the_bytes_and_is_rounded(server, predict):
    rows = make_rows(12).astype(np.float32)
    wanted = predict(rows.astype(np.float64))
    session = server.create()
    _, headers, content = server.ask("POST", f"{session}/rows", rows.tobytes(), content_type=FLOAT32)
    assert headers["content-type"] == FLOAT32
    assert content == wanted.astype(np.float32).tobytes()
    exact = {"content_type": FLOAT32, "accept": FLOAT64}
    status, _, content = server.ask("POST", f"{session}/rows?number=0", rows.tobytes(), **exact)
    assert (status, content) == (200, wanted.tobytes())


def test_a_repeated_number_gets_the_stored_answer_and_a_gap_is_refused(server, predict):
    rows = make_rows(9)
    session = server.create()
    first = send(server, session, rows[:4], "?number=0")
    assert send(server, session, rows[:4], "?number=0") == first
    refused = send(server, session, rows[5:6], "?number=5", status=409)
    assert refused["next"] == 4
    assert send(server, session, rows[4:8], "?number=0", status=409)["next"] == 4
    assert send(server, session, rows[:3], "?number=0", status=409)["next"] == 4
    rest = send(server, session, rows[4:], "?number=4")
    found = as_array(first["rows"] + rest["rows"])
    assert found.tobytes() == predict(rows).tobytes()


def test_sessions_that_go_on_in_turn_do_not_mix(server, predict):
    rows = [make_rows(20, seed) for seed in range(4)]
    sessions = [server.create() for _ in rows]
    found = [[] for _ in rows]
    for step in range(20):
        for lane, session in enumerate(sessions):
            found[lane] += send(server, session, rows[lane][step : step + 1])["rows"]
    for lane, answers in enumerate(found):
        assert as_array(answers).tobytes() == predict(rows[lane]).tobytes()


def test_a_state_is_read_put_elsewhere_and_reset(server, model, predict, tmp_path):
    rows = make_rows(30)
    session, other = server.create(), server.create()
    send(server, session, rows[:10])
    status, _, content = server.ask("GET", f"{session}/state")
    assert status == 200
    (tmp_path / "here.state").write_bytes(content)
    stream = model.stream(state=State.load(tmp_path / "here.state"))
    wanted = predict(rows)[10:]
    assert np.asarray(stream.run(rows[10:])).tobytes() == wanted.tobytes()

    assert server.json("PUT", f"{other}/state", content)["next"] == 10
    moved = send(server, other, rows[10:], "?number=10")
    assert as_array(moved["rows"]).tobytes() == wanted.tobytes()
    assert server.json("DELETE", f"{other}/state")["next"] == 0
    again = send(server, other, rows, "?number=0")
    assert as_array(again["rows"]).tobytes() == predict(rows).tobytes()


def test_a_wrong_state_changes_nothing(server, predict, tmp_path):
    rows = make_rows(8)
    session = server.create()
    send(server, session, rows[:5])
    server.json("PUT", f"{session}/state", b"no state at all", status=400)
    rest = send(server, session, rows[5:], "?number=5")
    assert as_array(rest["rows"]).tobytes() == predict(rows)[5:].tobytes()


def test_a_session_that_was_deleted_is_not_there(server):
    session = server.create()
    assert server.ask("DELETE", session)[0] == 204
    send(server, session, make_rows(1), status=404)
    server.json("GET", session, status=404)


def test_predict_needs_no_session(server, predict):
    rows = make_rows(15)
    answer = server.json("POST", "/v1/models/boiler/predict", plain(rows))
    assert as_array(answer["rows"]).tobytes() == predict(rows).tobytes()


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (b"{", "JSON"),
        (b"[[1]]", "shape"),
        (b'[["a", "b"]]', "number"),
        (b'[{"valve": 1}]', "load"),
        (b"[[1e999, 1]]", "finite"),
        (b'{"number": -1, "rows": [[1, 2]]}', "number"),
        (b'{"number": true, "rows": [[1, 2]]}', "number"),
        (b'[[1, 2], {"valve": 1}]', "equally"),
        (b"[" * 100_000, "JSON"),
        (b"[[" + b"9" * 400 + b", 1]]", "64 bits"),
    ],
)
def test_rows_that_cannot_be_used_change_nothing(server, predict, body, part):
    rows = make_rows(4)
    session = server.create()
    send(server, session, rows[:2])
    status, _, content = server.ask("POST", f"{session}/rows", body, content_type="application/json")
    assert status == 400
    assert part in json.loads(content)["error"]
    rest = send(server, session, rows[2:], "?number=2")
    assert as_array(rest["rows"]).tobytes() == predict(rows)[2:].tobytes()


def test_a_file_that_is_replaced_serves_new_sessions_and_old_ones_go_on(serve, tmp_path, predict):
    import time

    from tests.server.conftest import make_model

    path = tmp_path / "boiler.safetensors"
    make_model(0).save(path)
    server = serve(models=[path])
    rows = make_rows(20)
    old = server.create()
    before = send(server, old, rows[:10])["rows"]
    make_model(1).save(path)
    fingerprint = server.json("GET", "/v1/models/boiler")["fingerprint"]
    for _ in range(200):
        if server.json("GET", "/v1/models/boiler")["fingerprint"] != fingerprint:
            break
        time.sleep(0.05)
    after = send(server, old, rows[10:])["rows"]
    assert as_array(before + after).tobytes() == predict(rows).tobytes()
    new = as_array(send(server, server.create(), rows)["rows"])
    replaced = elman.load(path).predict({"valve": rows[:, 0], "load": rows[:, 1]}).values_NO
    assert new.tobytes() == replaced.tobytes()
    assert new.tobytes() != predict(rows).tobytes()
