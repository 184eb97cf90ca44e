"""`elman serve`: models over HTTP and WebSocket."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from elman.cli.output import say
from elman.cli.sections import LIMITS as _LIMITS
from elman.cli.sections import SECURITY as _SECURITY
from elman.cli.sections import SESSIONS as _SESSIONS


def serve(
    models: Annotated[
        list[str], typer.Argument(metavar="MODEL...", help="Files that `elman fit` wrote, or name=file.")
    ],
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 for one that is free.")] = 8000,
    token_file: Annotated[
        Path | None,
        typer.Option(help="File with one token a line, to serve others.", rich_help_panel=_SECURITY),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Serve others without a token.", rich_help_panel=_SECURITY)
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="One more name that the Host header may have.", rich_help_panel=_SECURITY),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(help="Web pages that may connect: https://example.org.", rich_help_panel=_SECURITY),
    ] = None,
    tls_certificate: Annotated[
        Path | None, typer.Option(help="File of the certificate, for HTTPS.", rich_help_panel=_SECURITY)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="File of the certificate's key.", rich_help_panel=_SECURITY)
    ] = None,
    idle: Annotated[
        str,
        typer.Option(help="Time after which a session without rows is stored.", rich_help_panel=_SESSIONS),
    ] = "10m",
    expire: Annotated[
        str,
        typer.Option(help="Time without a row after which it is removed.", rich_help_panel=_SESSIONS),
    ] = "24h",
    sessions: Annotated[int, typer.Option(help="Most sessions.", rich_help_panel=_SESSIONS)] = 100_000,
    spool: Annotated[
        Path | None, typer.Option(help="Folder that sessions are kept in.", rich_help_panel=_SESSIONS)
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(help="Redis server that sessions are shared in.", rich_help_panel=_SESSIONS),
    ] = None,
    durable: Annotated[
        bool,
        typer.Option("--durable", help="Store each answer before it leaves.", rich_help_panel=_SESSIONS),
    ] = False,
    body: Annotated[int, typer.Option(help="Most bytes of a request.", rich_help_panel=_LIMITS)] = 8_388_608,
    rows: Annotated[int, typer.Option(help="Most rows of a request.", rich_help_panel=_LIMITS)] = 100_000,
    seconds: Annotated[
        float, typer.Option(help="Most seconds for a body to arrive.", rich_help_panel=_LIMITS)
    ] = 30.0,
    rate: Annotated[
        float | None, typer.Option(help="Most requests a second, for each token.", rich_help_panel=_LIMITS)
    ] = None,
    connections: Annotated[int, typer.Option(help="Most connections.", rich_help_panel=_LIMITS)] = 4096,
) -> None:
    """Serves models over HTTP and WebSocket: each client's session has a state of its own.

    Prints its address, and serves until Ctrl-C or SIGTERM: then open requests are answered, and sessions are
    stored. Without a token it serves this machine alone. See docs/serve.md.
    """
    from elman.checks import parse_duration
    from elman.server import ServeOptions
    from elman.server import serve as run_server

    options = ServeOptions(
        host=host,
        port=port,
        token_file=token_file,
        insecure=insecure,
        allow_host=tuple(allow_host or ()),
        allow_origin=tuple(allow_origin or ()),
        tls_certificate=tls_certificate,
        tls_key=tls_key,
        idle=parse_duration(idle, "idle"),
        expire=parse_duration(expire, "expire"),
        sessions=sessions,
        spool=spool,
        store=store,
        durable=durable,
        body=body,
        rows=rows,
        seconds=seconds,
        rate=rate,
        connections=connections,
    )
    run_server(models, options, say=lambda address: say(f"elman serves at {address}"))
