"""`/v1/models/{model}/stream`: many sessions over one WebSocket, without a framework.

A message is a frame of rows, and gets one answer, in order. In binary: 16 bytes of the session, 8 bytes of
the first row's number (little end first; all bits set: the next one), then the rows as float64, or as float32
where the address ends with `?numbers=float32`; the answer is alike.
As text: `{"session": ..., "number": 7, "rows": [[1, 2]]}`, answered alike; with `"do"` instead of rows:
`create`, `reset` or `end`. A refusal is a text with `status` and `error`.
"""

from __future__ import annotations

import json
import re
import struct
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ElmanError
from elman.server.formats import JSON
from elman.server.formats.json_rows import check_number, parse_json
from elman.server.formats.raw_rows import to_raw
from elman.server.gate import BEARER, OWNER, Receive, Scope, Send, refuse
from elman.server.refusals import RefusedError, to_json
from elman.server.served import Served
from elman.server.service import Service

STREAM = re.compile(r"/v1/models/([^/]+)/stream")
"""The path: a model."""
SUBPROTOCOL = "elman.v1"
_KINDS = {b"": "<f8", b"numbers=float64": "<f8", b"numbers=float32": "<f4"}
_HEAD = struct.Struct("<16sQ")
_NEXT = (1 << 64) - 1
_NORMAL, _AGAIN_LATER = 1000, 1013


async def answer_socket(
    service: Service, scope: Scope, receive: Receive, send: Send, path: re.Match[str]
) -> None:
    """Answers the frames of a socket until either side ends it."""
    await receive()  # the wish to connect
    try:
        served = service.models.newest(path[1])
        kind = _KINDS.get(scope["query_string"])
        if kind is None:
            raise RefusedError(400, "numbers must be float32 or float64. Write ?numbers=float32.")
    except RefusedError as refusal:
        await refuse(scope, send, refusal)
        return
    await send({"type": "websocket.accept", "subprotocol": _chosen(scope)})
    talk = _Talk(service, served.name, scope[OWNER], np.dtype(kind))
    while (message := await receive())["type"] == "websocket.receive":
        if not service.rates.allows(talk.owner):
            service.meters.limited.add("rate")
            await send({"type": "websocket.close", "code": _AGAIN_LATER, "reason": "too many messages"})
            return
        content = message.get("bytes")
        if content is not None:
            answer = await talk.answer_bytes(content)
        else:
            answer = await talk.answer_text(message["text"])
        key = "bytes" if isinstance(answer, bytes) else "text"
        await send({"type": "websocket.send", key: answer})


class _Talk:
    """What is said over one socket."""

    def __init__(self, service: Service, model: str, owner: str, dtype: np.dtype[Any]) -> None:
        self.owner = owner
        self._dtype = dtype
        self._service = service
        self._model = model

    async def answer_bytes(self, content: bytes) -> bytes | str:
        """The answer to a binary frame."""
        about: dict[str, Any] = {}
        try:
            if len(content) < _HEAD.size:
                raise RefusedError(400, f"a frame must have {_HEAD.size} bytes and rows, got {len(content)}.")
            session, number = _HEAD.unpack_from(content)
            about = {"session": session.hex()} | ({} if number == _NEXT else {"number": number})
            key = self._model, session.hex(), self.owner
            inputs = (await self._service.sessions.find(*key)).served.inputs
            x_TF = _rows_of(content, len(inputs), self._dtype)
            self._service.check_rows(len(x_TF))
            _, answer = await self._service.sessions.advance(*key, None if number == _NEXT else number, x_TF)
        except (RefusedError, ElmanError) as error:
            return self._refused(error, about)
        return _HEAD.pack(session, answer.number) + to_raw(answer.y_TO, self._dtype)

    async def answer_text(self, text: str) -> str:
        """The answer to a frame of JSON."""
        about: dict[str, Any] = {}
        try:
            plain = parse_json(text)
            if not isinstance(plain, dict):
                raise RefusedError(400, "a message must be an object of JSON. Write it so.")
            about = _about(plain)
            return json.dumps(about | await self._do(plain))
        except (RefusedError, ElmanError) as error:
            return self._refused(error, about)

    async def _do(self, plain: dict[str, Any]) -> dict[str, Any]:
        what, session = plain.get("do", "rows"), str(plain.get("session", ""))
        if what == "create":
            return await self._create(self._service.models.newest(self._model), plain.get("settings", {}))
        key = self._model, session, self.owner
        if what == "rows":
            return await self._take(key, plain)
        if what not in ("end", "reset"):
            raise RefusedError(400, "do must be create, rows, reset or end. Write one of them.")
        async with self._service.sessions.held(*key) as held:
            if what == "end":
                await self._service.sessions.delete(held)
                return {"ended": True}
            return {"next": (await self._service.sessions.change(held, None)).next}

    async def _create(self, served: Served, settings: Any) -> dict[str, Any]:
        if not isinstance(settings, dict):
            raise RefusedError(400, "settings must be an object. Write {}, or leave them out.")
        session = await self._service.sessions.create(served, self.owner, settings)
        targets = list(session.targets)
        return {"session": session.id, "next": 0, "inputs": list(served.inputs), "targets": targets}

    async def _take(self, key: tuple[str, str, str], plain: dict[str, Any]) -> dict[str, Any]:
        inputs = (await self._service.sessions.find(*key)).served.inputs
        if "rows" not in plain:
            raise RefusedError(400, "a message must have rows, or say what to do. Write one of them.")
        frame = JSON.frame(plain, inputs)
        self._service.check_rows(len(frame.x_TF))
        session, answer = await self._service.sessions.advance(*key, frame.number, frame.x_TF)
        return JSON.plain(answer.y_TO, session.targets, frame, answer.number)

    def _refused(self, error: RefusedError | ElmanError, about: dict[str, Any]) -> str:
        refusal = error if isinstance(error, RefusedError) else RefusedError(400, str(error))
        self._service.meters.refused.add(str(refusal.status))
        return to_json(about | refusal.plain()).decode()


def _rows_of(content: bytes, num_inputs: int, dtype: np.dtype[Any]) -> Array:
    size, row = len(content) - _HEAD.size, dtype.itemsize * num_inputs
    if size % row:
        raise RefusedError(400, f"rows must be of {row} bytes each, got {size}. Send whole rows.")
    return np.frombuffer(content, dtype, offset=_HEAD.size).astype(np.float64).reshape(-1, num_inputs)


def _about(plain: dict[str, Any]) -> dict[str, Any]:
    """What an answer repeats, so that a client knows what it is the answer to."""
    about = {}
    if isinstance(plain.get("session"), str) and re.fullmatch("[0-9a-f]{32}", plain["session"]):
        about["session"] = plain["session"]
    if "number" in plain:
        about["number"] = check_number(plain["number"])
    if isinstance(plain.get("ref"), int | str) and len(str(plain["ref"])) <= 100:
        about["ref"] = plain["ref"]
    return about


def _chosen(scope: Scope) -> str | None:
    """The subprotocol that a client offered beside its token, which is not said back."""
    offered = [name for name in scope.get("subprotocols", ()) if not name.startswith(BEARER)]
    return SUBPROTOCOL if SUBPROTOCOL in offered else None
