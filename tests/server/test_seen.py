"""Counts, logs, the description of the interface, and the console."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from prometheus_client.parser import text_string_to_metric_families

import elman
from tests.server.conftest import make_model, make_rows
from tests.server.test_sessions import plain, send


def counts(server):
    """Every number of /metrics, by name and labels."""
    status, headers, content = server.ask("GET", "/metrics")
    assert (status, headers.get_content_type()) == (200, "text/plain")
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
    }


def test_rows_sessions_and_what_was_outside_are_counted(serve):
    server = serve()
    rows = make_rows(14)
    rows[3, 1] = 1e6
    session = server.create()
    send(server, session, rows[:10], "?number=0")
    send(server, session, rows[:10], "?number=0")
    send(server, session, rows[10:], "?number=99", status=409)
    gone = server.create()
    send(server, gone, rows)
    server.ask("DELETE", gone)
    server.json("GET", "/nowhere", status=404)
    found = counts(server)
    assert found["elman_rows_total", "boiler"] == 24
    assert found["elman_created_total", "boiler"] == 2
    assert found["elman_repeated_total", "boiler"] == 2
    assert found["elman_refused_total", "409"] == 1
    assert found["elman_refused_total", "404"] == 1
    assert found["elman_sessions",] == 1
    assert found["elman_frame_seconds_count",] == 2
    assert found["elman_frame_seconds_bucket", "+Inf"] == 2
    assert found["elman_inputs_above_total", "boiler", "load"] == 2
    missing = np.isnan(rows[:10]).sum() + np.isnan(rows).sum()
    assert found["elman_inputs_missing_total", "boiler", "load"] == missing


def test_the_description_fits_the_routes(server):
    described = server.json("GET", "/openapi.json")
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            address = path.replace("{model}", "boiler").replace("{session}", "0" * 32)
            body = b"{}" if "requestBody" in operation else None
            status, _, _ = server.ask(method.upper(), address, body, content_type="application/json")
            wanted = (404,) if "{session}" in path else (200, 201, 400)
            assert status in wanted, (method, path)


def test_the_console_may_run_its_own_script_alone(server):
    for path, kind in (("/", "text/html"), ("/console.js", "text/javascript"), ("/console.css", "text/css")):
        status, headers, content = server.ask("GET", path)
        assert (status, headers.get_content_type()) == (200, kind)
        assert "default-src 'none'; script-src 'self'" in headers["content-security-policy"]
        assert b"innerHTML" not in content


@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not installed")
def test_a_browser_shows_models_as_text(serve, model_path, tmp_path):
    name = "<b>pressure</b>"
    random = np.random.default_rng(0).normal(size=(100, 2))
    model = elman.fit(
        {name: random[:, 0], "y": random[:, 1]},
        inputs=[name],
        targets=["y"],
        steps=2,
        hidden_size=3,
        trials=False,
        threads=1,
    )
    model.save(tmp_path / "bold.safetensors")
    server = serve(models=[tmp_path / "bold.safetensors"])
    session = server.create("bold")
    server.json("POST", f"{session}/rows", [[0.5], [0.25]])
    done = subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000"),
            *(f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom", server.url),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "<td>&lt;b&gt;pressure&lt;/b&gt;</td>" in done.stdout
    assert session.rsplit("/", 1)[1] in done.stdout


def test_logs_are_lines_of_json(serve, tmp_path):
    path = tmp_path / "boiler.safetensors"
    make_model(0).save(path)
    server = serve(models=[path])
    path.write_bytes(b"no model any more")
    for _ in range(100):
        if server.log.read_text():
            break
        time.sleep(0.05)
    (line,) = server.log.read_text().splitlines()
    event = json.loads(line)
    assert event["level"] == "warning"
    assert "boiler is not replaced" in event["event"]
    path.unlink()  # said once, not with every look
    time.sleep(2.5)
    assert len(server.log.read_text().splitlines()) == 2
    assert server.json("GET", "/v1/models")["models"]


def test_sigterm_answers_what_is_under_way(serve, predict, tmp_path):
    """A request whose body is still coming when the signal comes is answered."""
    server = serve("--spool", tmp_path / "spool")
    session, rows = server.create(), make_rows(3)
    body = json.dumps(plain(rows)).encode()
    head = f"POST {session}/rows HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:10])
        server.json("GET", "/v2/health/ready")
        ending = threading.Thread(target=server.end, args=(signal.SIGTERM,))
        ending.start()
        while server.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
            except OSError:
                break  # it takes no new connections
        connection.sendall(body[10:])
        answer = b""
        while part := connection.recv(65536):
            answer += part
    ending.join(20)
    assert answer.startswith(b"HTTP/1.1 200")
    again = serve("--spool", tmp_path / "spool")
    assert again.json("GET", session)["next"] == 3


def test_a_server_says_why_it_does_not_start(serve, model_path):
    server = serve()
    for arguments, part in (
        (["--port", str(server.port)], "free"),
        (["--durable"], "--spool"),
        (["--store", "mysql://x"], "redis://"),
        (["--idle", "0s"], "idle"),
        (["--spool", "/proc/none"], "spool"),
        ([f"bad name={model_path}"], "name"),
        ([str(model_path)], "twice"),
        (["missing.safetensors"], "missing"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "elman", "serve", str(model_path), *arguments],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 2, arguments
        assert part in done.stderr, (arguments, done.stderr)
        assert len(done.stderr.splitlines()) == 1
