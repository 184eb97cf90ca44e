"""What `scripts/soak-serve` runs: many sessions, bad clients, and servers that are killed meanwhile."""

import argparse
import json
import platform
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import numpy as np

from tests.server.conftest import make_model, make_rows
from tests.server.running import Server
from tests.server.test_sessions import FLOAT64

ROWS = 5000
"""Of each session, after which it is full."""


@dataclass
class Talk:
    """One session, what was sent, and what must be answered."""

    path: str
    rows: np.ndarray
    wanted: np.ndarray
    next: int = 0
    last: int = 0


@dataclass
class Tally:
    """What was done and what was found."""

    counts: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)


class Place:
    """Servers that are there now."""

    def __init__(self, starts):
        self.starts = starts
        self.servers = [start() for start in starts]

    def kill(self):
        """Kills one, and starts it again."""
        which = random.randrange(len(self.servers))
        self.servers[which].end(signal.SIGKILL)
        self.servers[which] = self.starts[which]()


class Worker(threading.Thread):
    """A client of some sessions."""

    def __init__(self, place, talks, end, seed):
        super().__init__()
        self.place, self.talks, self.end = place, talks, end
        self.random, self.tally = random.Random(seed), Tally()
        self.connection = None

    def run(self):
        while time.monotonic() < self.end:
            talk = self.random.choice(self.talks)
            actions = (self.go_on, self.repeat, self.gap, self.garbage, self.vanish)
            self.random.choices(actions, (20, 3, 1, 1, 2))[0](talk)

    def ask(self, method, path, body, *, hear=True):
        """The status and body; tries again until somebody answers."""
        while True:
            try:
                if self.connection is None:
                    port = self.random.choice(self.place.servers).port
                    self.connection = HTTPConnection("127.0.0.1", port, timeout=20)
                self.connection.request(method, path, body, {"content-type": FLOAT64})
                if not hear:
                    self.close()
                    return None
                answer = self.connection.getresponse()
                content = answer.read()
                if answer.status != 503:
                    return answer.status, content
                self.tally.counts["answers 503, tried again"] += 1
            except (OSError, HTTPException):
                self.tally.counts["lost connections, tried again"] += 1
                self.close()
            time.sleep(0.02)

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def send(self, talk, number, count, **options):
        body = talk.rows[number : number + count].tobytes()
        return self.ask("POST", f"{talk.path}/rows?number={number}", body, **options)

    def check(self, talk, number, count, answer):
        status, content = answer
        wanted = talk.wanted[number : number + count].tobytes()
        if status != 200 or content != wanted:
            self.tally.wrong.append((talk.path, number, count, status, content[:200]))

    def go_on(self, talk):
        count = min(self.random.choice((1, 1, 1, 2, 10)), ROWS - talk.next)
        if count == 0:
            return
        self.check(talk, talk.next, count, self.send(talk, talk.next, count))
        talk.next, talk.last = talk.next + count, count
        self.tally.counts["rows answered"] += count
        self.tally.counts["frames answered"] += 1

    def repeat(self, talk):
        count = talk.last
        if count:
            self.check(talk, talk.next - count, count, self.send(talk, talk.next - count, count))
            self.tally.counts["frames repeated"] += 1

    def gap(self, talk):
        if talk.next + 6 < ROWS:
            status, content = self.send(talk, talk.next + 5, 1)
            if status != 409 or json.loads(content)["next"] != talk.next:
                self.tally.wrong.append((talk.path, "gap", status, content[:200]))
            self.tally.counts["gaps refused"] += 1

    def garbage(self, talk):
        status, _ = self.ask("POST", f"{talk.path}/rows?number={talk.next}", self.random.randbytes(31))
        if status != 400:
            self.tally.wrong.append((talk.path, "garbage", status))
        self.tally.counts["garbage refused"] += 1

    def vanish(self, talk):
        """Sends rows and leaves; whether they were taken is not known, so the same are sent again."""
        count = min(2, ROWS - talk.next)
        if count:
            self.send(talk, talk.next, count, hear=False)
            self.tally.counts["clients vanished"] += 1
            self.check(talk, talk.next, count, self.send(talk, talk.next, count))
            talk.next, talk.last = talk.next + count, count


def start_redis(folder):
    """A Redis server and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", "", "--dir", str(folder)], stdout=subprocess.DEVNULL
    )
    time.sleep(1)
    return process, f"redis://127.0.0.1:{port}/0"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--sessions", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--redis", action="store_true", help="two servers on one Redis, instead of a spool")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, redis = Path(name), None
        model = make_model(0)
        model.save(folder / "boiler.safetensors")
        if options.redis:
            redis, address = start_redis(folder)
            kept = ("--store", address)
        else:
            kept = ("--spool", folder / "spool", "--durable")

        def start():
            return Server(*kept, "--idle", "5s", models=[folder / "boiler.safetensors"], folder=folder)

        place = Place([start] * (2 if options.redis else 1))
        try:
            return report(options, soak(options, place, model))
        finally:
            for server in place.servers:
                server.end(signal.SIGKILL)
            if redis is not None:
                redis.terminate()
                redis.wait()


def soak(options, place, model):
    """Runs it, and returns what was found."""
    rows = [make_rows(ROWS, seed) for seed in range(20)]
    wanted = [model.predict({"valve": own[:, 0], "load": own[:, 1]}).values_NO for own in rows]
    talks = [
        Talk(place.servers[0].create(), rows[number % 20], wanted[number % 20])
        for number in range(options.sessions)
    ]
    end = time.monotonic() + options.minutes * 60
    workers = [
        Worker(place, talks[number :: options.threads], end, number) for number in range(options.threads)
    ]
    for worker in workers:
        worker.start()
    tally = Tally()
    for kill in range(options.kills):
        time.sleep(max(0, end - time.monotonic()) / (options.kills - kill + 1))
        place.kill()
        tally.counts["kills"] += 1
    for worker in workers:
        worker.join()
        worker.close()
        tally.counts += worker.tally.counts
        tally.wrong += worker.tally.wrong
    for talk in talks:
        told = place.servers[0].json("GET", talk.path)["next"]
        tally.counts["sessions compared at the end"] += 1
        if told != talk.next:
            tally.wrong.append((talk.path, "at the end", told, talk.next))
    return tally


def report(options, tally):
    """Prints the counts; 1 if anything was wrong."""
    where = "two servers on one Redis" if options.redis else "one server with --spool --durable"
    print(f"{where}; {options.sessions} sessions, {options.threads} clients, {options.minutes:g} minutes")
    print(f"{platform.system()} {platform.release()}, Python {platform.python_version()}")
    for name, count in sorted(tally.counts.items()):
        print(f"{name}: {count:,}")
    print(f"answers that differ from the replay, rows lost, doubled or mixed: {len(tally.wrong)}")
    for found in tally.wrong[:10]:
        print(found)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
