"""What people and programs look at: the console, the description of the interface, and the counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from elman.server.openapi import describe
from elman.server.service import Service
from elman.server.v1 import Endpoint, as_json, bound

_PAGE = {
    "/": ("console.html", "text/html"),
    "/console.js": ("console.js", "text/javascript"),
    "/console.css": ("console.css", "text/css"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load and do: its own two files, and requests to this server."""


def routes(service: Service) -> list[Route]:
    """The addresses."""
    pages = [Route(path, _page(*about), methods=["GET"]) for path, about in _PAGE.items()]
    table: list[tuple[str, Endpoint]] = [("/metrics", show_metrics), ("/openapi.json", show_interface)]
    return [*pages, *(Route(path, bound(service, endpoint), methods=["GET"]) for path, endpoint in table)]


async def show_metrics(service: Service, request: Request) -> Response:
    """The counts, as Prometheus reads them."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(service.meters)
    return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})


async def show_interface(service: Service, request: Request) -> Response:
    """The interface, as OpenAPI describes it."""
    return as_json(describe())


def _page(name: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    content = files("elman.server").joinpath("page", name).read_bytes()
    headers = {"content-security-policy": _POLICY, "x-content-type-options": "nosniff"}

    async def show(request: Request) -> Response:
        return Response(content, media_type=media_type, headers=headers)

    return show
