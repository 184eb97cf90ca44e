"""Connections to a server: a new session, or one that is there already."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from elman.errors import ArgumentError, ElmanError
from elman.remote.stream import RemoteStream
from elman.remote.transport import Transport


def connect(
    url: str,
    *,
    model: str | None = None,
    session: str | None = None,
    token: str | None = None,
    settings: dict[str, Any] | None = None,
    patience: float = 30.0,
) -> RemoteStream:
    """Opens a session of `elman serve`, which is used like a `Stream`.

        stream = elman.connect("http://localhost:8000", model="boiler")
        stream.step({"valve": 0.3})  # {"temperature": 71.2}
        stream.close()

    Args:
        url: the address of the server, as the server prints it.
        model: the name of the model on the server; None: the only model that it serves.
        session: the id of a session to go on with; None: a new session.
        token: one of the server's tokens; None: the server needs none.
        settings: the settings of a forecaster's session: `first`, `levels`, `adaptive`.
        patience: the number of seconds for which a request is repeated if the server cannot be reached.

    Raises:
        ArgumentError: the address is invalid, or the server refuses.
        RemoteError: the server cannot be reached.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArgumentError(f"url must be the address of a server, got {url!r}. Write http://localhost:8000.")
    transport = Transport(parts, token, patience)
    try:
        name = _only_model(transport) if model is None else model
        sessions = f"/v1/models/{quote(name, safe='')}/sessions"
        if session is None:
            about = transport.json("POST", sessions, settings or {})
        else:
            about = transport.json("GET", f"{sessions}/{quote(session, safe='')}")
    except ElmanError:
        transport.close()
        raise
    return RemoteStream(transport, f"{sessions}/{about['session']}", about)


def _only_model(transport: Transport) -> str:
    names = [about["model"] for about in transport.json("GET", "/v1/models")["models"]]
    if len(names) != 1:
        raise ArgumentError(f"model must be one of {', '.join(names)}, got None. Choose one.")
    return str(names[0])
