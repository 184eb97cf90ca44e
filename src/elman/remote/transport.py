"""Requests over one connection, sent again until they are answered or patience ends."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import SplitResult

from elman.errors import ArgumentError, RemoteError

_AGAIN = (429, 502, 503, 504)
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 1.0


class Answer(NamedTuple):
    """A response that was read."""

    status: int
    headers: dict[str, str]
    body: bytes


class Transport:
    """The way to one server.

    A request may be sent twice, where its answer was lost: so only such requests go this way whose repetition
    changes nothing, as rows with their number.
    """

    def __init__(self, address: SplitResult, token: str | None, patience: float) -> None:
        self._address = address
        self._headers = {} if token is None else {"authorization": f"Bearer {token}"}
        self._patience = patience
        self._connection: HTTPConnection | None = None

    def json(self, method: str, path: str, plain: Any = None) -> Any:
        """The JSON of an answer.

        Raises:
            ArgumentError: the server refuses.
            RemoteError: it cannot be reached.
        """
        body = None if plain is None else json.dumps(plain).encode()
        answer = self.ask(method, path, body, {"content-type": "application/json"})
        return json.loads(answer.body) if answer.body else None

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """An answer of the server; what is refused is an error.

        Raises:
            ArgumentError: the server refuses.
            RemoteError: it cannot be reached.
        """
        answer = self._try(method, path, body, headers)
        if answer.status >= 400:
            raise ArgumentError(_sentence(answer))
        return answer

    def close(self) -> None:
        """Ends the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __del__(self) -> None:
        """The connection ends with what uses it; the session on the server stays."""
        self.close()

    def _try(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        end, wait = time.monotonic() + self._patience, _FIRST_WAIT
        while True:
            try:
                answer = self._once(method, path, body, headers)
                if answer.status not in _AGAIN or time.monotonic() + wait > end:
                    return answer
            except (OSError, HTTPException) as error:
                self.close()
                if time.monotonic() + wait > end:
                    raise RemoteError(
                        f"the server must be at {self._address.netloc}, and it cannot be reached ({error}). "
                        "Start it, or check the address."
                    ) from None
            time.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)

    def _once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = self._connection or self._connect()
        connection.request(method, self._address.path.rstrip("/") + path, body, self._headers | headers)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())

    def _connect(self) -> HTTPConnection:
        kind = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
        self._connection = kind(self._address.hostname or "", self._address.port, timeout=30)
        return self._connection


def _sentence(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["error"])
    except (ValueError, KeyError, TypeError):
        return f"the server must take the request, got the status {answer.status}. Check the address."
