"""A session as bytes: the file of its state as it is, and what stands around it."""

from __future__ import annotations

import json
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
_ANSWER = record(number=whole(0), count=whole(0), digest=text(16), width=whole(0))
_FIELDS = record(
    format=whole(_FORMAT, _FORMAT),
    model=text(100),
    fingerprint=FINGERPRINT,
    owner=FINGERPRINT,
    settings=text(),
    next=whole(0),
    numbers=one_of(("float32", "float64")),
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
    answers = list(session.answers)
    numbers = str(answers[0].y_TO.dtype) if answers else "float64"
    plain = {
        "format": _FORMAT,
        "model": session.served.name,
        "fingerprint": session.served.fingerprint,
        "owner": session.owner,
        "settings": json.dumps(session.settings),
        "next": session.next,
        "numbers": numbers,
        "answers": [
            {
                "number": answer.number,
                "count": answer.rows,
                "digest": answer.digest.hex(),
                "width": answer.y_TO.shape[1],
            }
            for answer in answers
        ],
    }
    values = b"".join(answer.y_TO.tobytes() for answer in answers)
    arrays = {"state": _bytes(session.stream.state.to_bytes()), "values": _bytes(values)}
    return container.to_bytes(KIND, plain, arrays)


def session_from_bytes(content: bytes) -> SessionFile:
    """Reads what `session_to_bytes` gave.

    Raises:
        StateError: it is no session, or damaged.
    """
    plain, arrays = container.read(content, KIND, _parse, lambda plain: {})
    if set(arrays) != {"state", "values"}:
        raise StateError("session must hold a state and answers, and it does not. Remove it.")
    values = arrays["values"].tobytes()
    answers = []
    for about in plain["answers"]:
        shape = about["count"], about["width"]
        size = shape[0] * shape[1] * np.dtype(plain["numbers"]).itemsize
        part, values = values[:size], values[size:]
        y_TO = np.frombuffer(part, plain["numbers"]).reshape(shape)
        answers.append(Answer(about["number"], about["count"], bytes.fromhex(about["digest"]), y_TO))
    return SessionFile(
        plain["model"],
        plain["fingerprint"],
        plain["owner"],
        json.loads(plain["settings"]),
        plain["next"],
        arrays["state"].tobytes(),
        tuple(answers),
    )


def _parse(plain: Any) -> dict[str, Any]:
    check_version(plain, "format", _FORMAT)
    checked: dict[str, Any] = _FIELDS("", plain)
    return checked


def _bytes(content: bytes) -> Array:
    return np.frombuffer(content, np.uint8)
