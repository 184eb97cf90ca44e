"""Attacks from outside: none of them gets in, and memory stays bounded."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.server.conftest import make_rows
from tests.server.test_sessions import plain, send

TOKEN, OTHER = "0123456789abcdef-one", "0123456789abcdef-two"


@pytest.fixture(scope="module")
def guarded(model_path, tmp_path_factory):
    """A server with two tokens and tight limits."""
    from tests.server.running import Server

    folder = tmp_path_factory.mktemp("guarded")
    (folder / "tokens").write_text(f"# of the plant\n{TOKEN}\n\n{OTHER}\n")
    running = Server(
        "--token-file", folder / "tokens", "--body", 50_000, "--rows", 100, models=[model_path], folder=folder
    )
    yield running
    running.end()


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def raw(server, content, seconds=5):
    """Sends bytes, and returns what comes back until the server closes, or is silent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(content)
        found = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(65536):
                found += part
        return found


def memory_of(server):
    """Resident bytes."""
    with open(f"/proc/{server.process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def refuses_to_start(model_path, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "elman", "serve", str(model_path), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_without_a_token_it_serves_this_machine_alone(model_path, tmp_path):
    assert "--token-file" in refuses_to_start(model_path, "--host", "0.0.0.0", "--port", "0")
    (tmp_path / "short").write_text("1234\n")
    assert "openssl" in refuses_to_start(model_path, "--token-file", tmp_path / "short", "--port", "0")
    assert "openssl" in refuses_to_start(model_path, "--token-file", tmp_path / "none", "--port", "0")


def test_insecure_must_be_said(serve):
    server = serve("--host", "0.0.0.0", "--insecure")
    assert server.url.startswith("http://0.0.0.0:")
    server.url = f"http://127.0.0.1:{server.port}"
    assert server.json("GET", "/v1/models")["models"]


@pytest.mark.parametrize(
    "header", [{}, bearer("x" * 20), bearer(TOKEN[:-1]), {"authorization": "Basic eDp5"}]
)
def test_a_request_needs_a_token(guarded, header):
    for path in ("/v1/models", "/v2/models/boiler", "/metrics", "/nowhere"):
        status, headers, _ = guarded.ask("GET", path, **header)
        assert (status, headers["www-authenticate"]) == (401, "Bearer")


def test_the_health_of_the_server_needs_no_token(guarded):
    assert guarded.json("GET", "/v2/health/ready") == {"ready": True}


def test_a_session_belongs_to_its_token(guarded):
    session = guarded.create(**bearer(TOKEN))
    rows = plain(make_rows(1))
    guarded.json("POST", f"{session}/rows", rows, **bearer(TOKEN))
    for method, path, body in [
        ("POST", f"{session}/rows", rows),
        ("GET", session, None),
        ("GET", f"{session}/state", None),
        ("PUT", f"{session}/state", b"x"),
        ("DELETE", f"{session}/state", None),
        ("DELETE", session, None),
        ("GET", f"{session}/recent", None),
    ]:
        assert guarded.ask(method, path, body, **bearer(OTHER))[0] == 404
    listed = guarded.json("GET", "/v1/models/boiler/sessions", **bearer(OTHER))
    assert listed == {"sessions": []}
    assert guarded.json("GET", session, **bearer(TOKEN))["next"] == 1


def test_a_sequence_of_the_open_protocol_belongs_to_its_token(guarded):
    rows = {"name": "rows", "datatype": "FP32", "shape": [1, 2], "data": [1, 2]}
    first = {"parameters": {"sequence_id": 7, "sequence_start": True}, "inputs": [rows]}
    guarded.json("POST", "/v2/models/boiler/infer", first, **bearer(TOKEN))
    more = {"parameters": {"sequence_id": 7}, "inputs": [rows]}
    guarded.json("POST", "/v2/models/boiler/infer", more, status=400, **bearer(OTHER))


def test_ids_are_of_128_bits_and_do_not_repeat(server):
    ids = {server.create().rsplit("/", 1)[1] for _ in range(50)}
    assert len(ids) == 50
    assert {len(name) for name in ids} == {32}
    assert len({name[:4] for name in ids}) > 40


def test_a_socket_takes_its_token_by_header_or_subprotocol(guarded):
    address = f"ws://127.0.0.1:{guarded.port}/v1/models/boiler/stream"
    for options in (
        {"additional_headers": bearer(TOKEN)},
        {"subprotocols": ["elman.v1", f"bearer.{TOKEN}"]},
    ):
        with connect(address, **options) as open_socket:
            assert TOKEN not in str(open_socket.response.headers)
            open_socket.send('{"do": "create"}')
            assert "session" in json.loads(open_socket.recv(timeout=10))
    for options in ({}, {"subprotocols": ["elman.v1", "bearer.wrong"]}):
        with pytest.raises(InvalidStatus) as found, connect(address, **options):
            pass
        assert found.value.response.status_code == 401


def test_pages_of_others_cannot_connect(server):
    """Cross-site requests and WebSockets carry the page's Origin."""
    own = f"http://127.0.0.1:{server.port}"
    assert server.ask("GET", "/v1/models", origin=own)[0] == 200
    for origin in (
        "https://evil.example",
        "null",
        f"http://127.0.0.1:{server.port + 1}",
        f"{own}.evil.example",
    ):
        assert server.ask("POST", "/v1/models/boiler/sessions", b"", origin=origin)[0] == 403
        with (
            pytest.raises(InvalidStatus) as found,
            connect(f"ws://127.0.0.1:{server.port}/v1/models/boiler/stream", origin=origin),
        ):
            pass
        assert found.value.response.status_code == 403


def test_an_origin_may_be_allowed(serve):
    server = serve("--allow-origin", "https://plant.example")
    assert server.ask("GET", "/v1/models", origin="https://plant.example")[0] == 200
    assert server.ask("GET", "/v1/models", origin="https://plant.example.evil")[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil:80", "[::2]"])
def test_a_name_that_was_bound_to_this_machine_is_refused(server, host):
    """DNS rebinding: the page's own name leads to 127.0.0.1, and so its Origin would be the server's own."""
    request = f"GET /v1/models HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n\r\n"
    assert raw(server, request.encode()).startswith(b"HTTP/1.1 421")


def test_two_hosts_are_refused(server):
    request = b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nConnection: close\r\n\r\n"
    assert raw(server, request).startswith(b"HTTP/1.1 400")


def test_bodies_that_are_too_long_are_not_read(guarded):
    session = guarded.create(**bearer(TOKEN))
    head = f"POST {session}/rows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    before = memory_of(guarded)
    told = raw(guarded, f"{head}Content-Length: 99999999999\r\n\r\n".encode())
    assert told.startswith(b"HTTP/1.1 413")
    chunk = b"10000\r\n" + b"7" * 65536 + b"\r\n"
    untold = raw(guarded, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 200)
    assert untold.startswith(b"HTTP/1.1 413") or not untold  # closed while it was still being sent
    assert memory_of(guarded) - before < 20e6
    assert guarded.json("GET", session, **bearer(TOKEN))["next"] == 0


def test_too_many_rows_are_refused(guarded):
    session = guarded.create(**bearer(TOKEN))
    refused = guarded.json("POST", f"{session}/rows", plain(make_rows(101)), status=413, **bearer(TOKEN))
    assert "100" in refused["error"]


def test_a_packed_body_is_refused(server):
    session = server.create()
    assert server.ask("POST", f"{session}/rows", b"\x1f\x8b", content_encoding="gzip")[0] == 415


def test_a_body_that_does_not_come_is_not_waited_for(serve):
    server = serve("--seconds", 0.5)
    session = server.create()
    head = f"POST {session}/rows HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n[["
    for path in (head, head.replace(f"{session}/rows", "/v1/models/boiler/predict")):
        assert raw(server, path.encode(), seconds=10).startswith(b"HTTP/1.1 408")
    assert server.json("GET", session)["next"] == 0


def test_headers_without_end_are_cut(server):
    before = memory_of(server)
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    assert b"200 OK" not in raw(server, head + b"A: " + b"b" * 3_000_000)
    assert b"200 OK" not in raw(server, head + b"A: b\r\n" * 500_000)
    assert memory_of(server) - before < 20e6
    assert server.json("GET", "/v1/models")["models"]


def test_garbage_gets_no_answer_and_harms_nobody(server):
    for content in (b"\0" * 1000, os.urandom(1000), b"GET /\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        assert b"200 OK" not in raw(server, content, seconds=2)
    assert server.json("GET", "/v1/models")["models"]


def test_a_rate_is_kept(serve):
    server = serve("--rate", 3)
    found = [server.ask("GET", "/v1/models")[0] for _ in range(8)]
    assert found[0] == 200
    assert 429 in found
    time.sleep(0.5)
    assert server.ask("GET", "/v1/models")[0] == 200


def test_there_are_only_so_many_sessions(serve):
    server = serve("--sessions", 3)
    sessions = [server.create() for _ in range(3)]
    refused = server.json("POST", "/v1/models/boiler/sessions", status=429)
    assert "3" in refused["error"]
    server.ask("DELETE", sessions[0])
    server.create()
    send(server, sessions[1], make_rows(2))


MARKUP = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\x1b[31m&lt;"]


@pytest.mark.parametrize("text", MARKUP)
def test_an_error_holds_no_markup(server, text):
    from urllib.parse import quote

    for method, path, body in [
        ("GET", f"/{quote(text)}", None),
        ("GET", f"/v1/models/{quote(text)}", None),
        ("POST", f"{server.create()}/rows", [[text, 1]]),
        ("POST", f"{server.create()}/rows", [{text: 1}]),
        ("POST", "/v1/models/boiler/sessions", {"first": text}),
        ("POST", "/v1/models/boiler/sessions", {text: 1}),
        ("POST", "/v2/models/boiler/infer", {"inputs": [{"name": text}]}),
    ]:
        status, headers, content = server.ask(method, path, body)
        assert 400 <= status < 500
        assert headers["content-type"] == "application/json"
        assert headers["x-content-type-options"] == "nosniff"
        assert not set(b"<>&\x1b") & set(content)


def test_tokens_are_compared_to_the_end():
    """Not a measurement of time, which would tell nothing here: each known token is compared, by hmac."""
    from unittest import mock

    from elman.server.tokens import Tokens

    tokens = Tokens([TOKEN, OTHER])
    with mock.patch("elman.server.tokens.hmac.compare_digest", return_value=False) as compared:
        assert tokens.owner(TOKEN.encode()) is None
        assert compared.call_count == 2
    assert tokens.owner(TOKEN.encode()) != tokens.owner(OTHER.encode())
    assert tokens.owner(b"") is None
