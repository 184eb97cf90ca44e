"""The first to see a request: whose it is, where it comes from, and whether it may come in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, final

from elman.server.meters import Meters
from elman.server.options import ServeOptions
from elman.server.rates import Rates
from elman.server.refusals import RefusedError, to_json
from elman.server.tokens import NOBODY, Tokens

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OWNER = "elman.owner"
"""Where a request's scope says whose it is."""
BEARER = "bearer."
"""What a subprotocol begins with that holds a token: a page cannot set headers on a WebSocket."""
PUBLIC = frozenset(
    {"/", "/console.js", "/console.css", "/openapi.json", "/v2/health/live", "/v2/health/ready"}
)
"""Nothing of any session or model is there."""
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]


@final
class Gate:
    """An application of ASGI before another one.

    Without a token, the Host header must be a name of this machine, so that no page can reach the server by a
    name of its own (DNS rebinding). A page's Origin must be the server's own, or one that was allowed. Both
    hold for the upgrade to a WebSocket too.
    """

    def __init__(self, app: App, options: ServeOptions, rates: Rates, meters: Meters) -> None:
        """Reads the tokens.

        Raises:
            ArgumentError: the file of the tokens cannot be used.
        """
        self._app = app
        self._tokens = Tokens.read(options.token_file) if options.token_file else None
        self._rates = rates
        self._meters = meters
        self._any_host = bool(self._tokens) or options.insecure
        self._hosts = {name.lower() for name in (*_LOCAL_NAMES, options.host, *options.allow_host)}
        self._origins = {origin.lower().rstrip("/") for origin in options.allow_origin}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or refuses it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            self._judge(scope)
        except RefusedError as refusal:
            self._meters.refused.add(str(refusal.status))
            await refuse(scope, send, refusal)
            return
        await self._app(scope, receive, send)

    def _judge(self, scope: Scope) -> None:
        found: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in (b"host", b"origin", b"authorization") and name in found:
                raise RefusedError(400, "a request must have such a header once, got it twice. Send it once.")
            found[name] = value
        host = found.get(b"host", b"").decode("latin-1").lower()
        self._check_host(host)
        if b"origin" in found:
            self._check_origin(found[b"origin"].decode("latin-1").lower(), host)
        scope[OWNER] = self._owner(scope, found)
        if not self._rates.allows(scope[OWNER]):
            self._meters.limited.add("rate")
            raise RefusedError(429, "requests must come less often. Wait a second.")

    def _check_host(self, host: str) -> None:
        if not self._any_host and _without_port(host) not in self._hosts:
            raise RefusedError(421, "Host must be a name of this server. --allow-host adds others.")

    def _check_origin(self, origin: str, host: str) -> None:
        own = origin in (f"http://{host}", f"https://{host}")
        if not own and origin not in self._origins:
            raise RefusedError(403, "Origin must be this server's own. --allow-origin adds others.")

    def _owner(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        if self._tokens is None or scope["path"] in PUBLIC:
            return NOBODY
        scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
        if scheme.lower() != b"bearer" and scope["type"] == "websocket":
            token = _offered_token(scope)
        owner = self._tokens.owner(token.strip())
        if owner is None:
            raise RefusedError(401, "a request must have a token. Send it as Authorization: Bearer TOKEN.")
        return owner


async def refuse(scope: Scope, send: Send, refusal: RefusedError) -> None:
    """Answers a request, or the wish for a WebSocket, with a refusal."""
    prefix = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    extra = {401: [(b"www-authenticate", b"Bearer")], 429: [(b"retry-after", b"1")]}.get(refusal.status, [])
    if refusal.status in (408, 413):  # what is left of the body will not be read
        extra = [(b"connection", b"close")]
    plain = {"error": refusal.sentence} if scope["path"].startswith("/v2") else refusal.plain()
    await respond(send, refusal.status, "application/json", to_json(plain), extra, prefix=prefix)


async def respond(
    send: Send,
    status: int,
    media_type: str,
    body: bytes,
    headers: list[tuple[bytes, bytes]] | None = None,
    *,
    prefix: str = "http.response",
) -> None:
    """Sends a whole response."""
    own = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": f"{prefix}.start", "status": status, "headers": [*own, *_SAFE, *(headers or [])]})
    await send({"type": f"{prefix}.body", "body": body})


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _offered_token(scope: Scope) -> bytes:
    for offered in scope.get("subprotocols", ()):
        if offered.startswith(BEARER):
            return str(offered[len(BEARER) :]).encode("latin-1", "replace")
    return b""
