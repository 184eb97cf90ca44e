"""A server that runs until a signal ends it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence

from elman.errors import ArgumentError, MissingExtraError
from elman.server.options import ServeOptions

try:
    import uvicorn

    from elman.server.application import make_app
    from elman.server.corked import CorkedSocket
    from elman.server.protocol import GuardedProtocol
except ModuleNotFoundError as error:
    if (error.name or "").startswith("elman"):
        raise
    raise MissingExtraError(
        f"{error.name} must be installed to serve, and it is not. "
        "Run: pip install httptools prometheus-client starlette uvicorn uvloop websockets"
    ) from None

from elman.server.logs import write_logs
from elman.server.service import Service


def serve(
    models: Sequence[str], options: ServeOptions | None = None, *, say: Callable[[str], None] = print
) -> None:
    """Serves models until SIGTERM or Ctrl-C: then open requests are answered, and sessions are stored.

    Args:
        models: files that `elman fit` wrote, or `name=file`.
        options: None: this machine alone, at port 8000.
        say: is told the address when the server takes requests.

    Raises:
        ArgumentError: an option, a file or the address cannot be used.
    """
    options = options or ServeOptions()
    write_logs()
    app = make_app(Service(models, options))
    with _listen(options) as listening:
        scheme = "https" if options.tls_certificate else "http"
        address = f"{scheme}://{_shown(options.host)}:{listening.getsockname()[1]}"
        server = _Server(_config(app, options), lambda: say(address))
        server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says when it takes requests."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to take requests."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def _config(app: object, options: ServeOptions) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=GuardedProtocol,
        ws=CorkedSocket,
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        limit_concurrency=options.connections,
        timeout_graceful_shutdown=max(1, round(options.drain)),
        ws_max_size=options.body,
        ws_per_message_deflate=False,
        ssl_certfile=options.tls_certificate,
        ssl_keyfile=None if options.tls_key is None else str(options.tls_key),
    )


def _listen(options: ServeOptions) -> socket.socket:
    """A socket that connections wait at until the server is ready."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((options.host, options.port))
        listening.listen(2048)
        listening.set_inheritable(True)
    except OSError as error:
        listening.close()
        raise ArgumentError(
            f"host and port must be free to listen at, got {options.host} and {options.port} "
            f"({error.strerror or error}). Choose another port."
        ) from None
    return listening


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
