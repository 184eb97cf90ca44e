"""Sessions that outlive their server: idle ones, restarts, kills, and two servers on one Redis."""

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.server.stores import ConflictError, StoreFullError
from elman.server.stores.file_store import FileStore
from elman.server.stores.memory_store import MemoryStore
from tests.server.conftest import make_rows
from tests.server.test_sessions import as_array, plain, send

needs_redis = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")


def run(coroutine):
    import asyncio

    return asyncio.run(coroutine)


@pytest.fixture
def redis_address(tmp_path):
    """A Redis server of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(10)


async def check_store(store):
    """What every store does."""
    assert await store.read("a" * 32) is None
    first = await store.write("a" * 32, b"one", 0)
    assert (await store.read("a" * 32)).content == b"one"
    second = await store.write("a" * 32, b"two", first)
    found = await store.read("a" * 32)
    assert (found.content, found.version) == (b"two", second)
    await store.write("a" * 32, None, second)
    assert await store.read("a" * 32) is None
    await store.write("model-0", b"m", 0)
    assert (await store.read("model-0")).content == b"m"
    await store.close()


def test_memory_and_files_are_stores(tmp_path):
    run(check_store(MemoryStore(expire=60, most=5)))
    run(check_store(FileStore(tmp_path / "spool", expire=60, most=5)))


async def check_optimism(store):
    """Whoever has not seen the newest version cannot write."""
    version = await store.write("b" * 32, b"one", 0)
    await store.write("b" * 32, b"two", version)
    for content, seen in ((b"three", version), (b"new", 0), (None, version)):
        with pytest.raises(ConflictError):
            await store.write("b" * 32, content, seen)
    assert (await store.read("b" * 32)).content == b"two"
    await store.close()


@needs_redis
def test_redis_is_a_store(redis_address):
    from elman.server.stores.redis_store import RedisStore

    run(check_store(RedisStore(redis_address, expire=60)))
    run(check_optimism(RedisStore(redis_address, expire=60)))
    run(check_optimism(MemoryStore(expire=60, most=5)))


async def check_room(store):
    await store.write("1" * 32, b"x", 0)
    await store.write("2" * 32, b"x", 0)
    with pytest.raises(StoreFullError):
        await store.write("3" * 32, b"x", 0)
    await store.write("model-3", b"x", 0)


async def check_expiry(store):
    import asyncio

    await store.write("1" * 32, b"x", 0)
    await store.write("model-1", b"x", 0)
    await asyncio.sleep(0.3)
    await store.write("2" * 32, b"x", 0)
    assert await store.read("1" * 32) is None
    assert await store.read("model-1") is not None


def test_stores_have_an_end_and_forget(tmp_path):
    run(check_room(MemoryStore(expire=60, most=2)))
    run(check_room(FileStore(tmp_path / "room", expire=60, most=2)))
    run(check_expiry(MemoryStore(expire=0.1, most=2)))
    run(check_expiry(FileStore(tmp_path / "expiry", expire=0.1, most=2)))


def test_a_folder_is_of_one_server(tmp_path):
    first = FileStore(tmp_path, expire=60, most=2)
    with pytest.raises(ArgumentError, match="another one holds"):
        FileStore(tmp_path, expire=60, most=2)
    assert first is not None


@pytest.mark.parametrize("kept", ["memory", "files"])
def test_an_idle_session_comes_back(serve, predict, tmp_path, kept):
    place = ("--spool", tmp_path / "spool") if kept == "files" else ()
    server = serve("--idle", "0.2s", *place)
    rows = make_rows(20)
    session = server.create()
    found = send(server, session, rows[:8])
    for _ in range(200):
        if server.json("GET", "/v1/models/boiler/sessions") == {"sessions": []}:
            break
        time.sleep(0.05)
    assert send(server, session, rows[:8], "?number=0") == found
    rest = send(server, session, rows[8:], "?number=8")
    assert as_array(found["rows"] + rest["rows"]).tobytes() == predict(rows).tobytes()


def test_a_restart_and_a_moved_folder_keep_sessions(serve, predict, tmp_path):
    rows = make_rows(20)
    server = serve("--spool", tmp_path / "here")
    session = server.create()
    found = send(server, session, rows[:8])["rows"]
    assert server.end(signal.SIGTERM) in (0, -signal.SIGTERM, 143)
    (tmp_path / "here").rename(tmp_path / "there")
    server = serve("--spool", tmp_path / "there")
    found += send(server, session, rows[8:], "?number=8")["rows"]
    assert as_array(found).tobytes() == predict(rows).tobytes()


def test_a_session_ends_on_its_own_model_after_a_restart_too(serve, predict, tmp_path):
    from tests.server.conftest import make_model

    path, rows = tmp_path / "boiler.safetensors", make_rows(20)
    make_model(0).save(path)
    server = serve("--spool", tmp_path / "spool", models=[path])
    session = server.create()
    found = send(server, session, rows[:8])["rows"]
    server.end()
    make_model(1).save(path)
    server = serve("--spool", tmp_path / "spool", models=[path])
    found += send(server, session, rows[8:], "?number=8")["rows"]
    assert as_array(found).tobytes() == predict(rows).tobytes()


def test_a_damaged_file_of_the_spool_harms_only_its_session(serve, tmp_path):
    server = serve("--spool", tmp_path / "spool", "--durable")
    session, other = server.create(), server.create()
    server.end()
    (file,) = (tmp_path / "spool").glob(f"*/{session.rsplit('/', 1)[1]}.session")
    file.write_bytes(file.read_bytes()[:-20])
    server = serve("--spool", tmp_path / "spool", "--durable")
    send(server, session, make_rows(1), status=410)
    send(server, other, make_rows(1))


def test_without_durable_a_kill_is_told_and_nothing_is_counted_twice(serve, predict, tmp_path):
    rows = make_rows(10)
    server = serve("--spool", tmp_path / "spool")
    session = server.create()
    send(server, session, rows[:6])
    server.end(signal.SIGKILL)
    server = serve("--spool", tmp_path / "spool")
    again = send(server, session, rows[6:], "?number=6", status=409)["next"]
    found = send(server, session, rows[again:], f"?number={again}")["rows"]
    assert as_array(found).tobytes() == predict(rows)[again:].tobytes()


class Restarted:
    """A server that may be another one at the next request."""

    def __init__(self, make):
        self.make = make
        self.start()

    def start(self):
        self.server = self.make()

    def ask(self, *arguments):
        return self.server.ask(*arguments)


class Client(threading.Thread):
    """Sends the rows of one session until all are answered, whatever happens to the servers."""

    def __init__(self, servers, session, rows):
        super().__init__()
        self.servers, self.session, self.rows = servers, session, rows
        self.found, self.wrong = {}, None

    def run(self):
        place, random = 0, np.random.default_rng(len(self.rows))
        while place < len(self.rows) and self.wrong is None:
            part = self.rows[place : place + int(random.integers(1, 4))]
            self.found[place] = self.answer(part, place, random)
            if random.random() < 0.2:  # as if the answer had been lost on the way
                assert self.answer(part, place, random) == self.found[place]
            place += len(part)

    def answer(self, part, place, random):
        while True:
            server = self.servers[int(random.integers(len(self.servers)))]
            try:
                status, _, content = server.ask("POST", f"{self.session}/rows?number={place}", plain(part))
            except (OSError, HTTPException):
                time.sleep(0.02)
                continue
            if status == 200:
                return json.loads(content)["rows"]
            if status != 503:
                self.wrong = content
                return []

    def answers(self):
        assert self.wrong is None, self.wrong
        return as_array([row for place in sorted(self.found) for row in self.found[place]])


def test_killed_at_any_moment_no_answered_row_is_lost_or_doubled(serve, predict, tmp_path):
    place = Restarted(lambda: serve("--spool", tmp_path / "spool", "--durable"))
    rows = [make_rows(120, seed) for seed in range(3)]
    clients = [Client([place], place.server.create(), own) for own in rows]
    for client in clients:
        client.start()
    for _ in range(4):
        time.sleep(0.25)
        place.server.end(signal.SIGKILL)
        place.start()
    for client, own in zip(clients, rows, strict=True):
        client.join(60)
        assert client.answers().tobytes() == predict(own).tobytes()


@needs_redis
def test_two_servers_on_one_redis_share_sessions(serve, predict, redis_address):
    servers = [serve("--store", redis_address) for _ in range(2)]
    rows = [make_rows(60, seed) for seed in range(3)]
    clients = [Client(servers, servers[0].create(), own) for own in rows]
    for client in clients:
        client.start()
    for client, own in zip(clients, rows, strict=True):
        client.join(60)
        assert client.answers().tobytes() == predict(own).tobytes()


@needs_redis
def test_two_clients_of_one_session_on_two_servers_never_both_advance_it(serve, predict, redis_address):
    """Both send the same numbered rows at once: one row is one step, and both hear its answer."""
    servers = [serve("--store", redis_address) for _ in range(2)]
    rows, session = make_rows(60), servers[0].create()
    found = []
    with ThreadPoolExecutor(2) as both:
        for place in range(0, 60, 3):
            asked = [
                both.submit(send, server, session, rows[place : place + 3], f"?number={place}")
                for server in servers
            ]
            one, other = (answer.result() for answer in asked)
            assert one == other
            found += one["rows"]
    assert as_array(found).tobytes() == predict(rows).tobytes()
    assert servers[0].json("GET", session)["next"] == 60
    reset = servers[1].json("DELETE", f"{session}/state")
    assert reset["next"] == servers[0].json("GET", session)["next"] == 0


@needs_redis
def test_a_redis_that_ends_is_told(serve, redis_address):
    server = serve("--store", redis_address)
    session = server.create()
    port = redis_address.rsplit(":", 1)[1].split("/")[0]
    subprocess.run(["redis-cli", "-p", port, "shutdown", "nosave"], check=False, capture_output=True)
    refused = send(server, session, make_rows(1), status=503)
    assert "store" in refused["error"]
