"""The application: the gate, the way of the rows, and Starlette for all the rest."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from elman.server import seen, v1, v2
from elman.server.bodies import ClientGoneError
from elman.server.gate import App, Gate, Receive, Scope, Send, refuse
from elman.server.refusals import RefusedError, to_json
from elman.server.rows_endpoint import ROWS, answer_rows
from elman.server.service import Service
from elman.server.socket_endpoint import STREAM, answer_socket

_LOG = logging.getLogger("elman.server")
_OTHER = "a request must be one that /openapi.json lists. Check it."
_SENTENCES = {
    404: "path must be one that /openapi.json lists. Check the address.",
    405: "method must be one that /openapi.json lists for the path. Check it.",
}


def make_app(service: Service) -> App:
    """What uvicorn runs."""
    rest = Starlette(
        routes=_routes(service),
        lifespan=_lifespan(service),
        exception_handlers={
            RefusedError: _refused(service),
            HTTPException: _not_routed(service),
            ClientGoneError: _gone,
            Exception: _failed(service),
        },
    )

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = ROWS.fullmatch(scope["path"])
            if path is not None:
                await answer_rows(service, scope, receive, send, path)
                return
        elif scope["type"] == "websocket":
            path = STREAM.fullmatch(scope["path"])
            if path is None:
                await refuse(scope, send, RefusedError(404, _SENTENCES[404]))
            else:
                await answer_socket(service, scope, receive, send, path)
            return
        await rest(scope, receive, send)

    return Gate(inner, service.options, service.rates, service.meters)


def _routes(service: Service) -> list[Route]:
    return [*v1.routes(service), *v2.routes(service), *seen.routes(service)]


def _lifespan(service: Service) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with service.life():
            yield

    return lifespan


def _refused(service: Service) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)
        service.meters.refused.add(str(error.status))
        plain = {"error": error.sentence} if request.url.path.startswith("/v2") else error.plain()
        close = {"connection": "close"} if error.status in (408, 413) else {}
        headers = {"x-content-type-options": "nosniff"} | close
        return Response(to_json(plain), error.status, headers, media_type="application/json")

    return answer


def _not_routed(service: Service) -> Callable[[Request, Exception], Response]:
    refused = _refused(service)

    def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return refused(request, RefusedError(error.status_code, _SENTENCES.get(error.status_code, _OTHER)))

    return answer


def _gone(request: Request, error: Exception) -> Response:
    """Nobody reads this."""
    return Response(status_code=400)


def _failed(service: Service) -> Callable[[Request, Exception], Response]:
    """A mistake of ours: it goes into the log, and not to the client."""
    refused = _refused(service)

    def answer(request: Request, error: Exception) -> Response:
        return refused(request, RefusedError(500, "The server has made a mistake. Its log says which."))

    return answer
