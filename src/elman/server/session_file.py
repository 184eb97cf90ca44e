"""A session as bytes: the file of its state as it is, and what stands around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from elman.arrays import Array
from elman.errors import StateError
from elman.server.answers import Answer
from elman.server.session import Session
from elman.storage import container
from elman.storage.container import check_version
from elman.storage.fields import FINGERPRINT, list_of, one_of, record, text, whole
from elman.storage.kinds import Kind, register

KIND = register(
    Kind(
        key="elman_session",
        title="a session of a server",
        argument="session",
        written_by="a server spooled",
        advice="Remove it; its client creates another one.",
        order="It stays in the folder of --spool.",
        error=StateError,
    )
)
_FORMAT = 1
_ANSWER = record(
    number=whole(0),
    rows=whole(0),
    width=whole(0),
    numbers=one_of(("float32", "float64")),
    digest=text(16),
)
_FIELDS = record(
    format=whole(_FORMAT, _FORMAT),
    model=text(100),
    fingerprint=FINGERPRINT,
    owner=FINGERPRINT,
    settings=text(),
    next=whole(0),
    answers=list_of(_ANSWER),
)


class SessionFile(NamedTuple):
    """What was read of a session."""

    model: str
    fingerprint: str
    owner: str
    settings: dict[str, Any]
    next: int
    state: bytes
    answers: tuple[Answer, ...]


def session_to_bytes(session: Session) -> bytes:
    """The content of a session's file."""
    return file_to_bytes(
        SessionFile(
            model=session.served.name,
            fingerprint=session.served.fingerprint,
            owner=session.owner,
            settings=session.settings,
            next=session.next,
            state=session.stream.state.to_bytes(),
            answers=tuple(session.answers),
        )
    )


def file_to_bytes(file: SessionFile) -> bytes:
    """The inverse of `session_from_bytes`."""
    plain = {
        "format": _FORMAT,
        "model": file.model,
        "fingerprint": file.fingerprint,
        "owner": file.owner,
        "settings": json.dumps(file.settings),
        "next": file.next,
        "answers": [_about(answer) for answer in file.answers],
    }
    values = b"".join(answer.y_TO.tobytes() for answer in file.answers)
    return container.to_bytes(KIND, plain, {"state": _bytes(file.state), "values": _bytes(values)})


def session_from_bytes(content: bytes) -> SessionFile:
    """Reads what `session_to_bytes` gave.

    Raises:
        StateError: it is no session, or damaged.
    """
    plain, arrays = container.read(content, KIND, _parse, lambda plain: {})
    if set(arrays) != {"state", "values"}:
        raise StateError("session must hold a state and answers, and it does not. Remove it.")
    return SessionFile(
        model=plain["model"],
        fingerprint=plain["fingerprint"],
        owner=plain["owner"],
        settings=_read_settings(plain["settings"]),
        next=plain["next"],
        state=arrays["state"].tobytes(),
        answers=tuple(_read_answers(plain["answers"], arrays["values"].tobytes())),
    )


def _about(answer: Answer) -> dict[str, Any]:
    return {
        "number": answer.number,
        "rows": answer.rows,
        "width": answer.y_TO.shape[1],
        "numbers": str(answer.y_TO.dtype),
        "digest": answer.digest.hex(),
    }


def _read_answers(records: tuple[dict[str, Any], ...], values: bytes) -> Iterator[Answer]:
    place = 0
    for about in records:
        dtype, shape = np.dtype(about["numbers"]), (about["rows"], about["width"])
        end = place + shape[0] * shape[1] * dtype.itemsize
        if end > len(values):
            break
        y_TO = np.frombuffer(values[place:end], dtype).reshape(shape)
        yield Answer(about["number"], about["rows"], _read_digest(about["digest"]), y_TO)
        place = end
    if place != len(values):
        raise StateError("session must hold the values of its answers, and it does not. Remove it.")


def _read_digest(text: str) -> bytes:
    if not re.fullmatch("[0-9a-f]{16}", text):
        raise StateError("session must hold the digests of its rows, and it does not. Remove it.")
    return bytes.fromhex(text)


def _read_settings(text: str) -> dict[str, Any]:
    try:
        settings = json.loads(text)
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        raise StateError("session must hold its settings, and it does not. Remove it.")
    return settings


def _parse(plain: Any) -> dict[str, Any]:
    check_version(plain, "format", _FORMAT)
    checked: dict[str, Any] = _FIELDS("", plain)
    return checked


def _bytes(content: bytes) -> Array:
    return np.frombuffer(content, np.uint8)
