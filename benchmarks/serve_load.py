"""How much does one `elman serve` answer? Beside ONNX Runtime behind the same Starlette and uvicorn.

One network (GRU, 32 units, two inputs, one target). The server has one core, the client the other, where the
machine has two. Answers to the first rows are compared with `Model.predict`. Contenders take turns. Beside
the rate, which other work on the machine lowers, stands the processor time that the server took for each
request: its reciprocal is what one core could answer.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import numpy as np

import elman
from machine import describe_machine
from peers.wire import Wire, masked
from report import finish, make_parser

WIDTH = 2
NEXT = (1 << 64) - 1


@dataclass
class Contender:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    port: int
    sessions: list[str]
    stream_path: str
    rows_path: str

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident megabytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def on_core(core: int) -> list[str]:
    """A command's beginning that keeps it on one core."""
    return ["taskset", "-c", str(core % (os.cpu_count() or 1))]


def make_model(folder: Path) -> elman.Model:
    """Fits shortly, and leaves a model file and an ONNX file."""
    random = np.random.default_rng(0)
    valve, pressure = random.uniform(0, 100, 2000), random.normal(5, 1, 2000)
    table = {"valve": valve, "pressure": pressure, "heat": np.cumsum(valve - 50) / 100}
    model = elman.fit(
        table,
        inputs=["valve", "pressure"],
        targets="heat",
        cell="gru",
        hidden_size=32,
        steps=50,
        trials=False,
    )
    model.save(folder / "boiler.safetensors")
    model.export(folder / "boiler.onnx")
    return model


def start_elman(folder: Path, count: int) -> Contender:
    """The server, with its sessions."""
    command = [*on_core(0), sys.executable, "-m", "elman", "serve", str(folder / "boiler.safetensors")]
    process = subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    port = int(process.stdout.readline().decode().rsplit(":", 1)[1])
    sessions = [create(port) for _ in range(count)]
    path = "/v1/models/boiler"
    return Contender(process, port, sessions, f"{path}/stream", f"{path}/sessions/{{}}/rows")


def create(port: int) -> str:
    """The id of a new session."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/models/boiler/sessions", b"", method="POST")
    with urllib.request.urlopen(request) as answer:
        return str(json.load(answer)["session"])


def start_onnx(folder: Path, count: int) -> Contender:
    """The peer; its sessions begin with their first row."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    peer = Path(__file__).parent / "peers" / "onnx_server.py"
    command = [*on_core(0), sys.executable, str(peer), str(folder / "boiler.onnx"), str(port), str(WIDTH)]
    process = subprocess.Popen(command)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            sleep(0.1)
    return Contender(process, port, [f"{n:032x}" for n in range(count)], "/stream", "/sessions/{}/rows")


def frame(session: str, rows: bytes) -> bytes:
    """A masked binary message."""
    return masked(struct.pack("<16sQ", bytes.fromhex(session), NEXT) + rows)


def check(contender: Contender, wanted: np.ndarray, rows: np.ndarray) -> None:
    """The first session's answers to the first rows."""
    wire = Wire(contender.port)
    wire.upgrade(contender.stream_path)
    wire.socket.sendall(b"".join(frame(contender.sessions[0], row.tobytes()) for row in rows))
    found = np.concatenate([np.frombuffer(message, offset=24) for message in wire.messages(len(rows))])
    assert np.allclose(found, wanted[:, 0], rtol=1e-4, atol=1e-4)


def measure_socket(contender: Contender, rows: int, burst: int, seconds: float) -> tuple[float, float]:
    """Messages a second with `burst` under way, and processor seconds for each."""
    wire, content = Wire(contender.port), np.zeros((rows, WIDTH)).tobytes()
    wire.upgrade(contender.stream_path)
    sessions = contender.sessions
    bursts = [
        b"".join(frame(sessions[(start + place) % len(sessions)], content) for place in range(burst))
        for start in range(0, len(sessions), burst)
    ]
    begin, cpu, done = perf_counter(), contender.cpu(), 0
    while perf_counter() - begin < seconds:
        wire.socket.sendall(bursts[done // burst % len(bursts)])
        wire.messages(burst)
        done += burst
    return done / (perf_counter() - begin), (contender.cpu() - cpu) / done


def measure_requests(contender: Contender, connections: int, seconds: float) -> tuple[float, float]:
    """HTTP requests of one row a second over some connections, and processor seconds for each."""
    wires = [Wire(contender.port) for _ in range(connections)]
    body = np.zeros((1, WIDTH)).tobytes()
    texts = [
        f"POST {contender.rows_path.format(contender.sessions[place])} HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
        for place in range(connections)
    ]
    begin, cpu, done = perf_counter(), contender.cpu(), 0
    while perf_counter() - begin < seconds:
        for wire, text in zip(wires, texts, strict=True):
            wire.socket.sendall(text)
        for wire in wires:
            assert wire.response().startswith(b"HTTP/1.1 200")
        done += connections
    return done / (perf_counter() - begin), (contender.cpu() - cpu) / done


def measure_latency(contender: Contender, seconds: float, pause: float) -> np.ndarray:
    """Milliseconds from a row to its answer, one row after the other over all sessions."""
    wire, content = Wire(contender.port), np.zeros((1, WIDTH)).tobytes()
    wire.upgrade(contender.stream_path)
    found, begin = [], perf_counter()
    while perf_counter() - begin < seconds:
        message = frame(contender.sessions[len(found) % len(contender.sessions)], content)
        sent = perf_counter()
        wire.socket.sendall(message)
        wire.messages(1)
        found.append(perf_counter() - sent)
        sleep(pause)
    return np.array(found) * 1e3


def measure_idle(folder: Path, count: int) -> tuple[float, float]:
    """Megabytes for so many sessions in use, and when they are idle."""
    command = [sys.executable, "-m", "elman", "serve", str(folder / "boiler.safetensors"), "--port", "0"]
    process = subprocess.Popen([*command, "--idle", "1s"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    port = int(process.stdout.readline().decode().rsplit(":", 1)[1])
    contender = Contender(process, port, [], "", "")
    before = contender.memory()
    for created in range(0, count, 100):
        if created % 5000 == 0:  # this client answers no pings, so no connection may last
            wire = Wire(port)
            wire.upgrade("/v1/models/boiler/stream")
        wire.socket.sendall(masked(b'{"do": "create"}').replace(b"\x82", b"\x81", 1) * 100)
        wire.messages(100)
    most = contender.memory() - before
    sleep(8)
    idle = contender.memory() - before
    process.terminate()
    process.wait()
    return most, idle


def measure(contenders: dict[str, Contender], model: elman.Model, seconds: float) -> list[str]:
    """A line for each figure of each contender."""
    rows = np.random.default_rng(1).normal(size=(20, WIDTH)) * 20 + 40
    wanted = model.predict({"valve": rows[:, 0], "pressure": rows[:, 1]}).values_NO
    for contender in contenders.values():
        check(contender, wanted, rows)
    lines = []
    for title, what in (
        ("WebSocket messages of 1 row", lambda one: measure_socket(one, 1, 100, seconds)),
        ("WebSocket messages of 100 rows", lambda one: measure_socket(one, 100, 20, seconds)),
        ("HTTP requests of 1 row", lambda one: measure_requests(one, 32, seconds)),
    ):
        for name, contender in contenders.items():
            rate, cpu = what(contender)
            lines.append(
                f"{title:32} {name:14} {rate:9,.0f} a second; {cpu * 1e6:6.1f} us of its core each, "
                f"{1 / cpu:8,.0f} a second of core"
            )
    for name, contender in contenders.items():
        half, most = np.percentile(measure_latency(contender, seconds, 0.001), [50, 99])
        title = "one row at a time"
        lines.append(f"{title:32} {name:14} median {half:.2f} ms, 99 % within {most:.2f} ms")
    return lines


def main() -> None:
    """Runs all of it."""
    parser = make_parser(__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each figure")
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--idle", type=int, default=10_000, help="sessions of the last figure")
    options = parser.parse_args()
    os.sched_setaffinity(0, {1 % (os.cpu_count() or 1)})
    load = os.getloadavg()[0]
    lines = [describe_machine("starlette", "uvicorn", "onnxruntime", threads=1)]
    lines += [
        f"load of the machine before: {load:.1f}; {options.seconds:g} s a figure; {options.sessions} sessions"
    ]
    with TemporaryDirectory() as place:
        folder = Path(place)
        model = make_model(folder)
        contenders: dict[str, Contender] = {}
        try:
            contenders["elman serve"] = start_elman(folder, options.sessions)
            contenders["ONNX Runtime"] = start_onnx(folder, options.sessions)
            lines += measure(contenders, model, options.seconds)
        finally:
            for contender in contenders.values():
                contender.process.terminate()
                contender.process.wait()
        most, idle = measure_idle(folder, options.idle)
        lines.append(f"memory of {options.idle:,} sessions: {most:.0f} MB in use, {idle:.0f} MB idle")
    finish("serve_load", lines, write=options.write)


if __name__ == "__main__":
    main()
