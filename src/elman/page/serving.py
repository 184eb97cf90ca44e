"""The page of something that runs, served to browsers on this machine alone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from elman.errors import ElmanError
from elman.page.blocks import Page
from elman.page.document import render_page

_HOST = "127.0.0.1"
_LARGEST_ORDER = 65_536


class Show(Protocol):
    """What a page is served of. Its methods are called from the server's threads, when somebody looks."""

    def page(self) -> Page:
        """The page as it stands."""
        ...

    def changed(self, since: int) -> Mapping[str, Any] | None:
        """The page's JSON with its `version_of_run`; None where nothing has changed since that version."""
        ...

    def act(self, order: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Does what the reader asks for, and gives what has changed of the page.

        Raises:
            ElmanError: it cannot be done; the reader is told the sentence.
        """
        ...


class PageServer:
    """Serves one page on the loopback interface, for as long as the context lasts.

    The address holds a random token: who does not know it is told nothing. A request must name this server as
    its host, so that no name that a stranger's server points here will do, and come from this page.
    """

    def __init__(self, show: Show, *, port: int = 0, language: str = "en") -> None:
        self._show = show
        self._language = language
        self._token = secrets.token_urlsafe(24)
        self._server = ThreadingHTTPServer((_HOST, port), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """What to open."""
        return f"{self._origin}/{self._token}/"

    def __enter__(self) -> PageServer:
        """Begins to serve."""
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def _origin(self) -> str:
        return f"http://{_HOST}:{self._server.server_address[1]}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30
            # Head and body go out as one: in two, the second would wait for the first to be confirmed.
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                server.answer(self, None)

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length", "")
                if not length.isdigit() or int(length) > _LARGEST_ORDER:
                    self.close_connection = True
                    _refuse(self, HTTPStatus.BAD_REQUEST)
                    return
                server.answer(self, self.rfile.read(int(length)))

            def log_message(self, *_: object) -> None:
                """Says nothing: the terminal belongs to what runs."""

        return Handler

    def answer(self, request: BaseHTTPRequestHandler, order: bytes | None) -> None:
        """Answers one request."""
        token, _, what = request.path.lstrip("/").partition("/")
        if not self._is_ours(request) or not secrets.compare_digest(token.encode(), self._token.encode()):
            _refuse(request, HTTPStatus.FORBIDDEN)
        elif order is not None and what == "act":
            self._act(request, order)
        elif order is None and what == "":
            page = render_page(self._with_feed(), language=self._language)
            _send(request, HTTPStatus.OK, page.encode(), "text/html; charset=utf-8")
        elif order is None and urlsplit(what).path == "data":
            since = parse_qs(urlsplit(what).query).get("since", ["-1"])[0]
            _send_json(request, self._show.changed(int(since) if since.lstrip("-").isdigit() else -1))
        else:
            _refuse(request, HTTPStatus.NOT_FOUND)

    def _is_ours(self, request: BaseHTTPRequestHandler) -> bool:
        """Whether a request names this server, and does not come from another site's page."""
        origin = request.headers.get("Origin")
        return request.headers.get("Host") == self._origin[7:] and origin in (None, self._origin)

    def _act(self, request: BaseHTTPRequestHandler, order: bytes) -> None:
        if request.headers.get("Content-Type") != "application/json":
            _refuse(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
            return
        try:
            asked = json.loads(order)
            done = self._show.act(asked if isinstance(asked, dict) else {})
        except (ElmanError, ValueError, TypeError, KeyError) as error:
            sentence = str(error) if isinstance(error, ElmanError) else "There is no such order."
            _send(request, HTTPStatus.BAD_REQUEST, sentence.encode(), "text/plain; charset=utf-8")
            return
        _send_json(request, done)

    def _with_feed(self) -> Page:
        from dataclasses import replace

        page = self._show.page()
        return replace(page, more={**page.more, "feed": f"/{self._token}/"})


def _refuse(request: BaseHTTPRequestHandler, status: HTTPStatus) -> None:
    _send(request, status, status.phrase.encode(), "text/plain; charset=utf-8")


def _send_json(request: BaseHTTPRequestHandler, value: Mapping[str, Any] | None) -> None:
    if value is None:
        request.send_response(HTTPStatus.NO_CONTENT)
        request.end_headers()
        return
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    _send(request, HTTPStatus.OK, text.encode(), "application/json")


def _send(request: BaseHTTPRequestHandler, status: HTTPStatus, body: bytes, kind: str) -> None:
    """Answers; a browser that has gone is no error."""
    try:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Cache-Control", "no-store")
        request.send_header("X-Content-Type-Options", "nosniff")
        request.send_header("Referrer-Policy", "no-referrer")
        request.end_headers()
        request.wfile.write(body)
    except (BrokenPipeError, ConnectionResetError):
        request.close_connection = True
