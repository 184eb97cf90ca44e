"""`elman serve` as a process of its own, and requests to it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


class Server:
    """A server that runs, on a port that was free."""

    def __init__(self, *arguments, models, folder):
        self.log = Path(folder) / f"log-{time.monotonic_ns()}.txt"
        port = () if "--port" in arguments else ("--port", "0")
        command = [sys.executable, "-m", "elman", "serve", *map(str, models), *port]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, *map(str, arguments)],
                stdout=subprocess.PIPE,
                stderr=log,
                env=os.environ | {"PYTHONWARNINGS": "error"},
            )
        line = self.process.stdout.readline().decode()
        assert line.startswith("elman serves at "), line + self.log.read_text()
        self.url = line.split()[-1]
        self.port = int(self.url.rsplit(":", 1)[1])

    def end(self, number=signal.SIGTERM):
        """Ends it, and returns its exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        code = self.process.wait(20)
        self.process.stdout.close()
        return code

    def ask(self, method, path, body=None, **headers):
        """Status, headers and body of the answer; a body that is no bytes is JSON."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("content-type", "application/json")
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def json(self, method, path, body=None, status=200, **headers):
        """The JSON of an answer of this status."""
        found, _, content = self.ask(method, path, body, **headers)
        assert found == status, content
        return json.loads(content) if content else None

    def create(self, model="boiler", **headers):
        """The path of a new session."""
        made = self.json("POST", f"/v1/models/{model}/sessions", status=201, **headers)
        return f"/v1/models/{model}/sessions/{made['session']}"
